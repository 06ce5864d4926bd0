"""`/v1/obligations`: what must be disclosed, by whom, how often, and how much of it is."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.answers import answer, monitor, paginate, read_model, reading, render_list
from service.api.parameters import (
    AsOfText,
    CursorText,
    LimitText,
    parse_cursor,
    parse_limit,
    parse_moment,
    render_cursor,
    scope_of,
)
from service.ledger.records import API, dump

router = APIRouter(tags=["obligations"])


@reading(router, "/obligations", summary="เรื่องที่ต้องเปิดเผย · What must be disclosed", errors=(404,))
async def list_obligations(
    request: Request, as_of: AsOfText = None, limit: LimitText = None, cursor: CursorText = None
) -> Response:
    scope, size = scope_of("obligations", {"as_of": as_of}), parse_limit(limit)
    after, at = parse_cursor(scope, cursor), parse_moment("as_of", as_of, end_of_day=True)
    watching = monitor(request)
    day = watching.day_of(at)
    with read_model(request).snapshot() as snapshot:
        rows = [
            row | {"compliance": watching.obligation(snapshot, row["id"], day)}
            for row in snapshot.obligations(as_of=at)
        ]
        page = paginate(rows, key="id", after=after, limit=size)
        text = render_list("obligations", page, render_cursor(scope, page.following))
        return answer(request, snapshot, text, day=day)


@reading(router, "/obligations/{obligation}", summary="เรื่องเดียว · One obligation", errors=(404,))
async def show_obligation(request: Request, obligation: str, as_of: AsOfText = None) -> Response:
    at = parse_moment("as_of", as_of, end_of_day=True)
    day = monitor(request).day_of(at)
    with read_model(request).snapshot() as snapshot:
        record = snapshot.obligation(obligation, as_of=at)
        more = {
            "compliance": monitor(request).obligation(snapshot, record["id"], day),
            "items_href": f"{API}/items?obligation={record['id']}",
        }
        return answer(request, snapshot, dump(record | more), day=day)
