"""XML: no document type, no entity, nothing fetched, nothing expanded."""

from __future__ import annotations

import socket
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import pytest

from servanda.guard import xml
from servanda.guard.limits import LIMITS
from servanda.guard.xml import read_xml


class Listener:
    """A listener on this machine that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self) -> None:
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            self.calls += 1
            caller.close()

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(5)


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


EXPONENTIAL = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
HOSTILE = {
    "exponential": f'<!DOCTYPE a [<!ENTITY l0 "lol">{EXPONENTIAL}]>\n<a>&l9;</a>',
    "quadratic": f'<!DOCTYPE a [<!ENTITY q "{"x" * 50_000}">]>\n<a>{"&q;" * 1000}</a>',
    "external general": '<!DOCTYPE a [<!ENTITY e SYSTEM "http://127.0.0.1:{port}/e">]>\n<a>&e;</a>',
    "external file": '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>\n<a>&e;</a>',
    "external parameter": '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p"> %p;]>\n<a/>',
    "external subset": '<!DOCTYPE a SYSTEM "http://127.0.0.1:{port}/a.dtd">\n<a/>',
    "public subset": '<!DOCTYPE a PUBLIC "-//X//X" "http://127.0.0.1:{port}/a.dtd">\n<a/>',
    "harmless document type": "<!DOCTYPE html>\n<html/>",
    "internal entity": '<!DOCTYPE a [<!ENTITY x "y">]>\n<a>&x;</a>',
    "undeclared entity": "<a>&nbsp;</a>",
    "deep": "<a>" * 100_000,
    "cut short": "<a><b>",
    "two roots": "<a/><b/>",
    "null": "<a>\0</a>",
    "same attribute twice": '<a b="1" b="2"/>',
    "not xml": "report_id,act\n",
    "empty": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_one_problem(name: str, listener: Listener) -> None:
    text = HOSTILE[name].replace("{port}", str(listener.port))
    tracemalloc.start()
    root, problems = read_xml("x.xml", text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert root is None
    assert [(one.code, one.file, one.line > 0) for one in problems] == [("xml_refused", "x.xml", True)]
    assert listener.calls == 0
    assert peak < 20_000_000


@pytest.mark.parametrize("text", [
    '<?xml version="1.0"?><a b="c">d</a>', '<?xml version="1.0" encoding="utf-16"?><a>é</a>', "<a>&amp;&#233;</a>",
    '<a xmlns:x="http://x.example/"><x:b/></a>', "<!-- x --><a><![CDATA[<b>]]></a>", "<а>مرحبا</а>",
    '<?xml-stylesheet href="http://127.0.0.1:{port}/x.xsl"?><a xmlns:i="http://www.w3.org/2001/XInclude">'
    '<i:include href="http://127.0.0.1:{port}/y"/></a>'])
def test_plain_documents_pass(text: str, listener: Listener) -> None:
    root, problems = read_xml("x.xml", text.replace("{port}", str(listener.port)))
    assert root is not None
    assert not problems
    assert listener.calls == 0


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_depth_at_its_limit(more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "LIMITS", replace(LIMITS, xml_depth=10))
    depth = 10 + more
    assert bool(read_xml("x.xml", "<a>" * depth + "</a>" * depth)[1]) is (more > 0)
