"""`/v1/changes`: every Change of `main`, accepted or rejected, with its verdict; nothing happens in silence."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.answers import answer, read_model, reading, render_list
from service.api.parameters import (
    CursorText,
    LimitText,
    parse_limit,
    parse_number_cursor,
    render_cursor,
    scope_of,
)

router = APIRouter(tags=["changes"])


@reading(router, "/changes", summary="ทุกการเปลี่ยนแปลง ใหม่สุดก่อน · Every Change, newest first")
async def list_changes(request: Request, limit: LimitText = None, cursor: CursorText = None) -> Response:
    scope, size = scope_of("changes", {}), parse_limit(limit)
    before = parse_number_cursor(scope, cursor)
    with read_model(request).snapshot() as snapshot:
        page = snapshot.changes(before=before, limit=size)
        return answer(request, snapshot, render_list("changes", page, render_cursor(scope, page.following)))
