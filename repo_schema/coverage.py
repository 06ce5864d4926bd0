"""How an assessment edition is answered: each code, what answers it in a fiscal year, and what is missing.

A published item is evidence for the year if it is kept current, if its period lies in the year, or if it fell due in
it (a report on last year is this year's). A gap is a duty that fell due in the year and is overdue; attestations are
the organisation's own supervision, which no edition asks for. What is waived is neither, and so is what was published
and is withheld: nobody can look at it, and nobody failed to publish it. A code that nothing of the organisation's
answers is `new`, whatever is published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from repo_schema.calendar import fiscal_year_of, period_range
from repo_schema.due import Due, OnChange, due_day
from repo_schema.duties import Duty
from repo_schema.periods import find_period

__all__ = ["STATUSES", "Answer", "Evidence", "Question", "Status", "cover"]

Status: TypeAlias = Literal["answered", "part_missing", "missing", "withheld", "not_due", "new"]
STATUSES: Final[Mapping[Status, tuple[str, str]]] = {
    "answered": ("ครบ", "answered"),
    "part_missing": ("ขาดบางส่วน", "part missing"),
    "missing": ("ยังไม่มี", "missing"),
    "withheld": ("ถูกถอนหรือระงับ", "withheld"),
    "not_due": ("ยังไม่ถึงกำหนด", "not due yet"),
    "new": ("ข้อใหม่ ยังไม่มีเรื่องรองรับ", "new: nothing answers it"),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One published version, as it stood on the day."""

    item: str
    unit: str
    version: int
    commit: str
    digest: str
    title: str
    published_at: str
    """RFC 3339."""
    source: str
    """What says when: `receipt` or `claimed`."""
    cadence: str
    due: Due
    period: Mapping[str, Any]
    is_withheld: bool = False
    """It was published, and is shown to nobody now: no evidence, and no gap either."""
    remark: str | None = None
    """What to know before relying on it, in Thai: that it is withheld, or rests on a compromised key."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One obligation that a code is mapped to."""

    obligation: str
    relation: str
    evidence: tuple[Evidence, ...]
    gaps: tuple[Duty, ...]
    withheld: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One code of the edition."""

    code: str
    title: Mapping[str, str]
    answers: tuple[Answer, ...]

    @property
    def status(self) -> Status:
        if not self.answers:
            return "new"
        has_evidence = any(answer.evidence for answer in self.answers)
        if any(answer.gaps for answer in self.answers):
            return "part_missing" if has_evidence else "missing"
        if all(answer.evidence for answer in self.answers):
            return "answered"
        if any(answer.withheld for answer in self.answers):
            return "part_missing" if has_evidence else "withheld"
        return "part_missing" if has_evidence else "not_due"


def cover(
    framework: Mapping[str, Any], year: int, published: Iterable[Evidence], duties: Iterable[Duty]
) -> tuple[Question, ...]:
    """Every code of `framework` (the record of `/v1/frameworks/{id}`), as answered in the fiscal `year` (B.E.)."""
    evidence: dict[tuple[str, bool], list[Evidence]] = {}
    for version in published:
        if _counts(version, year):
            evidence.setdefault((version.item.partition("/")[0], version.is_withheld), []).append(version)
    due = (duty for duty in duties if duty.fiscal_year == year and duty.kind != "attestation")
    overdue = [duty for duty in due if duty.state == "overdue"]
    return tuple(
        Question(
            code["code"],
            code["title"],
            tuple(
                Answer(
                    of["id"],
                    of["relation"],
                    tuple(evidence.get((of["id"], False), ())),
                    tuple(duty for duty in overdue if duty.obligation == of["id"]),
                    tuple(evidence.get((of["id"], True), ())),
                )
                for of in code["obligations"]
            ),
        )
        for code in framework["codes"]
    )


def _counts(version: Evidence, year: int) -> bool:
    first, last = period_range(version.period)
    if version.cadence == "singleton":
        return True
    if isinstance(version.due, OnChange):
        return _touches(first, last, year)
    period = find_period(version.cadence, version.item.rpartition("/")[2])  # type: ignore[arg-type]  # a periodic cadence
    fell_due = period is not None and fiscal_year_of(due_day(version.due, period)) == year
    return fell_due or fiscal_year_of(last) == year


def _touches(first: date, last: date, year: int) -> bool:
    return fiscal_year_of(first) <= year <= fiscal_year_of(last)
