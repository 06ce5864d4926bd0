"""Answers kept as the bytes that were sent, for just as long as the index is what they were made from.

Only an answer that says of itself that it is true of one state of the index, and of a day, is kept (`may_be_kept`). A
Change, a receipt, a suppression: whatever writes to the index, in whatever process, or puts another in its place, ends
all of them at once; so does midnight in Bangkok. What a reader's headers decide is part of the key.
"""

import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Final, NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.ledger.read_model import IndexUnusableError, ReadModel

__all__ = ["DECIDING", "METHODS", "ROUTE", "Caching", "Kept", "KeptAnswers", "may_be_kept"]

DECIDING: Final = frozenset(
    {
        b"accept",
        b"accept-datetime",
        b"accept-encoding",
        b"host",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"range",
    }
)
"""The headers that any answer may depend on; a test holds the code to it."""
ROUTE: Final = "prongsai.route"
"""Where in the scope the template of the address stands, for whoever counts; below the API, without its prefix."""
METHODS: Final = frozenset({"GET", "HEAD"})
_MARK: Final = "prongsai.may_be_kept"
_UNCHANGED: Final = 304
_STATUSES: Final = frozenset({200, _UNCHANGED})
_LARGEST: Final = 256 << 10
_TOGETHER: Final = 32 << 20
"""Bytes of all that is kept, by one process."""
_EACH: Final = 2048
"""Bytes that an answer costs beside its body and its key, roughly."""
_SECONDS_A_DAY: Final = 86_400
_BANGKOK_AHEAD: Final = 7 * 3600


def may_be_kept(request: Request) -> None:
    """Said by who answers: this is a function of the index, of today, and of the request's deciding headers."""
    request.scope[_MARK] = True


class Kept(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    route: str | None
    lines: bytes | None
    """The headers as HTTP/1.1 sends them; None where they do not say where the body ends."""


class KeptAnswers:
    """Those of one index, for one thread."""

    def __init__(self, model: ReadModel) -> None:
        self._model = model
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._bytes = 0
        self.state: Hashable = None
        """What all of them were made from."""

    def recall(self, scope: Scope) -> Kept | None:
        """What was answered to the same request, if the index is still what it was."""
        if not self.look():
            return None
        key = _key(scope)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            scope[ROUTE] = kept.route
        return kept

    def look(self) -> bool:
        """Whether the index can be read; whatever was made from another state of it is let go."""
        try:
            state = self._model.state(), int(time.time() + _BANGKOK_AHEAD) // _SECONDS_A_DAY
        except IndexUnusableError:
            state = None
        if state != self.state:
            self.state = state
            self._kept.clear()
            self._bytes = 0
        return state is not None

    def keep(self, scope: Scope, kept: Kept, state: Hashable) -> None:
        """`state`: the one seen before it was made."""
        key = _key(scope)
        if state is None or state != self.state or key in self._kept:
            return
        self._kept[key] = kept
        self._bytes += _size(key, kept)
        while self._bytes > _TOGETHER:
            self._bytes -= _size(*self._kept.popitem(last=False))


class Caching:
    """The outermost middleware but for those that look at every request."""

    def __init__(self, app: ASGIApp, answers: KeptAnswers) -> None:
        self._app = app
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in METHODS:
            await self._app(scope, receive, send)
            return
        kept = self._answers.recall(scope)
        if kept is None:
            await self._ask(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": kept.status, "headers": list(kept.headers)})
        await send({"type": "http.response.body", "body": kept.body})

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have it answered, and keep what is sent: under the state that was seen before it was asked."""
        before = self._answers.state
        start: Message = {}
        body = bytearray()
        is_whole = False

        async def note(message: Message) -> None:
            nonlocal start, is_whole
            if message["type"] == "http.response.start":
                start = {**message, "headers": list(message["headers"])}
            elif message["type"] == "http.response.body" and len(body) <= _LARGEST:
                body.extend(message.get("body", b""))
                is_whole = not message.get("more_body", False)
            await send(message)

        await self._app(scope, receive, note)
        if is_whole and len(body) <= _LARGEST and scope.get(_MARK) and start["status"] in _STATUSES:
            status, headers = start["status"], start["headers"]
            kept = Kept(status, headers, bytes(body), scope.get(ROUTE), _lines(status, headers))
            self._answers.keep(scope, kept, before)


def _lines(status: int, headers: list[tuple[bytes, bytes]]) -> bytes | None:
    names = {name for name, _ in headers}
    is_delimited = b"content-length" in names or status == _UNCHANGED
    return b"".join(b"%s: %s\r\n" % row for row in headers) if is_delimited and b"connection" not in names else None


def _key(scope: Scope) -> Hashable:
    deciding = [row for row in scope["headers"] if row[0] in DECIDING]
    path = scope.get("raw_path") or scope["path"].encode()
    return scope["method"], scope["scheme"], path, scope["query_string"], *deciding


def _size(key: Any, kept: Kept) -> int:
    return _EACH + len(kept.body) + sum(len(part) for row in key[4:] for part in row) + len(key[2]) + len(key[3])
