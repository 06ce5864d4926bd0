"""Questions put to the application itself, in this process: no server, no socket, and the answers readers would get."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Message

__all__ = ["HTML_FIRST", "PROGRAM", "Answer", "ask"]

HTML_FIRST: Final = "text/html,*/*;q=0.8"
"""What a browser takes."""
PROGRAM: Final = "*/*"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """By name, in lower case."""
    body: bytes


async def ask(app: ASGIApp, base: str, address: str, *, accept: str, head: bool = False) -> Answer:
    """What `app` answers to GET, or HEAD, for `address` below `base`: `https://data.example.go.th`."""
    path, _, query = address.partition("?")
    scheme, host = urlsplit(base)[:2]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "HEAD" if head else "GET",
        "scheme": scheme,
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", host.encode()), (b"accept", accept.encode())],
        "client": None,
        "server": None,
        "state": {},
    }
    started: list[Message] = []
    body = bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.append(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    await app(scope, receive, send)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in started[0]["headers"]}
    return Answer(started[0]["status"], headers, bytes(body))
