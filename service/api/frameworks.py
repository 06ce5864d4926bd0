"""`/v1/frameworks`: editions of the assessment, their codes, and the obligations that answer them."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.answers import answer, paginate, read_model, reading, render_list
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

router = APIRouter(tags=["frameworks"])


@reading(router, "/frameworks", summary="กรอบการประเมิน · Assessment editions")
async def list_frameworks(
    request: Request, as_of: AsOfText = None, limit: LimitText = None, cursor: CursorText = None
) -> Response:
    scope, size = scope_of("frameworks", {"as_of": as_of}), parse_limit(limit)
    after, at = parse_cursor(scope, cursor), parse_moment("as_of", as_of, end_of_day=True)
    with read_model(request).snapshot() as snapshot:
        rows = [row | {"codes": len(row["codes"])} for row in snapshot.frameworks(as_of=at)]
        page = paginate(rows, key="id", after=after, limit=size)
        return answer(request, snapshot, render_list("frameworks", page, render_cursor(scope, page.following)))


@reading(
    router, "/frameworks/{framework}", summary="กรอบการประเมินหนึ่งรอบ · One edition with its codes", errors=(404,)
)
async def show_framework(request: Request, framework: str, as_of: AsOfText = None) -> Response:
    at = parse_moment("as_of", as_of, end_of_day=True)
    with read_model(request).snapshot() as snapshot:
        return answer(request, snapshot, dump(snapshot.framework(framework, as_of=at)))


@reading(router, "/frameworks/{framework}/codes/{code}", summary="รหัสตัวชี้วัดหนึ่งรหัส · One code", errors=(404,))
async def show_code(request: Request, framework: str, code: str, as_of: AsOfText = None) -> Response:
    at = parse_moment("as_of", as_of, end_of_day=True)
    with read_model(request).snapshot() as snapshot:
        record = snapshot.code(framework, code, as_of=at)
        items = f"{API}/items?framework={framework}&code={record['code']}"
        return answer(request, snapshot, dump(record | {"framework": framework, "items_href": items}))
