"""The manners every answer has, whatever route it comes from: headers, compression, and tags that stay true.

Nothing sniffs, frames or follows; anyone may read from any page. An answer that was compressed is another sequence of
bytes, so that its strong tag becomes a weak one (RFC 9110, 8.8.1); comparing for `304` is weak anyway.
"""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from repo_schema.proofs import MEDIA_TYPE as PROOF

__all__ = ["ALLOWED", "Manners"]

_DEFAULTS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Memento-Datetime, Prongsai-Head, Retry-After",
}
ALLOWED: Final = "GET, HEAD, OPTIONS"
_PREFLIGHT: Final = {
    "Allow": ALLOWED,
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}
"""What a browser asks before it lets another site's page read (Fetch, 3.3.6); the same for every address."""
_UNCHANGED: Final = 304
_SMALLEST: Final = 500
"""Bytes below which compressing is not worth its header."""

for _media in (PROOF, "application/link-format"):
    add_compress_type(_media)  # text, though the library does not know them


class Manners:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressing = CompressMiddleware(app, minimum_size=_SMALLEST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._plain(scope, receive, send)
            return

        async def send_politely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _DEFAULTS.items():
                    headers.setdefault(name, value)
                if headers.get("etag", "").startswith('"') and _is_of_compressed(scope, message["status"], headers):
                    headers["ETag"] = f"W/{headers['etag']}"
            await send(message)

        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send_politely)
            return
        app = self._plain if _asks_for_a_part(scope) else self._compressing
        await app(scope, receive, send_politely)


def _is_of_compressed(scope: Scope, status: int, answer: Headers) -> bool:
    """Whether the answer, or the reader's copy that it confirms, is compressed."""
    if status != _UNCHANGED:
        return "content-encoding" in answer
    held = ",".join(Headers(scope=scope).getlist("if-none-match"))
    return f"W/{answer['etag']}" in {tag.strip() for tag in held.split(",")}


def _asks_for_a_part(scope: Scope) -> bool:
    """A range is of the bytes as they are stored."""
    return "range" in Headers(scope=scope)
