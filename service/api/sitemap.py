"""`/sitemap.xml` and `/robots.txt`: which addresses there are for a search engine, and which are not worth its while.

The pages of the site where it is on, else of the API. As sitemaps.org has it: at most 50,000 addresses a file, and a
list of files above that. When an address changed last is when its newest version became public.
"""

from collections.abc import Iterable, Iterator
from math import ceil
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.api.addresses import absolute
from service.api.answers import answer_text, read_model, reading
from service.ledger.read_model import Snapshot
from service.ledger.records import API, render_moment
from service.problems import ProblemError
from service.settings import Settings

__all__ = ["router"]

router = APIRouter(tags=["robots"])

XML: Final = "application/xml"
_PLAIN: Final = "text/plain"
ADDRESSES_AT_MOST: Final = 50_000
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_OVERVIEWS: Final = ("/", "/changes", "/compliance", "/frameworks", "/organisation")
_NOT_WORTH_IT: Final = (
    "/search",
    "/en/search",
    "/*/compare",
    "/*as_of=",
    f"{API}/*/diff",
    f"{API}/*/proof",
    f"{API}/repository.bundle",
)
"""Without end, or dear: every day of every page, every pair of versions."""


class Address(NamedTuple):
    path: str
    changed_at: int | None
    """Unix seconds; None: not told."""


@reading(router, "/sitemap.xml", summary="ที่อยู่ทั้งหมด สำหรับเครื่องมือค้นหา · Every address, for search engines", media=XML)
async def show_sitemap(request: Request) -> Response:
    def render() -> Response:
        with read_model(request).snapshot() as snapshot:
            parts = _parts(request, snapshot)
            root = _list_parts(request, parts) if parts > 1 else _list(request, _addresses(request, snapshot, 1))
            return answer_text(request, snapshot, _text(root), media=XML)

    return await run_in_threadpool(render)


@reading(
    router,
    "/sitemap-{part}.xml",
    summary="ส่วนหนึ่งของที่อยู่ทั้งหมด · A part of all addresses, where they are many",
    media=XML,
    errors=(404,),
)
async def show_part(request: Request, part: str) -> Response:
    def render() -> Response:
        with read_model(request).snapshot() as snapshot:
            if part not in {str(number + 1) for number in range(_parts(request, snapshot))}:
                th, en = f"ไม่มีส่วนที่ {part}", f"There is no part {part}."
                raise ProblemError("not_found", th=th, en=en)
            text = _text(_list(request, _addresses(request, snapshot, int(part))))
            return answer_text(request, snapshot, text, media=XML)

    return await run_in_threadpool(render)


@reading(
    router, "/robots.txt", summary="คำแนะนำสำหรับโปรแกรมเก็บหน้าเว็บ · What crawlers may leave out (RFC 9309)", media=_PLAIN
)
async def show_robots(request: Request) -> Response:
    with read_model(request).snapshot() as snapshot:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_WORTH_IT), ""]
        text = "\n".join([*lines, f"Sitemap: {absolute(request, '/sitemap.xml')}", ""])
        return answer_text(request, snapshot, text, media=f"{_PLAIN}; charset=utf-8")


def _parts(request: Request, snapshot: Snapshot) -> int:
    return ceil((snapshot.count_given() + len(_few(request, snapshot))) / ADDRESSES_AT_MOST)


def _addresses(request: Request, snapshot: Snapshot, part: int) -> Iterator[Address]:
    """The few that are not items come first."""
    few, start = _few(request, snapshot), (part - 1) * ADDRESSES_AT_MOST
    first = few[start : start + ADDRESSES_AT_MOST]
    yield from first
    skipped = max(start - len(few), 0)
    base = "" if _has_site(request) else API
    for item, published_at in snapshot.given(skip=skipped, limit=ADDRESSES_AT_MOST - len(first)):
        yield Address(f"{base}/items/{item}", published_at)


def _few(request: Request, snapshot: Snapshot) -> list[Address]:
    newest = snapshot.newest_by_obligation()
    has_site = _has_site(request)
    base = "" if has_site else API
    overviews = [Address(path, None) for path in _OVERVIEWS] if has_site else [Address(API, None)]
    frameworks = [Address(f"{base}/frameworks/{row['id']}", None) for row in snapshot.frameworks()]
    obligations = [Address(f"{base}/obligations/{row['id']}", newest.get(row["id"])) for row in snapshot.obligations()]
    return [*overviews, *frameworks, *obligations]


def _list(request: Request, addresses: Iterable[Address]) -> ET.Element:
    root = ET.Element(f"{{{_NAMESPACE}}}urlset")
    for address in addresses:
        row = ET.SubElement(root, f"{{{_NAMESPACE}}}url")
        ET.SubElement(row, f"{{{_NAMESPACE}}}loc").text = absolute(request, address.path)
        if address.changed_at is not None:
            ET.SubElement(row, f"{{{_NAMESPACE}}}lastmod").text = render_moment(address.changed_at)
        if _has_site(request):
            english = absolute(request, f"/en{address.path}".rstrip("/"))
            ET.SubElement(row, f"{{{_XHTML}}}link", rel="alternate", hreflang="en", href=english)
    return root


def _list_parts(request: Request, parts: int) -> ET.Element:
    root = ET.Element(f"{{{_NAMESPACE}}}sitemapindex")
    for number in range(1, parts + 1):
        row = ET.SubElement(root, f"{{{_NAMESPACE}}}sitemap")
        ET.SubElement(row, f"{{{_NAMESPACE}}}loc").text = absolute(request, f"/sitemap-{number}.xml")
    return root


def _text(root: ET.Element) -> str:
    ET.register_namespace("", _NAMESPACE)
    ET.register_namespace("xhtml", _XHTML)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _has_site(request: Request) -> bool:
    settings: Settings = request.app.state.settings
    return settings.has_site
