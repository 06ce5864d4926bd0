"""`/v1/frameworks`: editions of the assessment, their codes, and the obligations that answer them."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.answers import answer, paginate, read_model, reading, render_list
from service.api.parameters import (
    CursorText,
    LimitText,
    parse_cursor,
    parse_limit,
    render_cursor,
    scope_of,
)
from service.ledger.records import API, dump

router = APIRouter(tags=["frameworks"])


@reading(router, "/frameworks", summary="กรอบการประเมิน · Assessment editions", errors=(400,))
async def list_frameworks(request: Request, limit: LimitText = None, cursor: CursorText = None) -> Response:
    scope, size = scope_of("frameworks", {}), parse_limit(limit)
    after = parse_cursor(scope, cursor)
    with read_model(request).snapshot() as snapshot:
        rows = [row | {"codes": len(row["codes"])} for row in snapshot.frameworks()]
        page = paginate(rows, key="id", after=after, limit=size)
        return answer(request, snapshot, render_list("frameworks", page, render_cursor(scope, page.following)))


@reading(router, "/frameworks/{framework}", summary="กรอบการประเมินหนึ่งรอบ · One edition with its codes", errors=(404,))
async def show_framework(request: Request, framework: str) -> Response:
    with read_model(request).snapshot() as snapshot:
        return answer(request, snapshot, dump(snapshot.framework(framework)))


@reading(router, "/frameworks/{framework}/codes/{code}", summary="รหัสตัวชี้วัดหนึ่งรหัส · One code", errors=(404,))
async def show_code(request: Request, framework: str, code: str) -> Response:
    with read_model(request).snapshot() as snapshot:
        record = snapshot.code(framework, code)
        items = f"{API}/items?framework={framework}&code={record['code']}"
        return answer(request, snapshot, dump(record | {"framework": framework, "items_href": items}))
