"""Answers: stored text spliced, the trusted head named, conditional requests honoured.

What is pinned (a numbered version, a file by its digest) never changes and has its digest as a strong ETag; its body
does not name the head, the header does, so that equal tags mean equal bytes. Everything else is true as of one head
and is asked for again each time.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any, Final, TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.description import JSON, describe_responses
from service.api.negotiation import require_acceptable
from service.api.parameters import query_names, refuse_strange
from service.caching import may_be_kept
from service.ledger.index import FORMAT
from service.ledger.monitoring import Monitor
from service.ledger.read_model import Page, ReadModel, Snapshot
from service.ledger.records import dump

__all__ = [
    "JSON",
    "WITHHELD",
    "answer",
    "answer_text",
    "is_known",
    "monitor",
    "paginate",
    "pinned",
    "read_model",
    "reading",
    "render_list",
]

PINNED: Final = "public, max-age=60"
WITHHELD: Final = (410, 451)
"""What an address may answer that gives content: withdrawn, or suppressed or erased."""
CURRENT: Final = "public, max-age=0, must-revalidate"

_Handler = TypeVar("_Handler", bound=Callable[..., Any])


def reading(
    router: APIRouter,
    path: str,
    *,
    summary: str,
    media: str | None = JSON,
    errors: Collection[int] = (),
    is_strict: bool = True,
    redirects: bool = False,
) -> Callable[[_Handler], _Handler]:
    """A route that answers GET, described to OpenAPI, and HEAD.

    `media` is the only form it has (None: the form differs from answer to answer); `errors`: the statuses of its own
    problems, beside those that every route has. `is_strict`: a parameter it does not know is refused.
    """

    def register(handler: _Handler) -> _Handler:
        known = query_names(handler)

        @wraps(handler)
        async def negotiated(request: Request, **values: Any) -> Response:
            if media is not None:
                require_acceptable(request, media)
            if is_strict:
                refuse_strange(request, known)
            answered: Response = await handler(request=request, **values)
            return answered

        responses = describe_responses(media, errors, redirects=redirects)
        router.get(path, summary=summary, response_class=Response, responses=responses)(negotiated)
        router.head(path, include_in_schema=False, response_class=Response)(negotiated)
        return handler

    return register


def read_model(request: Request) -> ReadModel:
    model: ReadModel = request.app.state.read_model
    return model


def monitor(request: Request) -> Monitor:
    watching: Monitor = request.app.state.monitor
    return watching


def answer(
    request: Request,
    snapshot: Snapshot,
    text: str,
    *,
    revalidate: bool = True,
    day: date | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A JSON object that is true of this snapshot (and of `day`); `text` lacks only the head."""
    separator = "" if text == "{}" else ","
    whole = f'{text[:-1]}{separator}"head":"{snapshot.head}"}}'
    return answer_text(request, snapshot, whole, media=JSON, revalidate=revalidate, day=day, headers=headers)


def answer_text(
    request: Request,
    snapshot: Snapshot,
    text: str,
    *,
    media: str,
    revalidate: bool = True,
    day: date | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Anything that is true of this snapshot (and of `day`)."""
    named = {"Prongsai-Head": snapshot.head, "Cache-Control": CURRENT if revalidate else "no-store", **(headers or {})}
    if revalidate:
        may_be_kept(request)
        named["ETag"] = f'W/"{snapshot.head}.{FORMAT}.{snapshot.receipts_seen}{f".{day}" if day else ""}"'
        if is_known(request, named["ETag"]):
            return Response(status_code=304, headers=named)
    return Response(text, headers=named, media_type=media)


def pinned(
    request: Request, snapshot: Snapshot, text: str, *, digest: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON object that is the same for ever."""
    named = {"Prongsai-Head": snapshot.head, "Cache-Control": PINNED, "ETag": f'"{digest}"', **(headers or {})}
    may_be_kept(request)
    if is_known(request, named["ETag"]):
        return Response(status_code=304, headers=named)
    return Response(text, headers=named, media_type=JSON)


def is_known(request: Request, etag: str) -> bool:
    """Whether the reader holds what `etag` names (RFC 9110, 13.1.2: compared weakly)."""
    held = ",".join(request.headers.getlist("if-none-match"))
    known = {tag.strip().removeprefix("W/") for tag in held.split(",")}
    return held.strip() == "*" or etag.removeprefix("W/") in known


def render_list(name: str, page: Page, cursor: str | None, **more: Any) -> str:
    """`{"<name>": […], "next": …}`."""
    rest = "".join(f",{dump(key)}:{dump(value)}" for key, value in more.items())
    return f'{{"{name}":[{",".join(page.records)}],"next":{dump(cursor)}{rest}}}'


def paginate(rows: Sequence[Mapping[str, Any]], *, key: str, after: str | None, limit: int) -> Page:
    """A page of rows that are few enough to be read whole; begins after the row with `key` `after`."""
    keys = [str(row[key]) for row in rows]
    start = keys.index(after) + 1 if after in keys else 0
    shown = rows[start : start + limit]
    following = keys[start + limit - 1] if start + limit < len(rows) else None
    return Page(tuple(map(dump, shown)), following)
