"""The layers of the house, checked against the imports: one way only, and who may do what."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "servanda"
STAGES = ("collect", "extract", "link", "assess", "talks", "measure")
LAYERS = (("model",), ("guard",), ("case",), ("engine",), STAGES, ("queries",), ("publish",), ("app",),
          ("cli",))
RANK = {unit: rank for rank, units in enumerate(LAYERS) for unit in units}

# Parsers of markup, YAML, archives, spreadsheets and PDF, and everything that can open an outgoing socket.
PARSERS = ("yaml", "ruamel", "xml", "defusedxml", "lxml", "bs4", "html.parser", "html5lib", "zipfile", "tarfile",
           "gzip", "bz2", "lzma", "openpyxl", "xlrd", "pypdf", "pdfminer", "fitz")
SOCKETS = ("socket", "ssl", "urllib.request", "http.client", "ftplib", "smtplib", "requests", "httpx", "aiohttp")
LISTENERS = ("socketserver", "http.server", "wsgiref", "uvicorn", "starlette", "flask", "aiohttp.web")
LOADERS = ("importlib.import_module", "pickle", "marshal", "shelve", "runpy", "pkgutil")
SQL = re.compile(r"\bselect\b[\s\S]+\bfrom\b|\binsert\s+into\b|\bdelete\s+from\b|\bdrop\s+(table|view)\b"
                 r"|\bcreate\s+(or\s+replace\s+)?(table|view)\b|\bupdate\s+\w+\s+set\b|\bcopy\s+\w+\s+(to|from)\b",
                 re.IGNORECASE)


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py"))


def name_of(path: Path) -> str:
    """``servanda.case.open``; a package's own file has the package's name."""
    parts = ["servanda", *path.relative_to(SOURCE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit_of(module: str) -> str:
    """The layer's unit that a module of ours belongs to; '' for the root package."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def absolute(path: Path, node: ast.ImportFrom) -> str:
    """The module that a ``from ... import`` names, relative ones resolved."""
    if not node.level:
        return node.module or ""
    base = name_of(path).split(".")
    if path.stem == "__init__":
        base.append("__init__")
    return ".".join([*base[:-node.level], *filter(None, [node.module])])


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file; ``from a import b`` yields ``a.b``."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{absolute(path, node)}.{alias.name}" for alias in node.names)


def starts(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def offenders(prefixes: tuple[str, ...], allowed: tuple[str, ...]) -> list[str]:
    """Files outside the allowed units that import something under the prefixes."""
    return [f"{name_of(path)} imports {name}" for path in modules() if unit_of(name_of(path)) not in allowed
            for name in imports_of(path) if starts(name, prefixes)]


def strings_of(path: Path) -> Iterator[ast.Constant]:
    """Every string of a file that is not a docstring."""
    tree = tree_of(path)
    docs = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
            and isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node


def calls_of(path: Path) -> Iterator[str]:
    """The dotted name of every call, as far as it is written out: ``csv.reader``, ``.write_text``."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            target = node.func
            if isinstance(target, ast.Attribute):
                owner = target.value.id if isinstance(target.value, ast.Name) else ""
                yield f"{owner}.{target.attr}"
            elif isinstance(target, ast.Name):
                yield target.id


def test_every_module_belongs_to_a_layer() -> None:
    strangers = {unit_of(name_of(path)) for path in modules()} - set(RANK) - {"", "__main__"}
    assert not strangers, f"not in the layer order: {sorted(strangers)}"


def test_layers_one_way_only() -> None:
    wrong = []
    for path in modules():
        here = unit_of(name_of(path))
        for name in imports_of(path):
            there = unit_of(name) if starts(name, ("servanda",)) else ""
            if there in RANK and here in RANK and RANK[there] > RANK[here]:
                wrong.append(f"{name_of(path)} imports {name}")
    assert not wrong


def test_stages_never_import_one_another() -> None:
    wrong = []
    for path in modules():
        here = unit_of(name_of(path))
        for name in imports_of(path):
            there = unit_of(name) if starts(name, ("servanda",)) else ""
            if here in STAGES and there in STAGES and here != there:
                wrong.append(f"{name_of(path)} imports {name}")
    assert not wrong


def test_guard_alone_imports_parsers_and_sockets() -> None:
    assert not offenders(PARSERS + SOCKETS, ("guard",))


def test_guard_alone_reads_csv() -> None:
    """The engine and publish write CSV; nothing but guard reads it."""
    readers = {"csv.reader", "csv.DictReader", "reader", "DictReader"}
    assert not [f"{name_of(path)} calls {call}" for path in modules() if unit_of(name_of(path)) != "guard"
                for call in calls_of(path) if call in readers]


def test_only_cli_listens() -> None:
    assert not offenders(LISTENERS, ("cli",))


def test_model_has_no_input_or_output() -> None:
    """model holds types only: no files, no database."""
    wrong = [f"{name_of(path)} imports {name}" for path in modules() if unit_of(name_of(path)) == "model"
             for name in imports_of(path) if starts(name, ("pathlib", "os", "io", "duckdb", "subprocess", "shutil"))]
    assert not wrong


def test_the_engine_alone_imports_the_database() -> None:
    """Guard's one module for Parquet uses it as a parser (docs/adr/0012): nothing else of guard may."""
    assert not offenders(("duckdb",), ("engine", "guard"))
    assert [name_of(path) for path in modules() if unit_of(name_of(path)) == "guard"
            and any(starts(name, ("duckdb",)) for name in imports_of(path))] == ["servanda.guard.parquet"]


def test_publish_writes_no_sql() -> None:
    wrong = [f"{name_of(path)}:{node.lineno} {str(node.value)[:60]!r}" for path in modules()
             if unit_of(name_of(path)) == "publish" for node in strings_of(path) if SQL.search(str(node.value))]
    assert not wrong


def test_case_alone_writes_inputs_and_publish_alone_writes_outputs() -> None:
    """No other layer writes a file; the engine writes to a scratch folder of its own, archives to one it is given."""
    writes = {"write_text", "write_bytes", "mkdir", "rename", "touch", "unlink", "rmtree", "copytree", "copyfile"}
    wrong = [f"{name_of(path)} calls {call}" for path in modules()
             if unit_of(name_of(path)) not in ("case", "publish", "engine")
             and name_of(path) != "servanda.guard.archives" for call in calls_of(path)
             if call.rpartition(".")[2] in writes]
    assert not wrong


def test_reference_and_engine_of_assess_do_not_import_one_another() -> None:
    """The readable assessor stands alone, or its agreement with the engine would prove nothing.

    `examples` runs it on the examples of terms and belongs to neither.
    """
    reference = SOURCE / "assess" / "reference.py"
    engine = [path for path in modules() if path.parent == reference.parent
              and path.stem not in ("reference", "examples")]
    assert {path.stem for path in engine} >= {"verdicts"}
    assert not [f"{name_of(path)} imports {name}" for path in engine for name in imports_of(path)
                if starts(name, ("servanda.assess.reference", "servanda.assess.examples"))]
    assert not [name for name in imports_of(reference) if starts(name, ("servanda.assess", "servanda.engine"))]


def test_nothing_is_loaded_from_a_case() -> None:
    """Registries are plain dicts: no code is imported, unpickled or evaluated by name."""
    assert not offenders(LOADERS, ())
    assert not [f"{name_of(path)} calls {call}" for path in modules() for call in calls_of(path)
                if call in ("eval", "exec", "compile", "__import__")]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_module_opens_with_one_sentence(path: Path) -> None:
    doc = ast.get_docstring(tree_of(path)) or ""
    assert doc.split("\n\n")[0].rstrip().endswith("."), f"{name_of(path)} does not open with a sentence"
