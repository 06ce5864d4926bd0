"""Answers: stored text spliced, the trusted head named, conditional requests honoured.

What is pinned (a numbered version, the difference of two, a verdict, a file by its digest) never changes and has a
digest as a strong ETag; its body does not name the head, the header does, so that equal tags mean equal bytes.
Everything else is true as of one head and is asked for again each time.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any, Final, TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.description import JSON, describe_responses
from service.api.limits import spend
from service.api.negotiation import require_acceptable
from service.api.parameters import query_names, refuse_strange
from service.caching import ROUTE, may_be_kept
from service.ledger.monitoring import Monitor
from service.ledger.read_model import Page, ReadModel, Snapshot
from service.ledger.records import dump

__all__ = [
    "JSON",
    "TOO_MANY",
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

TOO_MANY: Final = 429
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
    cost: int = 0,
    redirects: bool = False,
) -> Callable[[_Handler], _Handler]:
    """A route that answers GET, described to OpenAPI, and HEAD; a parameter it does not know is refused.

    `media` is the only form it has (None: the form differs from answer to answer); `errors`: the statuses of its own
    problems, beside those that every route has; `cost`: of an answer, in tokens (`limits`).
    """

    def register(handler: _Handler) -> _Handler:
        known = query_names(handler)

        @wraps(handler)
        async def negotiated(request: Request, **values: Any) -> Response:
            request.scope[ROUTE] = path
            if media is not None:
                require_acceptable(request, media)
            refuse_strange(request, known)
            if cost:
                spend(request, cost)
            answered: Response = await handler(request=request, **values)
            return answered

        refused = {*errors, TOO_MANY} if cost else errors
        responses = describe_responses(media, refused, redirects=redirects)
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
    texts: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A JSON object that is true of this snapshot (and of `day`); `text` lacks only the head."""
    separator = "" if text == "{}" else ","
    whole = f'{text[:-1]}{separator}"head":"{snapshot.head}"}}'
    more: dict[str, Any] = {"revalidate": revalidate, "day": day, "texts": texts, "headers": headers}
    return answer_text(request, snapshot, whole, media=JSON, **more)


def answer_text(
    request: Request,
    snapshot: Snapshot,
    text: str,
    *,
    media: str,
    revalidate: bool = True,
    day: date | None = None,
    texts: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Anything that is true of this snapshot (and of `day`, and of so many files having been read)."""
    named = {"Prongsai-Head": snapshot.head, "Cache-Control": CURRENT if revalidate else "no-store", **(headers or {})}
    if revalidate:
        may_be_kept(request)
        state = (snapshot.state, day, texts)
        named["ETag"] = f'W/"{".".join(str(part) for part in state if part is not None)}"'
        if is_known(request, named["ETag"]):
            return Response(status_code=304, headers=named)
    return Response(text, headers=named, media_type=media)


def pinned(
    request: Request,
    snapshot: Snapshot,
    text: str,
    *,
    digest: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A JSON object that no later Change alters; `digest` names it, or None where that of `text` itself does."""
    digest = digest or hashlib.sha256(text.encode()).hexdigest()
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
