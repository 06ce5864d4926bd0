"""Time travel as the web's archives do it: Memento (RFC 7089) over items, their versions and their files.

An item's address is the original resource, `…/timegate` its TimeGate, `…/versions/{n}` are its mementos and
`…/timemap` lists them (link format, RFC 6690). A memento's time is when its version became public.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.addresses import absolute, link
from service.api.answers import CURRENT, answer_text, read_model, reading
from service.api.parameters import (
    CursorText,
    LimitText,
    parse_item_id,
    parse_limit,
    parse_number_cursor,
    render_cursor,
    scope_of,
)
from service.ledger.read_model import Moment, Snapshot
from service.ledger.records import API
from service.problems import bad_parameter

__all__ = ["file_headers", "original_headers", "router", "version_headers"]

router = APIRouter(tags=["memento"])

LINK_FORMAT: Final = "application/link-format"
_HTTP_DATE: Final = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [12][0-9]{3} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")
_ITEM: Final = "/items/{obligation}/{unit}/{name}"


@reading(
    router,
    f"{_ITEM}/timegate",
    summary="ไปยังฉบับ ณ เวลาที่ขอใน Accept-Datetime · To the version of a time (RFC 7089)",
    media=None,
    errors=(404,),
    redirects=True,
)
async def show_timegate(request: Request, obligation: str, unit: str, name: str) -> Response:
    item = parse_item_id(obligation, unit, name)
    at = _asked_time(request)
    with read_model(request).snapshot() as snapshot:
        chosen = snapshot.moment_at(item, at)
        links = [*_family(request, item), *_neighbours(request, item, snapshot, chosen)]
        headers = {
            "Location": absolute(request, _address(item, chosen.number)),
            "Vary": "accept-datetime",
            "Link": ", ".join(links),
            "Cache-Control": CURRENT,
            "Prongsai-Head": snapshot.head,
        }
    return Response(status_code=302, headers=headers)


@reading(
    router,
    f"{_ITEM}/timemap",
    summary="ทุกฉบับพร้อมเวลา · Every version and its time (RFC 7089)",
    media=LINK_FORMAT,
    errors=(404,),
)
async def show_timemap(
    request: Request,
    obligation: str,
    unit: str,
    name: str,
    limit: LimitText = None,
    cursor: CursorText = None,
) -> Response:
    item = parse_item_id(obligation, unit, name)
    scope, size = scope_of("timemap", {"item": item}), parse_limit(limit)
    after = parse_number_cursor(scope, cursor)
    with read_model(request).snapshot() as snapshot:
        moments = snapshot.moments(item, after=after or 0, limit=size + 1)
        shown, has_more = moments[:size], len(moments) > size
        following = render_cursor(scope, str(shown[-1].number)) if has_more else None
        text = ",\n".join(_timemap(request, item, snapshot, shown, following, size))
        return answer_text(request, snapshot, f"{text}\n", media=LINK_FORMAT)


def original_headers(request: Request, item: str) -> dict[str, str]:
    """What the original resource says of itself."""
    return {"Link": ", ".join(_family(request, item)[1:])}


def version_headers(request: Request, item: str, published_at: int) -> dict[str, str]:
    """What a memento says of itself."""
    return {"Memento-Datetime": _http_date(published_at), "Link": ", ".join(_family(request, item))}


def file_headers(request: Request, address: str, published_at: int) -> dict[str, str]:
    """A file is named by its bytes: original and memento in one (RFC 7089, 4.4)."""
    return {"Memento-Datetime": _http_date(published_at), "Link": link(absolute(request, address), "original")}


def _asked_time(request: Request) -> int | None:
    """`Accept-Datetime` in Unix seconds; None: the present."""
    values = request.headers.getlist("accept-datetime")
    if not values:
        return None
    refusal = bad_parameter(
        "Accept-Datetime",
        th="เป็นเวลาแบบ RFC 9110 เช่น Wed, 01 Oct 2025 05:00:00 GMT (ปี ค.ศ.)",
        en="a time as RFC 9110 writes it: Wed, 01 Oct 2025 05:00:00 GMT.",
    )
    if len(values) > 1 or not _HTTP_DATE.fullmatch(values[0]):
        raise refusal
    try:
        return int(parsedate_to_datetime(values[0]).timestamp())
    except (ValueError, OverflowError) as error:
        raise refusal from error


def _family(request: Request, item: str) -> list[str]:
    """The item, its gate and its map."""
    base = f"{API}/items/{item}"
    return [
        link(absolute(request, base), "original"),
        link(absolute(request, f"{base}/timegate"), "timegate"),
        link(absolute(request, f"{base}/timemap"), "timemap", type=LINK_FORMAT),
    ]


def _neighbours(request: Request, item: str, snapshot: Snapshot, chosen: Moment) -> Iterator[str]:
    """The chosen memento and those around it; one that is two things at once stands once, with both words."""
    first, last = snapshot.moment(item, 1), snapshot.moment(item, snapshot.latest(item))
    around = [(first, "first"), (last, "last")]
    if chosen.number > first.number:
        around.append((snapshot.moment(item, chosen.number - 1), "prev"))
    if chosen.number < last.number:
        around.append((snapshot.moment(item, chosen.number + 1), "next"))
    words: dict[Moment, list[str]] = {chosen: []}
    for moment, word in around:
        words.setdefault(moment, []).append(word)
    for moment, named in words.items():
        yield _memento(request, item, moment, " ".join([*named, "memento"]))


def _timemap(
    request: Request, item: str, snapshot: Snapshot, shown: Iterable[Moment], following: str | None, size: int
) -> Iterator[str]:
    last = snapshot.latest(item)
    original, gate, whole = _family(request, item)
    yield original
    yield gate
    yield whole.replace('rel="timemap"', 'rel="self"')
    if following:
        address = absolute(request, f"{API}/items/{item}/timemap?limit={size}&cursor={following}")
        yield link(address, "timemap next", type=LINK_FORMAT)
    for moment in shown:
        words = [word for word, number in (("first", 1), ("last", last)) if moment.number == number]
        yield _memento(request, item, moment, " ".join([*words, "memento"]))


def _memento(request: Request, item: str, moment: Moment, rel: str) -> str:
    target = absolute(request, _address(item, moment.number))
    return link(target, rel, datetime=_http_date(moment.published_at))


def _address(item: str, number: int) -> str:
    return f"{API}/items/{item}/versions/{number}"


def _http_date(at: int) -> str:
    """IMF-fixdate (RFC 9110, 5.6.7)."""
    return format_datetime(datetime.fromtimestamp(at, UTC), usegmt=True)
