"""HTTP/1.1 as uvicorn reads it, from readers who may be hostile: a header must come soon, and not without end.

Whoever was let in before the service was told to stop is answered still: a connection closed on a request that is
unread is reset, and a reader would see a fault where there is none.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["LimitedProtocol"]

_BYTES: Final = 64 << 10
"""Beyond what the door still answers in words."""
_SECONDS: Final = 15.0
_LAST_SECONDS: Final = 1.0
"""For a request that is on its way when the service is told to stop."""


class LimitedProtocol(HttpToolsProtocol):
    """Ends a connection whose next header is too long, or too slow. What follows a header counts as the next one."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
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
        if self._impatience is None:
            self._wait()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._unread = 0
        self._wait_no_more()
        super().on_headers_complete()
        if self._is_ending:
            self.cycle.keep_alive = False

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
