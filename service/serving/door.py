"""The door that every request comes through: it is named, measured, counted, and turned away if it is too much.

The id of a request comes from whoever stands in front, if it looks like one; the answer carries it, and so does every
line written meanwhile.
"""

import logging
import re
import time
import uuid
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.caching import ROUTE
from service.ledger.records import API
from service.problems import ProblemError, render_problem
from service.serving import logs, metrics

__all__ = ["HEADER_LIMIT", "Door"]

HEADER_LIMIT: Final = 16 << 10
"""Bytes of address and header together: twice what any browser sends."""
UNDER_WAY_AT_MOST: Final = 128
"""Requests in one process: more only wait for one another."""
_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_NO_ROUTE: Final = "-"
_NOWHERE: Final = "/"
"""What was not looked at is not said again."""
_RETRY_SECONDS: Final = "1"


class Door:
    """The outermost of all; knows nothing of what is behind it."""

    def __init__(self, app: ASGIApp, *, at_most: int = UNDER_WAY_AT_MOST) -> None:
        self._app = app
        self._at_most = at_most
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        name = given if _ID.fullmatch(given) else uuid.uuid4().hex
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


async def _refuse(code: str, scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"Retry-After": _RETRY_SECONDS} if code == "overloaded" else {"Connection": "close"}
    headers |= {"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
    await render_problem(ProblemError(code), _NOWHERE, head=None, headers=headers)(scope, receive, send)


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = _route_of(scope)
    metrics.ANSWERS.labels(route, status).inc()
    metrics.SECONDS.labels(route).observe(seconds)
    if logs.ANSWERS.isEnabledFor(logging.INFO):
        more = {"method": _method(scope), "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        host = scope.get("prongsai.organisation")
        logs.ANSWERS.info("answered", extra=more | ({"organisation": host} if host else {}))


def _route_of(scope: Scope) -> str:
    """The template of the address, never the address."""
    route: str | None = scope.get(ROUTE)
    if route is None:
        return _NO_ROUTE
    return f"{API}{route}" if f"{scope['path']}/".startswith(f"{API}/") else route


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in {"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH"} else "?"
