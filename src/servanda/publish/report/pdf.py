"""The document as PDF through typst: fonts of ours only, no network, the same bytes each time."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from servanda.publish.report.document import Document, apart, mapping
from servanda.publish.report.template import Template

NAME = "report.pdf"
FONTS = Path(__file__).parent / "fonts"
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)


def lacking() -> str:
    """What is missing to make a PDF, in words; '' if nothing is."""
    try:
        import typst  # noqa: F401
    except ImportError:
        return "it needs `typst`: install servanda with its extra, `servanda[report]`"
    return "" if fonts() else "its fonts are not there: run `make fonts`"


def fonts() -> list[Path]:
    """The font files, in order of name."""
    return sorted(FONTS.glob("*.ttf"))


def render(document: Document, template: Template) -> bytes:
    """The report as PDF; the document reaches typst as data, so nothing in it is ever read as markup."""
    import typst

    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        for name in ("report.typ", "head.typ"):
            (root / name).write_text(template.file(name), encoding="utf-8", newline="\n")
        held = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
        compiler = typst.Compiler(root / "report.typ", root=root, font_paths=held, ignore_system_fonts=True,
                                  sys_inputs={"document": json.dumps(mapping(apart(document)), ensure_ascii=False)},
                                  package_path=root / "none", package_cache_path=root / "none")
        content = compiler.compile(format="pdf", timestamp=_EPOCH)
    assert isinstance(content, bytes)
    return content
