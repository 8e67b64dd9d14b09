"""One question to an endpoint that a person has named: JSON out, JSON back, within limits of size and time."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

MOST = 4_000_000
SECONDS = 120


class NotAnswered(Exception):
    """The endpoint gave no usable answer; the message says why."""


def ask(url: str, body: dict[str, Any]) -> Any:
    """The JSON that an endpoint answers to a JSON body.  Raises `NotAnswered`.

    Plain http is allowed to this machine only; redirects are not followed.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotAnswered("the endpoint is not an http or https address")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise NotAnswered("plain http goes to this machine only; use https")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=SECONDS)
    try:
        connection.request("POST", parts.path or "/", json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read(MOST + 1)
    except (OSError, http.client.HTTPException) as error:
        raise NotAnswered(f"the endpoint cannot be reached ({type(error).__name__})") from error
    finally:
        connection.close()
    if answer.status != 200:
        raise NotAnswered(f"the endpoint answers with status {answer.status}")
    if len(content) > MOST:
        raise NotAnswered(f"the answer is longer than {MOST:,} bytes")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotAnswered("the answer is not JSON") from error
