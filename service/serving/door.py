"""The door that every request comes through: it is named, measured, counted, and turned away if it is too much.

The id of a request comes from whoever stands in front, if it looks like one; the answer carries it, and so does every
line written meanwhile.
"""

import itertools
import logging
import re
import secrets
import time
from collections.abc import Callable
from functools import cache
from typing import Final

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.caching import ROUTE, Kept
from service.ledger.records import API
from service.problems import ProblemError, render_problem
from service.serving import logs, metrics

__all__ = ["HEADER_LIMIT", "Door"]

HEADER_LIMIT: Final = 16 << 10
"""Bytes of address and header together: twice what any browser sends."""
UNDER_WAY_AT_MOST: Final = 128
"""Requests in one process: more only wait for one another."""
_PROCESS: Final = secrets.token_hex(8)
_NUMBERS: Final = itertools.count(1)
_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_ID_HEADER: Final = b"x-request-id"
_NOT_AT_ONCE: Final = frozenset(
    {b"content-length", b"expect", b"transfer-encoding", b"upgrade", b"x-forwarded-for", b"x-forwarded-proto"}
)
"""Headers of requests that uvicorn and its middleware have a part in."""
_NO_ROUTE: Final = "-"
_NOWHERE: Final = "/"
"""What was not looked at is not said again."""
_RETRY_SECONDS: Final = "1"


class Door:
    """The outermost of all; knows nothing of what is behind it."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        recall: Callable[[Scope], Kept | None] = lambda _: None,
        at_most: int = UNDER_WAY_AT_MOST,
    ) -> None:
        """`recall`: what there is at once of the answer to a request."""
        self._app = app
        self._recall = recall
        self._at_most = at_most
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = Headers(scope=scope)
        name = _name(headers.get("x-request-id", ""))
        status = 0

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = name
            await send(message)

        token = logs.REQUEST.set(name)
        refusal = self._refusal(scope, headers)
        self._under_way += 1
        metrics.UNDER_WAY.inc()
        try:
            if refusal is None:
                await self._app(scope, receive, send_named)
            else:
                metrics.REFUSED.labels(refusal).inc()
                await _refuse(refusal, scope, receive, send_named)
        finally:
            self._under_way -= 1
            metrics.UNDER_WAY.dec()
            _note(scope, status, time.perf_counter() - began)
            logs.REQUEST.reset(token)

    def answer_at_once(self, scope: Scope) -> tuple[Kept, str] | None:
        """An answer that was kept, and the name of its request; None: it has to be made, or refused.

        Named, measured and counted as any other. What a proxy says of the reader is not read here.
        """
        began = time.perf_counter()
        size, given = len(scope["raw_path"]) + len(scope["query_string"]), ""
        for name, value in scope["headers"]:
            size += len(name) + len(value)
            if name in _NOT_AT_ONCE:
                return None
            if name == _ID_HEADER:
                given = value.decode("latin-1")
        if size > HEADER_LIMIT or self._under_way >= self._at_most:
            return None
        kept = self._recall(scope)
        if kept is None or kept.lines is None:
            return None
        request = _name(given)
        token = logs.REQUEST.set(request)
        _note(scope, kept.status, time.perf_counter() - began)
        logs.REQUEST.reset(token)
        return kept, request

    def _refusal(self, scope: Scope, headers: Headers) -> str | None:
        """Why it is not even looked at."""
        size = len(scope["raw_path"] or b"") + len(scope["query_string"])
        size += sum(len(name) + len(value) for name, value in scope["headers"])
        if size > HEADER_LIMIT:
            return "header_too_large"
        if scope["method"] in {"GET", "HEAD"} and (
            headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        ):
            return "too_large"
        return "overloaded" if self._under_way >= self._at_most else None


def _name(given: str) -> str:
    return given if given and _ID.fullmatch(given) else f"{_PROCESS}-{next(_NUMBERS):x}"


async def _refuse(code: str, scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"Retry-After": _RETRY_SECONDS} if code == "overloaded" else {"Connection": "close"}
    headers |= {"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
    await render_problem(ProblemError(code), _NOWHERE, head=None, headers=headers)(scope, receive, send)


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = _route_of(scope)
    answers, times = _counted(route, status)
    answers.inc()
    times.observe(seconds)
    if logs.ANSWERS.isEnabledFor(logging.INFO):
        more = {"method": _method(scope), "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        host = scope.get("prongsai.organisation")
        logs.ANSWERS.info("answered", extra=more | ({"organisation": host} if host else {}))


@cache
def _counted(route: str, status: int) -> tuple[Counter, Histogram]:
    """As many as there are templates and kinds of answers."""
    return metrics.ANSWERS.labels(route, status), metrics.SECONDS.labels(route)


def _route_of(scope: Scope) -> str:
    """The template of the address, never the address."""
    route: str | None = scope.get(ROUTE)
    if route is None:
        return _NO_ROUTE
    return f"{API}{route}" if f"{scope['path']}/".startswith(f"{API}/") else route


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in {"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH"} else "?"
