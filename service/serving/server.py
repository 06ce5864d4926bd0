"""One process that answers: uvicorn behind the door, and what it says once it can be asked."""

import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from service.ledger.errors import LedgerError
from service.serving.door import Door
from service.serving.protocol import LimitedProtocol

__all__ = ["GOODBYE_SECONDS", "Server", "bind", "make_server", "say_addresses"]

GOODBYE_SECONDS: Final = 10
"""For requests under way, once it was told to stop."""
_QUEUE: Final = 2048


class Server(uvicorn.Server):
    """Tells when it can be asked."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def make_server(app: ASGIApp, on_ready: Callable[[], None]) -> Server:
    config = uvicorn.Config(
        Door(app),
        http=LimitedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )
    return Server(config, on_ready)


def bind(host: str, port: int) -> socket.socket:
    """Raises `LedgerError` where that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_QUEUE)
    except OSError as error:
        listening.close()
        raise LedgerError(
            th=f"เปิดรับที่ {host} พอร์ต {port} ไม่ได้: {error.strerror}",
            en=f"cannot listen at {host} port {port}: {error.strerror}",
            hint_th="อาจมีบริการอื่นใช้อยู่ เลือกพอร์ตอื่นด้วย --port",
            hint_en="another service may be there already; choose another with --port",
        ) from error
    return listening


def say_addresses(sockets: Iterable[socket.socket]) -> None:
    for listening in sockets:
        host, port = listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        sys.stdout.write(f"http://{shown}:{port}/\n")
    sys.stdout.flush()
