"""What is written at once, without an ASGI cycle, is what the whole way would have answered, byte for byte."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from starlette.types import Receive, Scope, Send

from service.app import create_app
from service.ledger.follower import Follower
from service.serving.door import Door
from service.serving.listening import bind
from service.serving.protocol import LimitedProtocol
from service.serving.server import Server, make_server
from service.settings import Settings
from tests.support.ledger import LedgerBuilder, contact, news
from tests.support.tombstones import suppression

CONTACT_ID, HEAD = "contact/office-of-palad/main", "office-of-palad-head"
ITEM = f"/v1/items/{CONTACT_ID}"
THE_WHOLE_WAY = b"X-Forwarded-For: 127.0.0.1\r\n"
"""Who stands in front is uvicorn's to look at."""
_MANY = 700
"""Requests that fit what is read at once."""


class World:
    """A server in a thread, as it is shipped."""

    def __init__(self, folder: Path) -> None:
        self.ledger = LedgerBuilder(folder / "origin.git")
        self.ledger.publish_item(contact())
        for number in range(20):
            self.ledger.publish_item(news("hr", name=f"event-{number}"))
        self.app = create_app(Settings(self.ledger.git_dir, folder / "index.sqlite", self.ledger.anchor, 3600))
        self.listening = bind("127.0.0.1", 0)
        ready = threading.Event()
        self.server: Server = make_server(self.app, ready.set)
        self.thread = threading.Thread(target=self.server.run, args=([self.listening],), daemon=True)
        self.thread.start()
        assert ready.wait(30)
        door = self.server.config.app
        assert isinstance(door, Door)
        self.door = door

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)
        assert not self.thread.is_alive()

    def connect(self) -> socket.socket:
        return socket.create_connection(self.listening.getsockname(), timeout=20)

    def refuse_the_whole_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on, whatever is not answered at once is an error."""

        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
            await send({"type": "http.response.start", "status": 599, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})

        monkeypatch.setattr(self.door, "_app", refuse)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def request(path: str, *lines: bytes, method: str = "GET", version: str = "1.1") -> bytes:
    rows = b"".join(line if line.endswith(b"\r\n") else line + b"\r\n" for line in lines)
    return f"{method} {path} HTTP/{version}\r\nHost: a.example\r\n".encode() + rows + b"\r\n"


def take(connection: socket.socket, *, has_body: bool = True) -> tuple[bytes, list[bytes], bytes]:
    """Status line, headers without date and name, body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(1)
    first, *rows = data[:-4].split(b"\r\n")
    named = dict(row.lower().split(b": ", 1) for row in rows)
    assert named[b"x-request-id"]
    wanted = int(named.get(b"content-length", b"0")) if has_body else 0
    body = b""
    while len(body) < wanted:
        body += connection.recv(wanted - len(body))
    return first, [row for row in rows if not row.lower().startswith((b"date:", b"x-request-id:"))], body


KINDS = {
    "current": request(ITEM),
    "pinned": request(f"{ITEM}/versions/1"),
    "list": request("/v1/items?limit=100"),
    "gzip": request("/v1/items?limit=100", b"Accept-Encoding: gzip"),
    "304": request(f"{ITEM}/versions/1", b"If-None-Match: *"),
    "head": request(ITEM, method="HEAD"),
    "head, gzip": request("/v1/items?limit=100", b"Accept-Encoding: gzip", method="HEAD"),
    "thai": request("/v1/items?q=%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7"),
    "spelled otherwise": request("/v1/items/contact/office%2Dof%2Dpalad/main"),
    "a name of its own": request(ITEM, b"X-Request-Id: mine-12345"),
    "kept alive by name": request(ITEM, b"Connection: keep-alive"),
}


@pytest.mark.parametrize("asked", KINDS.values(), ids=KINDS)
def test_it_is_what_the_whole_way_answers(asked: bytes, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    has_body = not asked.startswith(b"HEAD")
    with world.connect() as connection:
        connection.sendall(asked[:-2] + THE_WHOLE_WAY + b"\r\n")
        whole = take(connection, has_body=has_body)
        world.refuse_the_whole_way(monkeypatch)
        for _ in range(3):
            connection.sendall(asked)
            assert take(connection, has_body=has_body) == whole
    assert whole[0] in {b"HTTP/1.1 200 OK", b"HTTP/1.1 304 Not Modified"}


def test_requests_in_a_row_are_answered_in_order(world: World) -> None:
    """At once or not, and without waiting for one another."""
    asked = [request(ITEM), request("/v1/changes"), request(ITEM), request(f"{ITEM}/versions/1"), request(ITEM)]
    with world.connect() as connection:
        alone = []
        for one in asked:
            connection.sendall(one)
            alone.append(take(connection))
        for _ in range(5):
            connection.sendall(b"".join(asked))
            assert [take(connection) for _ in asked] == alone
        connection.sendall(request("/healthz") + b"".join(asked))
        assert [take(connection) for _ in range(1 + len(asked))][1:] == alone


@pytest.mark.parametrize(
    "asked",
    [request(ITEM, b"Connection: close"), request(ITEM, version="1.0")],
    ids=["told to", "an old reader"],
)
def test_the_connection_ends_where_it_is_to_end(asked: bytes, world: World) -> None:
    for _ in range(2):
        with world.connect() as connection:
            connection.sendall(request(ITEM))
            whole = take(connection)
            connection.sendall(asked)
            assert take(connection)[2] == whole[2]
            assert connection.recv(1) == b""


def test_a_suppression_is_not_waited_for(world: World) -> None:
    follower: Follower = world.app.state.follower
    with world.connect() as connection:
        for _ in range(3):
            connection.sendall(request(ITEM))
            assert take(connection)[0] == b"HTTP/1.1 200 OK"
        world.ledger.publish(world.ledger.prepare(suppression(CONTACT_ID), by=HEAD), by=HEAD)
        follower.refresh()
        connection.sendall(request(ITEM))
        assert take(connection)[0].startswith(b"HTTP/1.1 451")


def test_who_does_not_read_is_not_written_to_for_ever(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers wait for their reader, and the process does not grow by them."""
    protocols: list[LimitedProtocol] = []
    made = LimitedProtocol.connection_made

    def note(self: LimitedProtocol, transport: asyncio.Transport) -> None:
        protocols.append(self)
        made(self, transport)

    monkeypatch.setattr(LimitedProtocol, "connection_made", note)
    asked = request("/v1/items?limit=100")
    with world.connect() as connection:
        connection.sendall(asked)
        _, _, body = take(connection)
        for _ in range(_MANY):
            connection.sendall(asked)
        (protocol,) = protocols
        until = time.monotonic() + 20
        while not protocol.flow.write_paused and time.monotonic() < until:
            time.sleep(0.01)
        assert protocol.flow.write_paused
        assert protocol.transport.get_write_buffer_size() < 1 << 20
        data = bytearray()
        while data.count(body) < _MANY:
            more = connection.recv(1 << 20)
            assert more
            data += more
        assert data.endswith(body)
    assert _MANY * len(body) > 8 << 20


def test_it_is_counted_as_any_other(world: World) -> None:
    labels = {"route": "/v1/items/{obligation}/{unit}/{name}", "status": "200"}
    before = REGISTRY.get_sample_value("prongsai_answers_total", labels) or 0
    with world.connect() as connection:
        for _ in range(5):
            connection.sendall(request(ITEM))
            take(connection)
    until = time.monotonic() + 5
    while (REGISTRY.get_sample_value("prongsai_answers_total", labels) or 0) < before + 5 and time.monotonic() < until:
        time.sleep(0.01)
    assert REGISTRY.get_sample_value("prongsai_answers_total", labels) == before + 5
