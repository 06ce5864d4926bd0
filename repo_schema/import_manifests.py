"""The list of an office's existing files, row by row: which obligation, unit and period each one answers.

One row a file; rows of the same obligation, unit and period make one item of several files. Read as strictly as any
table (`table_reading`); what a cell should have said is told with its sheet, row and column.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from repo_schema.calendar import BUDDHIST_ERA, period_name
from repo_schema.cells import CellError, fold, parse_month
from repo_schema.findings import Finding
from repo_schema.formats import FIRST_DAY, LAST_DAY
from repo_schema.law import Law, Obligation
from repo_schema.periods import multi_year
from repo_schema.sheets import Sheet, about_cell, about_sheet
from repo_schema.table_forms import Column, Form
from repo_schema.table_reading import find_heading, read_table

__all__ = ["FORM", "Listed", "Listing", "parse_period", "read_manifest"]

FORM: Final = Form(
    "import",
    "rows",
    "ไฟล์เดิม",
    (
        Column(("file",), "text", ("ไฟล์", "ชื่อไฟล์", "file"), required=True),
        Column(("obligation",), "text", ("เรื่อง", "รายการ", "obligation"), required=True),
        Column(("unit",), "unit", ("หน่วยงาน", "unit")),
        Column(("period",), "text", ("รอบ", "ปีงบประมาณ", "period")),
        Column(("title",), "label", ("ชื่อเรื่อง", "title"), required=True),
        Column(("summary",), "prose", ("สาระสำคัญ", "summary")),
        Column(("original_on",), "date", ("วันที่เดิม", "ลงวันที่", "original date")),
        Column(("personal",), "text", ("ข้อมูลส่วนบุคคล", "personal data"), required=True),
    ),
)
_PERSONAL: Final = {fold("ไม่มี"): False, "no": False, fold("มี"): True, "yes": True}
_YEAR = re.compile(r"(?:ปีงบประมาณ|ปี|พศ|คศ)*([0-9]{4})")
_HALF = re.compile(r"(?:รอบ6เดือน|ครึ่งปี|รอบ)?(แรก|หลัง|[12])(?:/|ปี|ปีงบประมาณ|ของ)*([0-9]{4})|([0-9]{4})-?h([12])")
_YEARS = re.compile(r"([0-9]{4})[-–]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Listed:
    """One row that says what it should."""

    row: int
    file: str
    obligation: Obligation
    unit: str
    name: str
    period: Mapping[str, Any]
    title: Mapping[str, str]
    summary: str | None
    original_on: str | None
    has_personal_data: bool

    @property
    def id(self) -> str:
        return f"{self.obligation.id}/{self.unit}/{self.name}"


@dataclass(frozen=True, slots=True)
class Listing:
    """What a manifest lists; `rows` is empty as soon as there are findings."""

    rows: tuple[Listed, ...]
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


def read_manifest(sheet: Sheet, law: Law, day: date) -> Listing:
    """The rows of the manifest in `sheet`, by the catalogue and the units in force on `day`."""
    units = {fold(name): unit.id for unit in law.policy.units.values() for name in (unit.id, unit.name.th)}
    reading = read_table(sheet, FORM, units)
    if reading.findings:
        return Listing((), reading.findings, reading.warnings)
    reader = _Reader(sheet, law, day)
    rows = [reader.read(number, row) for number, row in zip(reading.numbers, reading.content["rows"], strict=True)]
    listed = tuple(row for row in rows if row is not None)
    findings = (*reader.findings, *_clashes(sheet, listed))
    return Listing(() if findings else listed, findings, reading.warnings)


def parse_period(cadence: str, text: str | None, original_on: str | None) -> dict[str, Any]:
    """The period that `text` names, as officials write it; raises `CellError`. Of what has none, the original date."""
    said = fold(text or "").replace("ๆ", "")
    match cadence:
        case "fiscal_year" if found := _YEAR.fullmatch(said):
            return {"kind": "fiscal_year", "fiscal_year": _buddhist(found[1])}
        case "half_year" if found := _HALF.fullmatch(said):
            year, half = (found[2], found[1]) if found[1] else (found[3], found[4])
            number = {"แรก": 1, "หลัง": 2}.get(half) or int(half)
            return {"kind": "half_year", "fiscal_year": _buddhist(year), "half": number}
        case "month" if text:
            month = parse_month(text)
            return {"kind": "month", "year": int(month[:4]) + BUDDHIST_ERA, "month": int(month[5:7])}
        case "multi_year" if found := _YEARS.fullmatch(said):
            years = [_buddhist(year) for year in found.groups()]
            if multi_year(f"{years[0]}-{years[1]}"):
                return {"kind": "multi_year", "from_fiscal_year": years[0], "to_fiscal_year": years[1]}
        case "singleton" | "collection" if original_on:
            return {"kind": "as_of", "date": original_on}
    raise CellError(_WANTED[cadence])


_WANTED: Final = {
    "fiscal_year": "ปีงบประมาณ เช่น 2563",
    "half_year": "ครึ่งปี เช่น 2563-h1 หรือ รอบ 6 เดือนแรก 2563",
    "month": "เดือน เช่น ม.ค. 2563",
    "multi_year": "ช่วงปี เช่น 2561-2565",
    "singleton": "วันที่เดิม",
    "collection": "วันที่เดิม",
}


def _buddhist(text: str) -> int:
    """A year of either era, as a Buddhist one; raises `CellError`."""
    year = int(text)
    if FIRST_DAY.year <= year <= LAST_DAY.year:
        return year + BUDDHIST_ERA
    if FIRST_DAY.year <= year - BUDDHIST_ERA <= LAST_DAY.year:
        return year
    raise CellError("ปี พ.ศ. สี่หลัก")


class _Reader:
    """Rows of cells that are each well-formed, into rows that mean something."""

    def __init__(self, sheet: Sheet, law: Law, day: date) -> None:
        self._sheet, self._law, self._day = sheet, law, day
        self._heading = find_heading(sheet, FORM)
        self._by_name = {fold(name): row for row in law.catalogue.obligations.values() for name in _names(row)}
        self.findings: list[Finding] = []

    def read(self, number: int, row: Mapping[str, Any]) -> Listed | None:
        before = len(self.findings)
        obligation = self._by_name.get(fold(row["obligation"]))
        if obligation is None:
            self._refuse(number, "obligation", "เลขที่ 1-43 รหัส หรือชื่อเรื่อง", row["obligation"])
            return None
        unit = self._unit(number, obligation, row.get("unit"))
        if (personal := _PERSONAL.get(fold(row["personal"]))) is None:
            self._refuse(number, "personal", "มี หรือ ไม่มี", row["personal"])
        try:
            period = parse_period(obligation.cadence, row.get("period"), row.get("original_on"))
        except CellError as error:
            field = "period" if obligation.cadence not in {"singleton", "collection"} else "original_on"
            self._refuse(number, field, error.expected, row.get(field))
            return None
        if len(self.findings) > before or unit is None or personal is None:
            return None
        return Listed(
            row=number,
            file=row["file"].replace("\\", "/").removeprefix("./"),
            obligation=obligation,
            unit=unit,
            name=_name(obligation, period, row),
            period=period,
            title=row["title"],
            summary=row["summary"]["th"] if "summary" in row else None,
            original_on=row.get("original_on"),
            has_personal_data=personal,
        )

    def _unit(self, number: int, obligation: Obligation, unit: str | None) -> str | None:
        """The one named, or the only one there is."""
        responsible = sorted(self._law.responsible(obligation.id, self._day))
        if unit is None and len(responsible) == 1:
            return responsible[0]
        if unit in responsible:
            return unit
        self._refuse(number, "unit", ", ".join(responsible), unit)
        return None

    def _refuse(self, number: int, field: str, expected: str, found: str | None) -> None:
        heading = self._heading
        places = heading.columns if heading else {}
        place = next((place for place, column in places.items() if field in column.fields), None)
        if heading is None or place is None:  # the column itself is not there
            wanted = next(column.heading for column in FORM.columns if field in column.fields)
            line = heading.row if heading else None
            self.findings.append(about_sheet("sheet_header_missing", self._sheet, line=line, expected=wanted))
            return
        shown = found if found is None else self._sheet.cell(number, place)
        self.findings.append(
            about_cell("sheet_cell_wrong", self._sheet, number, place, heading.row, expected=expected, found=shown)
        )


def _names(row: Obligation) -> Iterator[str]:
    """What an official may call it."""
    yield from (row.id, str(row.number), f"O{row.number}", row.title.th)


def _name(obligation: Obligation, period: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """The item's name: of its period, `main`, or of a collection the same for rows that share a title and a day."""
    if obligation.cadence == "singleton":
        return "main"
    if (name := period_name(period)) is not None:
        return name
    said = f"{row['title']['th']}\n{row.get('original_on')}"
    return f"imported-{sha256(said.encode()).hexdigest()[:12]}"


def _clashes(sheet: Sheet, rows: tuple[Listed, ...]) -> Iterator[Finding]:
    """Rows of one item that say different things of it, and a file that is listed twice."""
    first: dict[str, Listed] = {}
    files: dict[str, int] = {}
    for row in rows:
        known = first.setdefault(row.id, row)
        if (known.title, known.has_personal_data) != (row.title, row.has_personal_data):
            yield about_sheet("import_rows_differ", sheet, line=row.row, expected=str(known.row), found=row.id)
        if row.file in files:
            yield about_sheet("import_file_twice", sheet, line=row.row, expected=str(files[row.file]), found=row.file)
        files.setdefault(row.file, row.row)
