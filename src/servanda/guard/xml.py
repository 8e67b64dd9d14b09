"""XML of others as a tree of elements: no document type, no entities, nothing fetched, within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from servanda.guard.limits import LIMITS
from servanda.model.problems import Problem, problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def read_xml(file: str, text: str) -> tuple[Element | None, list[Problem]]:
    """The root element of an XML text (None if it is refused) and the problem found.

    A declared encoding is not heeded: the text has been decoded already.
    """
    if len(text) > LIMITS.xml_characters:
        return None, [problem("file_too_large", file, 0, f"The file holds more than {LIMITS.xml_characters:,} "
                              "characters.")]
    parser = XMLParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    depth = _Depth(parser)
    try:
        parser.feed(text)
        root: Element = parser.close()
        return root, []
    except _TooDeep:
        return None, [problem("xml_refused", file, depth.line(), f"Elements are nested more than {LIMITS.xml_depth} "
                              "deep.", mend="Flatten the structure.")]
    except DefusedXmlException:
        return None, [problem("xml_refused", file, depth.line(), "The file declares a document type or entities.")]
    except (ParseError, ValueError) as error:
        line = error.position[0] if isinstance(error, ParseError) else depth.line()
        return None, [problem("xml_refused", file, line, "The line is not XML: a mark is not closed, stands in the "
                              "wrong place, or is not known.", mend="Save the file anew as XML.")]


class _TooDeep(Exception):
    """Elements are nested too deep."""


class _Depth:
    """Counts open elements as they are read, in front of the parser's own handlers."""

    def __init__(self, parser: XMLParser) -> None:
        self.depth = 0
        self.expat = parser.parser
        start, end = self.expat.StartElementHandler, self.expat.EndElementHandler

        def opening(tag: str, attributes: list[str]) -> None:
            self.depth += 1
            if self.depth > LIMITS.xml_depth:
                raise _TooDeep
            start(tag, attributes)

        def closing(tag: str) -> None:
            self.depth -= 1
            end(tag)

        self.expat.StartElementHandler, self.expat.EndElementHandler = opening, closing

    def line(self) -> int:
        """The line that is being read."""
        return int(self.expat.CurrentLineNumber)
