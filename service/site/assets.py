"""What pages are dressed in: the sheet in the office's colour, the typeface, the crest.

A colour is the office's choice, reading it is the reader's right: the words on it are black or white, whichever stands
out.
"""

from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from service.api.answers import PINNED, is_known, read_model
from service.api.files import open_attachment
from service.fonts import font_path
from service.ledger.read_model import FileRow, NotFoundError
from service.site.rendering import EDITION, SHEET

__all__ = ["ROUTES", "brand_rule", "ink_on"]

_PRIMARY: Final = "#1a5c38"
"""Where an office chose no colour."""
_DAY: Final = "public, max-age=86400"
_IMAGES: Final = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
"""No drawing that could carry script."""
_INERT: Final = {"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}
_LINEAR: Final = 0.04045


async def show_sheet(request: Request) -> Response:
    with read_model(request).snapshot() as snapshot:
        primary = snapshot.branding()["primary"] or _PRIMARY
    headers = {"Cache-Control": _DAY, "ETag": f'"{EDITION}{primary[1:]}"'}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(SHEET + brand_rule(primary).encode(), headers=headers, media_type="text/css")


async def show_font(request: Request) -> Response:  # noqa: ARG001 - every handler takes the request
    return FileResponse(font_path(), headers={"Cache-Control": _DAY}, media_type="font/ttf")


async def show_crest(request: Request) -> Response:
    with read_model(request).snapshot() as snapshot:
        crest = snapshot.branding()["crest"]
    media_type = _IMAGES.get(crest.path.rpartition(".")[2]) if crest else None
    if crest is None or media_type is None:
        raise NotFoundError("file", "crest")
    headers = {"Cache-Control": PINNED, "ETag": f'"{crest.sha256}"', **_INERT}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(await _open(request, crest), headers=headers, media_type=media_type)


async def _open(request: Request, row: FileRow) -> Path:
    return await run_in_threadpool(open_attachment, request.app.state.file_door, row)


def brand_rule(primary: str) -> str:
    """The office's colour, `#rrggbb`, and the ink that can be read on it."""
    return f":root{{--brand:{primary};--ink:{ink_on(primary)}}}\n"


def ink_on(colour: str) -> str:
    """Black or white, whichever has the higher contrast (WCAG 2.2, 1.4.3): never less than 4.5:1."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= _LINEAR else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#000000"


ROUTES: Final = [
    Route("/site/style.css", show_sheet, include_in_schema=False),
    Route("/site/sarabun.ttf", show_font, include_in_schema=False),
    Route("/site/crest", show_crest, include_in_schema=False),
]
