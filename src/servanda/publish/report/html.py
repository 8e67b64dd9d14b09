"""The document as one HTML file: its style inside it, no script, nothing fetched, a policy that says so."""

from __future__ import annotations

import base64
import hashlib

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from servanda.publish import marks
from servanda.publish.report.document import Document, mapping
from servanda.publish.report.template import HERE, Template

NAME = "report.html"


def render(document: Document, template: Template) -> bytes:
    """The report as HTML."""
    style = template.file("report.css").replace("</", "<\\/")
    folders = [folder for folder in (template.folder, HERE) if folder]
    environment = SandboxedEnvironment(loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
                                       autoescape=True, trim_blocks=True, lstrip_blocks=True,
                                       undefined=StrictUndefined, finalize=marks.finish)
    drawn = {"drawing": Markup}  # drawings are SVG that we made ourselves
    environment.filters |= drawn
    text = environment.get_template("report.html").render(
        document=mapping(document), style=Markup(style), policy=_policy(style), anchor=marks.anchor)
    lines = (line.rstrip() for line in text.splitlines())
    return ("\n".join(line for line in lines if line) + "\n").encode("utf-8", "replace")


def _policy(style: str) -> str:
    """Nothing may be loaded or run; of styles only this one holds."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
