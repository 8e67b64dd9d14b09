"""The tier that asks an endpoint: only what stands in the text is kept, and only where the user names an address."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from servanda.cli import main
from servanda.guard.endpoint import NotAnswered, ask

GOOD = {"content": "that it had fired", "speaker": "The army", "cue": "denied", "act": "deny", "form": "indirect"}
ANSWERS = [GOOD, {**GOOD, "content": "words that nobody wrote"}, {**GOOD, "speaker": "The navy"},
           {**GOOD, "act": "lie"},
           "x"]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)  # type: ignore[attr-defined]
        content = json.dumps(ANSWERS) if "/good" in self.path else "Certainly! Here is no JSON."
        body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
        self.send_response(500 if "/broken" in self.path else 200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silence."""


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    made = HTTPServer(("127.0.0.1", 0), Handler)
    made.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def run(server: HTTPServer, tmp_path: Path, path: str) -> Any:
    (tmp_path / "a.txt").write_text("The army denied that it had fired.", encoding="utf-8")
    return CliRunner().invoke(main, ["extract", str(tmp_path / "a.txt"), "--tier", "endpoint", "--model", "small",
                                     "--endpoint", f"http://127.0.0.1:{server.server_port}{path}"])


def test_only_what_stands_in_the_text_is_kept(server: HTTPServer, tmp_path: Path) -> None:
    result = run(server, tmp_path, "/good")
    assert result.exit_code == 0, result.output
    said = [one for one in map(json.loads, result.stdout.splitlines()) if one["kind"] == "statement"]
    assert [(one["text"], one["speaker_text"], one["tier"]) for one in said] == [
        ("that it had fired", "The army", "endpoint")]
    assert server.asked[0]["model"] == "small"  # type: ignore[attr-defined]


def test_an_answer_that_is_no_list_gives_nothing(server: HTTPServer, tmp_path: Path) -> None:
    assert "statement" not in run(server, tmp_path, "/chatty").stdout


def test_an_endpoint_that_fails_is_said(server: HTTPServer, tmp_path: Path) -> None:
    result = run(server, tmp_path, "/broken")
    assert (result.exit_code, "status 500" in result.stderr) == (1, True)


def test_without_an_address_nothing_is_asked(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The army left.", encoding="utf-8")
    assert CliRunner().invoke(main, ["extract", str(tmp_path / "a.txt"), "--tier", "endpoint"]).exit_code == 2


@pytest.mark.parametrize("url", ["http://example.org/v1", "ftp://localhost/", "file:///etc/passwd", "nonsense"])
def test_where_nothing_is_sent(url: str) -> None:
    with pytest.raises(NotAnswered):
        ask(url, {})
