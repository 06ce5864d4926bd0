"""`/v1/obligations`: what must be disclosed, by whom, how often, and how much of it is."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.answers import answer, monitor, paginate, read_model, reading, render_list
from service.api.parameters import (
    CursorText,
    LimitText,
    parse_cursor,
    parse_limit,
    render_cursor,
    scope_of,
)
from service.ledger.records import API, dump

router = APIRouter(tags=["obligations"])


@reading(router, "/obligations", summary="เรื่องที่ต้องเปิดเผย · What must be disclosed", errors=(400,))
async def list_obligations(request: Request, limit: LimitText = None, cursor: CursorText = None) -> Response:
    scope, size = scope_of("obligations", {}), parse_limit(limit)
    after = parse_cursor(scope, cursor)
    with read_model(request).snapshot() as snapshot:
        watching = monitor(request)
        rows = [row | {"compliance": watching.obligation(snapshot, row["id"])} for row in snapshot.obligations()]
        page = paginate(rows, key="id", after=after, limit=size)
        text = render_list("obligations", page, render_cursor(scope, page.following))
        return answer(request, snapshot, text, day=watching.today)


@reading(router, "/obligations/{obligation}", summary="เรื่องเดียว · One obligation", errors=(404,))
async def show_obligation(request: Request, obligation: str) -> Response:
    with read_model(request).snapshot() as snapshot:
        record = snapshot.obligation(obligation)
        more = {
            "compliance": monitor(request).obligation(snapshot, record["id"]),
            "items_href": f"{API}/items?obligation={record['id']}",
        }
        return answer(request, snapshot, dump(record | more), day=monitor(request).today)
