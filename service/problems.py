"""Everything the web application answers when it cannot answer: RFC 9457, with stable codes, in Thai and English.

`title` and `detail` are text, as the RFC wants them: Thai, then English; `message` has the detail as `{th, en}`, as
every label of this API is. Programs look at `code` and `status`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from starlette.responses import Response

from service.ledger.read_model import NotFoundError, NotYetPublishedError, WithheldError
from service.ledger.records import dump, render_moment

__all__ = ["MEDIA_TYPE", "PROBLEMS", "ProblemError", "bad_parameter", "problem_of", "render_problem"]


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    th: str
    en: str


PROBLEMS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "not_found": Kind(404, "ไม่พบสิ่งที่ขอ", "There is no such thing here"),
        "not_yet_published": Kind(404, "ในเวลานั้นยังไม่ได้เผยแพร่", "Not yet published at that time"),
        "withdrawn": Kind(410, "ถอนออกจากการเผยแพร่แล้ว", "Withdrawn from publication"),
        "suppressed": Kind(451, "ระงับการเผยแพร่", "Suppressed"),
        "erased": Kind(451, "ลบถาวรแล้ว", "Erased"),
        "no_table": Kind(404, "รายการนี้ไม่มีตารางที่ขอ", "The item has no such table"),
        "no_proof": Kind(404, "ฉบับนี้ไม่มีหลักฐานที่แยกให้ได้", "This version has no proof that stands alone"),
        "only_live": Kind(404, "สำเนานี้ไม่มีคำตอบของที่อยู่นี้", "This copy has no answer to that"),
        "bad_parameter": Kind(400, "พารามิเตอร์ไม่ถูกต้อง", "A parameter is not as it should be"),
        "bad_request": Kind(400, "คำขอไม่ถูกต้อง", "The request is not as it should be"),
        "not_acceptable": Kind(406, "ไม่มีรูปแบบที่ขอ", "Not to be had in the form asked for"),
        "method_not_allowed": Kind(405, "อ่านได้อย่างเดียว", "Reading only: GET or HEAD"),
        "too_many_requests": Kind(429, "ถามถี่เกินไป", "Asked too often"),
        "file_unavailable": Kind(503, "ยังส่งไฟล์นี้ไม่ได้", "The file cannot be given at the moment"),
        "repository_unavailable": Kind(503, "ยังอ่านคลังไม่ได้", "The repository cannot be read at the moment"),
        "index_unavailable": Kind(503, "ยังไม่พร้อมให้บริการ", "Not ready to answer yet"),
        "overloaded": Kind(503, "มีผู้ขอพร้อมกันมากเกินไป", "Too many are asking at once"),
        "unknown_host": Kind(421, "ไม่มีองค์กรที่ชื่อโฮสต์นี้", "No organisation is served under this host name"),
        "too_large": Kind(413, "บริการนี้อ่านอย่างเดียว ไม่รับเนื้อหา", "This service takes no content: it is read only"),
        "header_too_large": Kind(431, "ส่วนหัวของคำขอยาวเกินไป", "The request's header is too long"),
        "internal_error": Kind(500, "ระบบขัดข้อง", "A defect of the service"),
    }
)
MEDIA_TYPE: Final = "application/problem+json"


class ProblemError(Exception):
    """A request that cannot be answered; `code` is one of `PROBLEMS`."""

    def __init__(
        self, code: str, *, th: str = "", en: str = "", headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        if code not in PROBLEMS:
            raise AssertionError(f"no such problem: {code!r}")
        super().__init__(en)
        self.code, self.th, self.en, self.more = code, th, en, more
        self.headers: Mapping[str, str] = headers or {}

    @property
    def status(self) -> int:
        return PROBLEMS[self.code].status


def bad_parameter(name: str, *, th: str, en: str) -> ProblemError:
    """A parameter, named, and what it has to be."""
    return ProblemError("bad_parameter", th=f"พารามิเตอร์ {name}: {th}", en=f"Parameter {name}: {en}", parameter=name)


_KINDS: Final[Mapping[str, str]] = {
    "item": "รายการข้อมูล",
    "version": "ฉบับ",
    "obligation": "เรื่องที่ต้องเปิดเผย",
    "unit": "หน่วยงาน",
    "group": "หมวด",
    "framework": "กรอบการประเมิน",
    "code": "รหัสตัวชี้วัด",
    "change": "การเปลี่ยนแปลง",
    "file": "ไฟล์",
    "report": "รายงานของวัน",
    "law": "ระเบียบที่ใช้อยู่ ณ",
}


def problem_of(error: NotFoundError | NotYetPublishedError | WithheldError) -> ProblemError:
    """The read model's answer as a problem."""
    match error:
        case WithheldError(name=name, facts=facts):
            return _withheld(name, facts)
        case NotFoundError(kind=kind, name=name):
            th = f"ไม่มี{_KINDS[kind]} {name} ในข้อมูลที่รับรองแล้ว"
            return ProblemError("not_found", th=th, en=f"There is no {kind} {name} in what is trusted.")
        case NotYetPublishedError(item=item, first_published_at=first):
            moment = render_moment(first)
            return ProblemError(
                "not_yet_published",
                th=f"{item} เผยแพร่ครั้งแรกเมื่อ {moment}",
                en=f"{item} was first published at {moment}.",
                first_published_at=moment,
                first_published_at_source="claimed",
            )


def _withheld(name: str, facts: Mapping[str, Any]) -> ProblemError:
    """That it was there, since when it is not, and why; never what it said (RFC 7725; GOV.UK's withdrawn notice)."""
    kind, reason = PROBLEMS[facts["state"]], facts["reason"]["label"]
    more: dict[str, Any] = {"withheld": facts}
    if facts["state"] == "withdrawn":
        more["withdrawn_notice"] = {"explanation": reason, "withdrawn_at": facts["since"]}
    th, en = f"{name} {kind.th} เหตุ: {reason['th']}", f"{name}: {kind.en.lower()}. Reason: {reason['en'].lower()}."
    return ProblemError(facts["state"], th=th, en=en, **more)


def render_problem(
    problem: ProblemError, instance: str, *, head: str | None, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer to the request for `instance` (its path)."""
    kind = PROBLEMS[problem.code]
    th, en = problem.th or kind.th, problem.en or kind.en
    body = {
        "type": f"urn:prongsai:problem:{problem.code}",
        "code": problem.code,
        "status": kind.status,
        "title": f"{kind.th} · {kind.en}",
        "detail": f"{th} · {en}",
        "message": {"th": th, "en": en},
        "instance": instance,
        **problem.more,
    }
    if head is not None:
        body["head"] = head
    named = {"Prongsai-Head": head} if head else {}
    return Response(
        dump(body).encode("utf-8", "replace"),
        kind.status,
        headers={"Cache-Control": "no-store", **named, **(headers or {})},
        media_type=MEDIA_TYPE,
    )
