"""The assessor's pack: for each code of an edition its permanent address, what answers it, and what is missing.

Of the fiscal year that the day lies in. Made from one head, one day, one edition and one site name, and from nothing
else, so that the same pack can be given again, byte for byte. Links lead to versions, which never change, never to what
stands at the moment.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from repo_schema.calendar import fiscal_year_of
from repo_schema.coverage import STATUSES, Answer, Evidence, Question, cover
from repo_schema.due import parse_due
from repo_schema.duties import Duty
from repo_schema.moments import parse_moment
from repo_schema.packs import PackForm
from repo_schema.sheets import Written
from service.ledger.monitoring import Monitor
from service.ledger.pack_page import render_page
from service.ledger.read_model import ItemFilter, Snapshot
from service.ledger.records import API
from service.ledger.workbooks import render_csv, render_xlsx

__all__ = ["KINDS", "Pack", "make_pack"]

KINDS: Final = ("csv", "html", "xlsx")
_HEADER: Final = (
    "รหัส",
    "ชื่อข้อ",
    "ที่อยู่ถาวรของข้อ",
    "สถานะ",
    "เรื่องที่ตอบ",
    "ความสัมพันธ์",
    "หน่วยงาน",
    "คำอธิบาย",
    "รายการ",
    "ฉบับที่",
    "เผยแพร่เมื่อ",
    "ที่มาของเวลา",
    "ที่อยู่ถาวรของฉบับ",
    "คอมมิต",
    "SHA-256",
    "สิ่งที่ขาด",
    "ครบกำหนด",
)
RELATIONS: Final = {
    "exact": ("ตรงกัน", "exact"),
    "broader": ("ข้อประเมินกว้างกว่า", "the code is broader"),
    "narrower": ("ข้อประเมินแคบกว่า", "the code is narrower"),
    "merged": ("รวมหลายเรื่องเป็นข้อเดียว", "merged with others"),
    "related": ("เกี่ยวข้อง", "related"),
}
_OWED: Final = {
    "report": "ยังไม่เผยแพร่ของรอบ",
    "standing": "ยังไม่เคยเผยแพร่",
    "change": "ยังไม่เผยแพร่การเปลี่ยนแปลงของ",
    "attestation": "ยังไม่รับรองว่าเป็นปัจจุบัน ไตรมาส",
    "freshness": "ไม่มีความเคลื่อนไหวตั้งแต่",
}
_WITHHELD: Final = {"withdrawn": "ถอนออกแล้ว", "suppressed": "ระงับการเผยแพร่", "erased": "ลบถาวรแล้ว"}
_SUSPENDED: Final = "รอรับรองใหม่: กุญแจที่ลงนามอาจถูกผู้อื่นใช้ตั้งแต่ {since}"


@dataclass(frozen=True, slots=True)
class Pack:
    form: PackForm
    questions: tuple[Question, ...]
    files: Mapping[str, bytes]
    """By kind."""

    def as_json(self) -> dict[str, Any]:
        counts = {status: sum(question.status == status for question in self.questions) for status in STATUSES}
        return {
            "framework": self.form.framework,
            "as_of": self.form.as_of.isoformat(),
            "site": self.form.site,
            "head": self.form.head,
            "codes": counts,
            "files": {kind: {"sha256": self.form.digests[kind], "bytes": len(self.files[kind])} for kind in KINDS},
        }


def make_pack(snapshot: Snapshot, framework: str, day: date, *, site: str | None = None) -> Pack:
    """The pack of `framework` as of the end of `day`; raises `NotFoundError` for an edition or a day there is not.

    `site`: where the API stands for the world; by default, at the organisation's own domain.
    """
    at = parse_moment(day.isoformat())
    organisation = snapshot.organisation(as_of=at)
    record = snapshot.framework(framework, as_of=at)
    obligations = {row["id"]: row for row in snapshot.obligations(as_of=at)}
    base = (site or f"https://{organisation['domain']}").rstrip("/")
    duties = Monitor(today=lambda: day).duties(snapshot, day)
    questions = cover(record, fiscal_year_of(day), _published(snapshot, obligations, at), duties)
    told = _Telling(record, organisation, obligations, base)
    table = Written(framework, _HEADER, tuple(row for question in questions for row in told.rows(question)))
    files = {
        "csv": render_csv(table),
        "html": render_page(told.page(questions, day, snapshot.head)),
        "xlsx": render_xlsx([table]),
    }
    digests = {kind: hashlib.sha256(data).hexdigest() for kind, data in files.items()}
    return Pack(PackForm(framework, day, base, snapshot.head, digests), questions, files)


def _published(snapshot: Snapshot, obligations: Mapping[str, Any], at: int) -> Iterator[Evidence]:
    for brief in snapshot.items(ItemFilter(as_of=at)).as_json():
        row = obligations.get(brief["obligation"])
        if row is None:
            continue
        is_withheld = brief["withheld"] is not None
        version = None if is_withheld else snapshot.version(brief["id"], brief["version"])
        yield Evidence(
            item=brief["id"],
            unit=brief["unit"],
            version=brief["version"],
            commit=version.commit if version else brief["withheld"]["commit"],
            digest=version.digest if version else "",
            title=brief["title"]["th"],
            published_at=brief["published_at"],
            source=brief["published_at_source"],
            cadence=row["cadence"],
            due=parse_due(row["due"]),
            period=brief["period"],
            is_withheld=is_withheld,
            remark=_remark(brief),
        )


def _remark(brief: Mapping[str, Any]) -> str | None:
    """What an assessor has to know of it."""
    if (facts := brief["withheld"]) is not None:
        return f"{_WITHHELD[facts['state']]}: {facts['reason']['label']['th']} ({facts['statement']})"
    if (suspended := brief["suspended"]) is not None:
        return _SUSPENDED.format(since=suspended["since"] or "เมื่อใดไม่ทราบ")
    return None


class _Telling:
    """Codes in words, for people who have to look each of them up."""

    def __init__(self, record: Mapping[str, Any], organisation: Mapping[str, Any], obligations: Any, base: str) -> None:
        self._record = record
        self._organisation = organisation
        self._obligations: Mapping[str, Mapping[str, Any]] = obligations
        self._units = {unit["id"]: unit["name"]["th"] for unit in organisation["units"]}
        self._base = base

    def rows(self, question: Question) -> Iterator[tuple[Any, ...]]:
        """A row for each piece of evidence and each gap; one, where there is neither."""
        status = STATUSES[question.status][0]
        head = (question.code, question.title["th"], self._code_address(question), status)
        if not question.answers:
            yield (*head, *[None] * (len(_HEADER) - len(head)))
        for answer in question.answers:
            about = (self._title(answer), RELATIONS[answer.relation][0])
            words = self.explain(answer)
            for found in answer.evidence:
                shown = (found.item, found.version, found.published_at, found.source, self._version_address(found))
                where = self._unit(found.unit), words
                yield (*head, *about, *where, *shown, found.commit, found.digest, found.remark, None)
            for gone in answer.withheld:
                shown = (gone.item, gone.version, gone.published_at, gone.source, self._version_address(gone))
                yield (*head, *about, self._unit(gone.unit), words, *shown, gone.commit, None, gone.remark, None)
            for gap in answer.gaps:
                unit = self._unit(gap.unit)
                yield (*head, *about, unit, words, *[None] * 7, self._gap(gap), gap.due_on)
            if not answer.evidence and not answer.gaps and not answer.withheld:
                yield (*head, *about, None, words, *[None] * 9)

    def explain(self, answer: Answer) -> str:
        """Who answers for it, and how often it is due."""
        row = self._obligations.get(answer.obligation)
        if row is None:
            return "องค์กรเลิกเผยแพร่เรื่องนี้แล้ว"
        units = ", ".join(scope["name"]["th"] for scope in row["preparers"])
        return f"จัดทำและเผยแพร่โดย {units}: {row['frequency']['text']['th']}"

    def page(self, questions: tuple[Question, ...], day: date, head: str) -> dict[str, Any]:
        """What the page shows."""
        return {
            "organisation": self._organisation["name"]["th"],
            "title": self._record["title"]["th"],
            "framework": self._record["id"],
            "day": day,
            "head": head,
            "anchor": self._organisation["anchor"],
            "counts": {status: sum(row.status == status for row in questions) for status in STATUSES},
            "dropped": [row["title"]["th"] for row in self._record["dropped"]],
            "codes": [self._shown(question) for question in questions],
        }

    def _shown(self, question: Question) -> dict[str, Any]:
        return {
            "code": question.code,
            "title": question.title["th"],
            "address": self._code_address(question),
            "status": question.status,
            "answers": [
                {
                    "title": self._title(answer),
                    "relation": RELATIONS[answer.relation][0],
                    "explanation": self.explain(answer),
                    "evidence": [
                        {
                            "title": found.title,
                            "unit": self._unit(found.unit),
                            "version": found.version,
                            "published_at": found.published_at,
                            "source": found.source,
                            "address": self._version_address(found),
                            "digest": found.digest,
                            "remark": found.remark,
                        }
                        for found in answer.evidence
                    ],
                    "withheld": [
                        {
                            "unit": self._unit(gone.unit),
                            "item": gone.item,
                            "version": gone.version,
                            "address": self._version_address(gone),
                            "remark": gone.remark,
                        }
                        for gone in answer.withheld
                    ],
                    "gaps": [
                        {"unit": self._unit(gap.unit), "words": self._gap(gap), "due_on": gap.due_on}
                        for gap in answer.gaps
                    ],
                }
                for answer in question.answers
            ],
        }

    def _title(self, answer: Answer) -> str:
        row = self._obligations.get(answer.obligation)
        return str(row["title"]["th"]) if row else answer.obligation

    def _unit(self, unit: str) -> str:
        return str(self._units.get(unit, unit))

    def _gap(self, gap: Duty) -> str:
        period = "" if gap.kind == "standing" else f" {gap.period}"
        return f"{_OWED[gap.kind]}{period}"

    def _code_address(self, question: Question) -> str:
        return f"{self._base}{API}/frameworks/{self._record['id']}/codes/{question.code}"

    def _version_address(self, found: Evidence) -> str:
        return f"{self._base}{API}/items/{found.item}/versions/{found.version}"
