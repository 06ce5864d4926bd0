"""The records the content is written in, and short ways to say what every document repeats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import PurePath
from typing import Any, Final, Literal, TypeAlias

from repo_schema.calendar import period_range
from service.demo.papers import Cell, big_image_pdf, drawn_picture, scanned_pdf, thai_pdf, workbook

__all__ = [
    "NAYOK",
    "NONE",
    "ORGANISATION",
    "Edition",
    "Fate",
    "Money",
    "Paper",
    "Statement",
    "adopted",
    "as_of",
    "baht",
    "channel",
    "entry",
    "fiscal_year",
    "half_year",
    "heavy_paper",
    "item",
    "label",
    "month",
    "paper_file",
    "pdf_paper",
    "photo_paper",
    "plan",
    "report",
    "report_line",
    "scan_paper",
    "sheet_paper",
    "span",
    "table",
    "thai_digits",
    "years",
]

Fate: TypeAlias = Literal["published", "waiting_for_consent", "returned"]
Money: TypeAlias = int | Decimal

ORGANISATION: Final = "องค์การบริหารส่วนตำบลบ้านบึง"
NAYOK: Final = "นายกองค์การบริหารส่วนตำบลบ้านบึง"
NONE: Final = "ไม่มี"
_TO_THAI_DIGITS: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_PNG: Final = "image/png"
_PDF: Final = "application/pdf"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to attach, under its original Thai name; `make` gives the same bytes every time."""

    name: str
    media_type: str
    role: str
    title: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of one item; `document` lacks only its `attachments`, which are made of `papers`."""

    obligation: str
    unit: str
    name: str
    on: date
    """Prepared; checked a day later, consented two, published three days later."""
    document: Mapping[str, Any]
    papers: tuple[Paper, ...] = ()
    fate: Fate = "published"
    return_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """That an item was still current, or that a duty need not be done; made, signed and published in one day."""

    unit: str
    on: date
    item: str | None = None
    """Attested."""
    waives: tuple[str, str] | None = None
    """Obligation and period."""
    reason: str = ""


def pdf_paper(name: str, title: str, paragraphs: Sequence[str], *, on: date, role: str = "original") -> Paper:
    return Paper(f"{name}.pdf", _PDF, role, title, cache(lambda: thai_pdf(title, paragraphs, made_on=on)))


def scan_paper(name: str, title: str, lines: Sequence[str], *, on: date) -> Paper:
    return Paper(f"{name}.pdf", _PDF, "image", title, cache(lambda: scanned_pdf(lines, made_on=on)))


def photo_paper(name: str, title: str, *, people: int) -> Paper:
    return Paper(f"{name}.png", _PNG, "image", title, cache(lambda: drawn_picture(title, people=people)))


def heavy_paper(name: str, title: str, *, on: date) -> Paper:
    return Paper(f"{name}.pdf", _PDF, "annex", title, cache(lambda: big_image_pdf(title, made_on=on)))


def sheet_paper(name: str, title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]], *, on: date) -> Paper:
    make = cache(lambda: workbook(title, header, rows, made_on=on))
    return Paper(f"{name}.xlsx", _XLSX, "machine_readable", title, make)


def paper_file(paper: Paper) -> str:
    """Give the path of `paper` in a content repository, for documents that point at one of their attachments."""
    digest = sha256(paper.make()).hexdigest()
    return f"files/{digest[:2]}/{digest}{PurePath(paper.name).suffix}"


def item(
    where: str,
    on: date,
    shape: str,
    *,
    title: tuple[str, str],
    summary: str,
    content: Mapping[str, Any] | None = None,
    nil: str | None = None,
    period: Mapping[str, Any] | None = None,
    adopted_by: Mapping[str, str] | None = None,
    effective_on: date | None = None,
    names: str | None = None,
    papers: tuple[Paper, ...] = (),
    fate: Fate = "published",
    return_reason: str | None = None,
) -> Edition:
    """An edition of item `where` (`<obligation>/<unit>/<name>`); `names` says whose names it gives, if any."""
    obligation, unit, name = where.split("/")
    document: dict[str, Any] = {
        "schema": f"{shape}/v1",
        "obligation": obligation,
        "unit": unit,
        "period": dict(period or as_of(on)),
        "title": {"th": title[0], "en": title[1]},
        "summary": label(summary),
    }
    if effective_on:
        document["effective_on"] = str(effective_on)
    document["prepared_on"] = str(on)
    if adopted_by:
        document["adopted_by"] = dict(adopted_by)
    document["privacy"] = {
        "has_personal_data": names is not None,
        "lawful_basis": "official_information_act" if names else "none",
    }
    if names:
        document["privacy"] |= {"categories": ["ชื่อและตำแหน่ง"], "note": label(names)}
    document["classification"] = "public"
    if nil is None:
        document["content"] = dict(content or {})
    else:
        document["nil_statement"] = {"reason": label(nil)}
    return Edition(obligation, unit, name, on, document, papers, fate, return_reason)


def label(th: str) -> dict[str, str]:
    return {"th": th}


def adopted(instrument: str, number: str, dated: date, signed_by: str = NAYOK) -> dict[str, str]:
    return {"instrument": instrument, "number": number, "dated": str(dated), "signed_by": signed_by}


def as_of(on: date) -> dict[str, Any]:
    return {"kind": "as_of", "date": str(on)}


def fiscal_year(year: int) -> dict[str, Any]:
    return {"kind": "fiscal_year", "fiscal_year": year}


def half_year(year: int, half: int) -> dict[str, Any]:
    return {"kind": "half_year", "fiscal_year": year, "half": half}


def month(year: int, number: int) -> dict[str, Any]:
    return {"kind": "month", "year": year, "month": number}


def years(first: int, last: int) -> dict[str, Any]:
    return {"kind": "multi_year", "from_fiscal_year": first, "to_fiscal_year": last}


def span(period: Mapping[str, Any]) -> dict[str, str]:
    first, last = period_range(period)
    return {"from": str(first), "to": str(last)}


def thai_digits(number: int) -> str:
    return str(number).translate(_TO_THAI_DIGITS)


def baht(amount: Money) -> str:
    return f"{Decimal(amount):.2f}"


def plan(period: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Content of a plan: its lines, numbered as they stand, and what they come to."""
    numbered = [{"no": str(no), **line} for no, line in enumerate(lines, start=1)]
    total = sum((Decimal(line["budget"]) for line in numbered), Decimal(0))
    return {"plan_period": span(period), "lines": numbered, "total": baht(total)}


def report(
    period: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    *,
    based_on: tuple[str, int] | None = None,
    problems: str = NONE,
    recommendations: str = NONE,
) -> dict[str, Any]:
    content: dict[str, Any] = {"covers": span(period)}
    if based_on:
        content["based_on"] = {"item": based_on[0], "version": based_on[1]}
    content["lines"] = [dict(line) for line in lines]
    return content | {"problems": label(problems), "recommendations": label(recommendations)}


def report_line(
    name: str,
    result: str,
    *,
    spent: Money | None,
    allocated: Money | None = None,
    status: str | None = None,
    no: int | None = None,
    progress: int | None = None,
    expense_type: str | None = None,
) -> dict[str, Any]:
    """One line of a report; `spent=None` says that it took no budget."""
    line: dict[str, Any] = {} if no is None else {"plan_line_no": str(no)}
    line["name"] = label(name)
    if expense_type:
        line["expense_type"] = expense_type
    if status:
        line["status"] = status
    if progress is not None:
        line["progress_pct"] = progress
    line["result"] = label(result)
    if allocated is not None:
        line["budget_allocated"] = baht(allocated)
    return line | ({"no_budget": True} if spent is None else {"budget_spent": baht(spent)})


def entry(name: str, detail: str) -> dict[str, Any]:
    """One step of a manual."""
    return {"name": label(name), "detail": label(detail)}


def channel(kind: str, name: str, endpoint: str, unit: str, **more: Any) -> dict[str, Any]:
    """An official channel of `unit`."""
    return {"kind": kind, "label": label(name), "endpoint": endpoint, "unit": unit, "official": True, **more}


def table(
    title: str, columns: Sequence[tuple[str, str, str | None]], rows: Sequence[Sequence[str | float | None]]
) -> dict[str, Any]:
    """A table; a column is its key, its name and its unit of measure."""
    heads = [{"key": key, "name": label(name)} | ({"unit": label(unit)} if unit else {}) for key, name, unit in columns]
    return {"title": label(title), "columns": heads, "rows": [list(row) for row in rows]}
