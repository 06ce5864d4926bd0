"""The door turns away what is too much, and says so, while it goes on answering the others."""

import asyncio
import json
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from service.serving.door import Door
from service.serving.hosts import host_of


def scope_of(path: str = "/", *headers: tuple[bytes, bytes]) -> Scope:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": list(headers),
    }


async def ask(app: Any, scope: Scope) -> tuple[int, dict[str, str], bytes]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    fields = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], fields, b"".join(message.get("body", b"") for message in sent[1:])


def test_more_than_can_be_answered_at_once_is_told_to_come_back() -> None:
    async def run() -> None:
        released = asyncio.Event()

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            await released.wait()
            await PlainTextResponse("done")(scope, receive, send)

        door = Door(slow, at_most=3)
        waiting = [asyncio.create_task(ask(door, scope_of())) for _ in range(3)]
        await asyncio.sleep(0)
        status, fields, body = await ask(door, scope_of())
        assert (status, fields["retry-after"], json.loads(body)["code"]) == (503, "1", "overloaded")

        released.set()
        assert [row[0] for row in await asyncio.gather(*waiting)] == [200, 200, 200]
        assert (await ask(door, scope_of()))[0] == 200

    asyncio.run(run())


def test_what_fails_behind_it_frees_its_place() -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    async def run() -> None:
        door = Door(broken, at_most=1)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await ask(door, scope_of())

    asyncio.run(run())


@pytest.mark.parametrize(
    ("fields", "host"),
    [
        (["data.ban.example"], "data.ban.example"),
        (["DATA.Ban.Example:8443"], "data.ban.example"),
        (["data.ban.example."], "data.ban.example"),
        (["data.ban.example.:80"], "data.ban.example"),
        ([], None),
        (["a.example", "b.example"], None),
        (["a.example", "a.example"], None),
        (["a.example:b.example"], None),
        (["a.example:80:80"], None),
        (["a.example:٨٠"], None),
        (["a.example, b.example"], "a.example, b.example"),
        (["evil@a.example"], "evil@a.example"),
        (["a.example/"], "a.example/"),
        ([" a.example"], " a.example"),
    ],
    ids=repr,
)
def test_one_host_is_asked_for_or_none(fields: list[str], host: str | None) -> None:
    """What stays odd is the name of nobody."""
    rows = [(b"host", field.encode("utf-8")) for field in fields]
    assert host_of(scope_of("/", *rows)) == host
