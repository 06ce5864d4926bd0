"""The reading page: what there is, where to read it, and what it rests on. Thai first; no script at all."""

from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from service.api.answers import CURRENT, is_known, read_model, reading
from service.fonts import font_path
from service.ledger.follower import Follower
from service.ledger.index import FORMAT
from service.ledger.read_model import ItemFilter
from service.site.page import STYLE, render_page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SHEET = files("service.site").joinpath("style.css").read_bytes()


@reading(router, "/", summary="หน้าแรก · The reading page", media="text/html", is_strict=False)
async def show_page(request: Request) -> Response:
    follower: Follower = request.app.state.follower
    trouble = follower.trouble
    with read_model(request).snapshot() as snapshot:
        etag = f'W/"{snapshot.head}.{FORMAT}{".trouble" if trouble else ""}"'
        headers = {
            "Prongsai-Head": snapshot.head,
            "Cache-Control": CURRENT,
            "ETag": etag,
            "Content-Security-Policy": _POLICY,
        }
        if is_known(request, etag):
            return Response(status_code=304, headers=headers)
        page = render_page(
            organisation=snapshot.organisation(),
            obligations=snapshot.obligations(),
            items=snapshot.items(ItemFilter()).as_json(),
            head=snapshot.head,
            head_at=snapshot.head_at,
            counts=snapshot.counts(),
            trouble=trouble.message if trouble else None,
        )
    return Response(page, headers=headers, media_type="text/html")


@reading(router, STYLE, summary="รูปแบบของหน้า · The sheet", media="text/css", is_strict=False)
async def show_style(request: Request) -> Response:  # noqa: ARG001 - every handler takes the request
    return Response(_SHEET, headers={"Cache-Control": "public, max-age=3600"}, media_type="text/css")


@reading(
    router,
    "/site/sarabun.ttf",
    summary="แบบอักษร · The typeface, so that Thai is readable everywhere",
    media="font/ttf",
    is_strict=False,
)
async def show_font(request: Request) -> Response:  # noqa: ARG001 - the same
    return FileResponse(font_path(), headers={"Cache-Control": "public, max-age=86400"}, media_type="font/ttf")
