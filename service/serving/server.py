"""One process that answers: uvicorn behind the door, and what it says once it can be asked."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import uvicorn
from fastapi import FastAPI

from service.serving.door import Door
from service.serving.hosts import Hosts, recall_of
from service.serving.listening import GOODBYE_SECONDS
from service.serving.protocol import LimitedProtocol

__all__ = ["Server", "make_server"]

_DOOR_SECONDS: Final = 0.05
"""For connections that are taken already, and not yet known."""


class Server(uvicorn.Server):
    """Tells when it can be asked."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: Any = None) -> None:
        """Lets nobody in first: only then does everyone inside hear that it ends."""
        for server in self.servers:
            server.close()
        await asyncio.sleep(_DOOR_SECONDS)
        await super().shutdown(sockets)


def make_server(app: FastAPI | Hosts, on_ready: Callable[[], None]) -> Server:
    door = Door(app, recall=app.recall if isinstance(app, Hosts) else recall_of(app))
    config = uvicorn.Config(
        door,
        http=partial(LimitedProtocol, answer_at_once=door.answer_at_once),  # type: ignore[arg-type]
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )
    return Server(config, on_ready)
