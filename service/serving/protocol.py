"""HTTP/1.1 as uvicorn reads it, from readers who may be hostile: a header must come soon, and not without end.

Whoever was let in before the service was told to stop is answered still: a connection closed on a request that is
unread is reset, and a reader would see a fault where there is none.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final, cast

import httptools
from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from service.caching import METHODS, Kept

__all__ = ["LimitedProtocol"]

_BYTES: Final = 64 << 10
"""Beyond what the door still answers in words."""
_SECONDS: Final = 15.0
_LAST_SECONDS: Final = 1.0
"""For a request that is on its way when the service is told to stop."""


class _Answered:
    """In the place of uvicorn's cycle, when there was none to wait for."""

    response_complete = True
    message_event = asyncio.Event()


class LimitedProtocol(HttpToolsProtocol):
    """Ends a connection whose next header is too long, or too slow. What follows a header counts as the next one.

    Writes at once what `answer_at_once` has, where nothing stands in between: no answer before it that is still being
    made, no reader who is too slow to take it, nothing but one plain request.
    """

    def __init__(
        self, *arguments: Any, answer_at_once: Callable[[Scope], tuple[Kept, str] | None], **more: Any
    ) -> None:
        super().__init__(*arguments, **more)
        self._answer_at_once = answer_at_once
        self.cycle = _Answered  # type: ignore[assignment]
        self._unread = 0
        self._impatience: asyncio.TimerHandle | None = None
        self._is_ending = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        if self._unread > _BYTES:
            self._wait_no_more()
            self.send_400_response("The request's header is too long.")
            return
        super().data_received(data)
        if self._unread and self._impatience is None:
            self._wait()

    def on_headers_complete(self) -> None:
        self._unread = 0
        self._wait_no_more()
        if self._is_answered_at_once():
            return
        super().on_headers_complete()
        if self._is_ending:
            self.cycle.keep_alive = False

    def _is_answered_at_once(self) -> bool:
        if self._is_ending or self.flow.write_paused or not self.cycle.response_complete:
            return False
        method = self.parser.get_method().decode("ascii")
        if method not in METHODS or self.parser.get_http_version() != "1.1" or not self.parser.should_keep_alive():
            return False
        address = httptools.parse_url(self.url)
        path, query = address.path, address.query or b""
        scope = cast("Scope", self.scope)
        scope.update(method=method, path=path.decode("ascii"), raw_path=path, query_string=query)
        found = self._answer_at_once(scope)
        if found is None:
            return False
        kept, request = found
        lines = [b"%s: %s\r\n" % row for row in self.server_state.default_headers]
        lines += (kept.lines or b"", b"x-request-id: %s\r\n\r\n" % request.encode("ascii"))
        self.transport.write(b"".join((STATUS_LINE[kept.status], *lines, kept.body if method == "GET" else b"")))
        self.cycle = _Answered  # type: ignore[assignment]
        self.on_response_complete()
        return True

    def shutdown(self) -> None:
        self._is_ending = True
        if self._impatience is not None:
            self._wait_no_more()
            self._wait(_LAST_SECONDS)
        else:
            super().shutdown()

    def _wait(self, seconds: float = _SECONDS) -> None:
        self._impatience = self.loop.call_later(seconds, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None
