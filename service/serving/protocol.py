"""HTTP/1.1 as uvicorn reads it, from readers who may be hostile: a header must come soon, and not without end."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["LimitedProtocol"]

_BYTES: Final = 64 << 10
"""Beyond what the door still answers in words."""
_SECONDS: Final = 15.0


class LimitedProtocol(HttpToolsProtocol):
    """Ends a connection whose next header is too long, or too slow. What follows a header counts as the next one."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._unread = 0
        self._impatience: asyncio.TimerHandle | None = None

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

    def _wait(self) -> None:
        self._impatience = self.loop.call_later(_SECONDS, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None
