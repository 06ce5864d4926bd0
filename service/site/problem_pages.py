"""A friendly page for what cannot be shown: what is the matter, what to do next, and never a dead end.

Made even when there is no index to read, and from nothing but the problem itself.
"""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from service.api.answers import read_model
from service.api.negotiation import accepts
from service.ledger.read_model import IndexUnusableError
from service.ledger.records import API
from service.problems import PROBLEMS, ProblemError
from service.site.language import Lang
from service.site.rendering import POLICY, render
from service.site.views import HTML, shell

__all__ = ["render_problem_page", "wants_page"]

_NEXT: Final[Mapping[int, tuple[str, str]]] = {
    400: (
        "ตรวจที่อยู่หรือค่าที่กรอก แล้วลองอีกครั้ง วันที่ให้ใช้ปี ค.ศ. แบบ ปปปป-ดด-วว",
        "Check the address or what was filled in and try again. Days are written YYYY-MM-DD.",
    ),
    404: (
        "ที่อยู่อาจพิมพ์ผิด หรือสิ่งที่ขอยังไม่เคยเผยแพร่ ลองค้นหา หรือเริ่มจากหน้าแรก",
        "The address may be mistyped, or this was never published. Search, or begin at the first page.",
    ),
    410: (
        "เคยเผยแพร่ที่นี่ และถูกนำออกแล้ว หลักฐานว่าใครสั่งและเพราะเหตุใดยังอยู่ในประวัติการเปลี่ยนแปลง",
        "It stood here and was taken away. Who decided so, and why, remains in the list of changes.",
    ),
    451: (
        "กฎหมายไม่ให้แสดงเนื้อหานี้ หลักฐานว่าใครสั่งและเพราะเหตุใดยังอยู่ในประวัติการเปลี่ยนแปลง",
        "The law forbids showing this. Who decided so, and why, remains in the list of changes.",
    ),
    500: (
        "เป็นความผิดพลาดของระบบ ไม่ใช่ของท่าน ข้อมูลที่เผยแพร่แล้วไม่เสียหาย ลองใหม่อีกครั้งภายหลัง",
        "The fault is ours, not yours; nothing that was published is lost. Try again later.",
    ),
    503: (
        "ระบบยังไม่พร้อม ลองใหม่ในอีกสักครู่ ข้อมูลที่เผยแพร่แล้วไม่เสียหาย",
        "Not ready yet. Try again in a moment; nothing that was published is lost.",
    ),
}
_BARE: Final[Mapping[str, Any]] = {
    "organisation": {"name": {"th": "โปร่งใส", "en": "prongsai"}, "domain": ""},
    "branding": {"site_name": None, "primary": None, "footer": None, "crest": None},
    "head": None,
    "matches_main": True,
    "suspended": 0,
    "contradicted": False,
    "recoveries": [],
    "as_of": None,
    "trouble": None,
}
"""What stands around a page when there is no index."""


def wants_page(request: Request) -> bool:
    """Whether an error is to be told to a person: outside the API, to who takes HTML and says so."""
    asked = ",".join(request.headers.getlist("accept"))
    is_for_programs = f"{request.url.path}/".startswith((f"{API}/", "/healthz/", "/readyz/"))
    return not is_for_programs and HTML in asked and accepts(asked, HTML)


def render_problem_page(problem: ProblemError, request: Request, *, headers: Mapping[str, str]) -> Response:
    kind = PROBLEMS[problem.code]
    lang: Lang = "en" if f"{request.url.path}/".startswith("/en/") else "th"
    th, en = _NEXT.get(kind.status, _NEXT[400 if kind.status < 500 else 500])  # noqa: PLR2004 - 5xx is ours
    context = {
        "status": kind.status,
        "title": {"th": kind.th, "en": kind.en},
        "detail": {"th": problem.th or kind.th, "en": problem.en or kind.en},
        "advice": {"th": th, "en": en},
    }
    text = render("problem.html", lang, {**_around(request, lang), **context})
    named = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY, **headers}
    return Response(text.encode("utf-8", "replace"), kind.status, headers=named, media_type=HTML)


def _around(request: Request, lang: Lang) -> Mapping[str, Any]:
    try:
        with read_model(request).snapshot() as snapshot:
            return shell(request, snapshot, lang)
    except IndexUnusableError:
        prefix = "" if lang == "th" else "/en"
        return {**_BARE, "here": "/", "search": "", "canonical": None, "at": lambda path: prefix + path}
