"""Many organisations behind one door: the Host field alone says whose a request is; each has an application of its own.

Nothing is shared between two of them but the process: not an index, not a cache, not a limit. An organisation is
opened when it is first asked for; one that cannot be opened is unavailable, and the others do not notice.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Final

from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.caching import Kept, KeptAnswers
from service.problems import ProblemError, render_problem
from service.settings import Settings

__all__ = ["Hosts", "host_of", "recall_of"]

_ALIVE: Final = "/healthz"


class Hosts:
    """An ASGI application; `build` makes the application of one organisation."""

    def __init__(self, places: Mapping[str, Settings], build: Callable[[Settings], FastAPI]) -> None:
        self._places = places
        self._build = build
        self._opened: dict[str, FastAPI] = {}
        self._opening = asyncio.Lock()
        self._stack = AsyncExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        host = host_of(scope)
        place = self._places.get(host or "")
        if scope["type"] != "http" or host is None or place is None:
            await _of_nobody(scope)(scope, receive, send)
            return
        scope["prongsai.organisation"] = host
        app = self._opened.get(host) or await self._open(host, place)
        await app(scope, receive, send)

    def recall(self, scope: Scope) -> Kept | None:
        """What the organisation that is asked for, if it is open, has kept of the answer."""
        host = host_of(scope)
        app = self._opened.get(host or "")
        if app is None:
            return None
        scope["prongsai.organisation"] = host
        return recall_of(app)(scope)

    async def _open(self, host: str, place: Settings) -> FastAPI:
        async with self._opening:
            if host not in self._opened:
                app = await asyncio.to_thread(self._build, place)
                await self._stack.enter_async_context(app.router.lifespan_context(app))
                self._opened[host] = app
            return self._opened[host]

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stack.aclose()
        await send({"type": "lifespan.shutdown.complete"})


def recall_of(app: FastAPI) -> Callable[[Scope], Kept | None]:
    """How to ask an application for what it has kept."""
    answers: KeptAnswers = app.state.answers
    return answers.recall


def host_of(scope: Scope) -> str | None:
    """The one host that is asked for, in lower case, without port; None where there is none, or more than one."""
    found = [value for name, value in scope["headers"] if name == b"host"]
    if len(found) != 1:
        return None
    name, colon, port = found[0].decode("latin-1").lower().partition(":")
    return None if colon and port and not (port.isascii() and port.isdigit()) else name.removesuffix(".")


def _of_nobody(scope: Scope) -> ASGIApp:
    """Whether the process is alive may be asked under any name, since who watches it knows none."""
    if scope["type"] == "http" and scope["path"] == _ALIVE and scope["method"] in {"GET", "HEAD"}:
        return Response('{"status":"ok"}', headers={"Cache-Control": "no-store"}, media_type="application/json")
    return render_problem(ProblemError("unknown_host"), "/", head=None)
