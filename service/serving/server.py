"""One process that answers: uvicorn behind the door, and what it says once it can be asked."""

from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from service.serving.door import Door
from service.serving.listening import GOODBYE_SECONDS
from service.serving.protocol import LimitedProtocol

__all__ = ["Server", "make_server"]


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
