"""What OpenAPI says of every route alike: its form, and the problems it may answer with.

A problem is documented where it can happen and nowhere else; a test asks each route for all of them.
"""

from collections.abc import Collection
from typing import Any, Final

from fastapi import FastAPI

from service.problems import MEDIA_TYPE, PROBLEMS

__all__ = ["JSON", "complete_description", "describe_responses"]

JSON: Final = "application/json"

_ALWAYS: Final = frozenset({400, 406, 503})
_WORDS: Final = {
    200: "ตามที่ขอ · As asked for",
    302: "ไปยังฉบับที่เลือก ตาม Location · To the version chosen, in `Location`",
    304: "ไม่เปลี่ยนจากที่มีอยู่ · Not changed since the reader's copy",
    400: "คำขอหรือพารามิเตอร์ไม่ถูกต้อง · The request, or one of its parameters, is not as it should be",
    404: "ไม่มีสิ่งที่ขอ หรือในเวลานั้นยังไม่ได้เผยแพร่ · No such thing, or not yet published at that time",
    406: "ไม่มีในรูปแบบที่ขอ · Not to be had in the form asked for",
    410: "เคยเผยแพร่ และถอนออกแล้ว พร้อมเหตุผล · Published once, and withdrawn; the reason is given",
    429: "ถามถี่เกินไป โปรดรอตาม Retry-After · Too many requests; wait as `Retry-After` says",
    451: "ระงับหรือลบถาวรตามกฎหมาย พร้อมประเภทเหตุผล (RFC 7725) · Suppressed or erased; the class of reason is given",
    503: "ยังตอบไม่ได้ในขณะนี้ · Cannot answer at the moment",
}
_LABEL: Final = {
    "type": "object",
    "required": ["th"],
    "properties": {"th": {"type": "string"}, "en": {"type": "string"}},
}
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457. โปรแกรมให้ดูที่ `code` · Programs look at `code`.",
    "required": ["type", "code", "status", "title", "detail", "message", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "`urn:prongsai:problem:<code>`"},
        "code": {"type": "string", "enum": sorted(PROBLEMS)},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "message": {"allOf": [_LABEL], "description": "`detail` ทีละภาษา · `detail` in each language"},
        "instance": {"type": "string", "description": "ที่อยู่ที่ถาม · The path that was asked for"},
        "head": {"type": "string", "description": "คอมมิตที่รับรองล่าสุด · The trusted head answered from"},
    },
    "example": {
        "type": "urn:prongsai:problem:not_found",
        "code": "not_found",
        "status": 404,
        "title": "ไม่พบสิ่งที่ขอ · There is no such thing here",
        "detail": "ไม่มีรายการข้อมูล contact/hr/main ในข้อมูลที่รับรองแล้ว"
        " · There is no item contact/hr/main in what is trusted.",
        "message": {
            "th": "ไม่มีรายการข้อมูล contact/hr/main ในข้อมูลที่รับรองแล้ว",
            "en": "There is no item contact/hr/main in what is trusted.",
        },
        "instance": "/v1/items/contact/hr/main",
    },
}


def describe_responses(
    media: str | None, errors: Collection[int], *, redirects: bool = False
) -> dict[int | str, dict[str, Any]]:
    """The responses of one route, as FastAPI takes them."""
    schema: dict[str, Any] = {"type": "object"} if media == JSON else {"type": "string"}
    given = {"description": _WORDS[200], "content": {media or "*/*": {"schema": schema}}}
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses: dict[int | str, dict[str, Any]] = {304: {"description": _WORDS[304]}}
    responses |= {302: {"description": _WORDS[302]}} if redirects else {200: given}
    for status in sorted({*_ALWAYS, *errors}):
        responses[status] = {"description": _WORDS[status], "content": problem}
    return responses


def complete_description(app: FastAPI) -> None:
    """Put the shared schemas into the document that `app` answers with."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        document = describe()
        for methods in document["paths"].values():
            methods["get"]["responses"].pop("422", None)  # what FastAPI would say: here it is 400
        document["components"] = {"schemas": {"Problem": _PROBLEM}}
        return document

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way of completing it
