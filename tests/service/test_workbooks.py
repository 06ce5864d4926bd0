"""Files of strangers: sound ones come in cell by cell, all others are refused by name; ours are the same every time."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from repo_schema.cells import Cell, Formula
from repo_schema.sheets import Area, Written
from repo_schema.tables import read_tables, write_table
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.workbooks import (
    Limits,
    file_name,
    parse_csv,
    parse_xlsx,
    read_sheets,
    render_csv,
    render_xlsx,
)
from tests.support.sheets import (
    PLAN_PATH,
    UNITS,
    monthly_content,
    monthly_schema,
    plan,
    repacked,
    report_content,
    statistics_content,
    workbook,
)

ROWS: list[list[Any]] = [
    ["ลำดับ", "โครงการ/กิจกรรม", "งบประมาณ (บาท)"],
    [1, "ก่อสร้างถนน", 1234567.89],
    ["๒", "อบรม", Decimal("0.30")],
]


@pytest.fixture(autouse=True, scope="module")
def _schema() -> Iterator[None]:
    with monthly_schema():
        yield


def refused(data: bytes, file: str = "แผน.xlsx", limits: Limits | None = None) -> tuple[str, str | None]:
    """The one code, and what was found."""
    parse: Callable[..., Any] = parse_csv if file.endswith(".csv") else parse_xlsx
    with pytest.raises(RefusedError) as error:
        parse(data, file, limits or Limits())
    (finding,) = error.value.findings
    assert finding.path == file
    return finding.code, finding.found


# In.


def test_cells_come_in_as_they_are() -> None:
    moment = datetime(2025, 10, 1, 9, 30)  # noqa: DTZ001 - as openpyxl has them
    book = workbook(None, ["ก", 1, 1.5, True, moment, None, " "], [], [None, "ข"])
    (sheet,) = parse_xlsx(book, "ก.xlsx")

    assert (sheet.file, sheet.title, sheet.is_hidden) == ("ก.xlsx", "แผ่น 1", False)
    assert sheet.rows[0] == ["ก", 1, 1.5, True, moment, None, " "]
    assert sheet.rows[1] == [None] * 7
    assert sheet.rows[2][:2] == [None, "ข"]


def test_percentages_come_in_as_they_are_seen() -> None:
    def show_percent(page: Any) -> None:
        for cell in page[1]:
            cell.number_format = "0.00%"

    (sheet,) = parse_xlsx(workbook(show_percent, [0.855, 1, 0.07]), "ก.xlsx")

    assert sheet.rows[0] == ["85.5%", "100%", "7%"]


def test_formulas_come_in_as_formulas_whatever_they_last_came_to() -> None:
    def compute(page: Any) -> None:
        page["A1"] = "=SUM(B1:B9)"
        page["B1"] = ArrayFormula("B1:B2", "=A1:A2*2")

    cached = repacked(
        workbook(compute, [0]),
        {"xl/worksheets/sheet1.xml": lambda data: data.replace(b"<v />", b"<v>99</v>").replace(b"<v/>", b"<v>99</v>")},
    )
    (sheet,) = parse_xlsx(cached, "ก.xlsx")

    assert sheet.rows[0] == [Formula("=SUM(B1:B9)"), Formula("=A1:A2*2")]


def test_what_is_hidden_or_merged_is_told() -> None:
    def hide(page: Any) -> None:
        page.merge_cells("A2:B3")
        page.row_dimensions[3].hidden = True
        page.column_dimensions["C"].hidden = True
        page.parent.create_sheet("ลับ").sheet_state = "veryHidden"

    first, second = parse_xlsx(workbook(hide, *ROWS), "ก.xlsx")

    assert first.merged == (Area("A2:B3", 2, 1, 3, 2),)
    assert (set(first.hidden_rows), set(first.hidden_columns)) == ({3}, {3})
    assert (second.title, second.is_hidden, second.is_empty) == ("ลับ", True, True)


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    part = "xl/worksheets/sheet1.xml"
    small = repacked(workbook(None, *ROWS), {part: lambda data: data.replace(b'ref="A1:C3"', b'ref="A1:A1"')})
    vast = repacked(workbook(None, *ROWS), {part: lambda data: data.replace(b'ref="A1:C3"', b'ref="A1:XFD1048576"')})

    assert [len(row) for row in parse_xlsx(small, "ก.xlsx")[0].rows] == [3, 3, 3]
    assert [len(row) for row in parse_xlsx(vast, "ก.xlsx")[0].rows] == [3, 3, 3]


ENCODINGS = {"UTF-8": "utf-8", "UTF-8 with BOM": "utf-8-sig", "CP874": "cp874", "TIS-620": "tis-620"}


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_csv_as_programs_in_thailand_write_it(encoding: str, delimiter: str) -> None:
    stream = io.StringIO(newline="")
    rows = [["ลำดับ", "รายการ", "งบประมาณ"], ["๑", "ก่อสร้าง\nถนน", "1,234,567.89"], ["2", 'ป้าย "ห้าม"', "5"]]
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    sheet = parse_csv(stream.getvalue().encode(encoding), "แผน.csv")

    assert (sheet.title, list(sheet.rows)) == ("แผน", rows)


def test_unquoted_separators_of_thousands_do_not_hide_the_semicolon() -> None:
    assert parse_csv("ก;ข;ค\n1;ถนน;1,000,000.00\n".encode(), "ก.csv").rows[1] == ["1", "ถนน", "1,000,000.00"]


# What is refused.

MACROS: dict[str, Any] = {"xl/vbaProject.bin": b"\0"}
TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


def encrypted_entry(package: bytes) -> bytes:
    """The zip's own encryption flag, in every header."""
    data = bytearray(package)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def bomb() -> bytes:
    """Thirty million spaces in a sheet."""
    return repacked(
        workbook(None, *ROWS), {SHEET: lambda data: data.replace(b"</sheetData>", b" " * 30_000_000 + b"</sheetData>")}
    )


def laughs(data: bytes) -> bytes:
    entities = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    start = data.find(b"<worksheet")
    return b"<?xml version='1.0'?>" + entities + data[start:]


def shared(data: bytes) -> bytes:
    """The second row's name as the hundredth of no shared strings."""
    before, cell, after = data.partition(b'<c r="B2" t="inlineStr">')
    assert cell
    return before + b'<c r="B2" t="s"><v>99</v>' + after[after.index(b"</c>") :]


def named(name: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b'r="2"', b'r="' + name + b'"', 1)


BAD_FILES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "protected by a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "sheet_unreadable", "password"),
    "an old .xls": (lambda: OLE, "sheet_unreadable", "old .xls"),
    "encrypted entries": (lambda: encrypted_entry(workbook(None, *ROWS)), "sheet_unreadable", "password"),
    "macros": (lambda: repacked(workbook(None, *ROWS), MACROS), "sheet_unreadable", "macros"),
    "a macro workbook by its type": (
        lambda: repacked(
            workbook(None, *ROWS),
            {TYPES: lambda data: data.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")},
        ),
        "sheet_unreadable",
        "macros",
    ),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "sheet_unreadable", "damaged"),
    "nothing": (lambda: b"", "sheet_unreadable", "damaged"),
    "cut short": (lambda: workbook(None, *ROWS)[:-200], "sheet_unreadable", "damaged"),
    "another kind of zip": (lambda: _zip({"readme.txt": b"x"}), "sheet_unreadable", "not a workbook"),
    "a workbook without its parts": (lambda: _zip({TYPES: b"<Types/>"}), "sheet_unreadable", "damaged"),
    "XML that is none": (
        lambda: repacked(workbook(None, *ROWS), {SHEET: b"<worksheet"}),
        "sheet_unreadable",
        "damaged",
    ),
    "a document type": (lambda: repacked(workbook(None, *ROWS), {SHEET: laughs}), "sheet_unreadable", "DOCTYPE"),
    "rows out of order": (
        lambda: repacked(workbook(None, *ROWS), {SHEET: named(b"9")}),
        "sheet_unreadable",
        "out of order",
    ),
    "a row that is no number": (
        lambda: repacked(workbook(None, *ROWS), {SHEET: named(b"x")}),
        "sheet_unreadable",
        "out of order",
    ),
    "a string that is not there": (
        lambda: repacked(workbook(None, *ROWS), {SHEET: shared}),
        "sheet_unreadable",
        "damaged",
    ),
    "a zip bomb": (bomb, "sheet_too_large", "1:"),
}


def _zip(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(("make", "code", "found"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_workbook_is_refused_by_name(make: Callable[[], bytes], code: str, found: str) -> None:
    told = refused(make())

    assert told[0] == code
    assert found in (told[1] or "")


@pytest.mark.parametrize(
    "limits",
    [{"rows": 2}, {"columns": 2}, {"cells": 8}, {"sheets": 0}, {"elements": 20}, {"parts": 3}, {"unpacked_bytes": 500}],
    ids=str,
)
def test_a_workbook_out_of_proportion_is_refused(limits: dict[str, int]) -> None:
    assert refused(workbook(None, *ROWS), limits=Limits(**limits))[0] == "sheet_too_large"


def test_a_cell_longer_than_excel_allows_is_refused() -> None:
    vast = repacked(workbook(None, ["ก", "ข"]), {SHEET: lambda data: data.replace("ก".encode(), b"x" * 40_000)})

    assert refused(vast)[0] == "sheet_too_large"


BAD_CSV = {
    "a workbook": (workbook(None, *ROWS), "sheet_unreadable"),
    "bytes of no encoding": (b"\xdb\xdc\xff\xfe", "sheet_unreadable"),
    "Latin letters of another code page": ("Café,1".encode("latin-1"), "sheet_unreadable"),
    "control characters": (b"a,b\n\x00,1", "sheet_unreadable"),
    "quotation marks that do not close": (b'a,b\n"c,1', "sheet_unreadable"),
}


@pytest.mark.parametrize(("data", "code"), BAD_CSV.values(), ids=BAD_CSV)
def test_a_bad_csv_is_refused_by_name(data: bytes, code: str) -> None:
    assert refused(data, "แผน.csv")[0] == code


def test_a_csv_out_of_proportion_is_refused() -> None:
    assert refused(b"a,b\n1,2\n3,4", "ก.csv", Limits(rows=2))[0] == "sheet_too_large"


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "ก.xlsx").open("wb") as file:
        file.truncate(Limits().file_bytes + 1)
    with pytest.raises(RefusedError) as error:
        read_sheets(tmp_path / "ก.xlsx")

    assert [finding.code for finding in error.value.findings] == ["sheet_too_large"]


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    for path in (tmp_path / "ไม่มี.csv", tmp_path):
        with pytest.raises(LedgerError):
            read_sheets(path)


# Out.

DOCUMENTS = {
    "plan": plan()[PLAN_PATH]["content"],
    "report": report_content(),
    "procurement_monthly": monthly_content(),
    "statistics": statistics_content(),
}


@pytest.mark.parametrize("shape", DOCUMENTS)
def test_a_workbook_holds_the_table_cell_by_cell_and_reads_the_same(shape: str) -> None:
    tables = write_table({"schema": f"{shape}/v1", "content": DOCUMENTS[shape]})
    data = render_xlsx(tables)
    book = openpyxl.load_workbook(io.BytesIO(data))
    reading = read_tables(shape, parse_xlsx(data, "ก.xlsx"), units=UNITS)

    assert book.sheetnames == [table.title for table in tables]
    for table, page in zip(tables, book.worksheets, strict=True):
        for number, row in enumerate((table.header, *table.rows), start=1):
            for place, cell in enumerate(row, start=1):
                found = page.cell(number, place).value
                assert (found.date() if isinstance(found, datetime) else found) == as_excel(cell)
    assert reading.findings == reading.warnings == ()
    assert all(DOCUMENTS[shape][name] == value for name, value in reading.content.items())
    assert reading.content


def as_excel(cell: Cell) -> Any:
    return float(cell) if isinstance(cell, Decimal) else cell


@pytest.mark.parametrize("shape", ["plan", "report", "procurement_monthly"])
def test_a_csv_reads_the_same(shape: str) -> None:
    first = write_table({"schema": f"{shape}/v1", "content": DOCUMENTS[shape]})[0]
    reading = read_tables(shape, [parse_csv(render_csv(first), "ก.csv")], units=UNITS)

    assert reading.findings == reading.warnings == ()
    assert all(DOCUMENTS[shape][name] == value for name, value in reading.content.items())


def test_files_are_the_same_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = write_table({"schema": "plan/v1", "content": DOCUMENTS["plan"]})
    first = render_xlsx(tables)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)

    assert render_xlsx(tables) == first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms" not in package.read("docProps/core.xml").replace(b"xmlns:dcterms", b"")


TRICKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", '=HYPERLINK("http://x")', "-", "'=1", "ปกติ", "#REF!"]


def test_nothing_computes_in_what_we_write() -> None:
    table = Written("ก", ("=หัว",), tuple((text,) for text in TRICKS))
    page = openpyxl.load_workbook(io.BytesIO(render_xlsx([table]))).worksheets[0]
    cells = [row[0] for row in page.iter_rows()]
    lines = list(csv.reader(io.StringIO(render_csv(table).decode("utf-8-sig"), newline="")))

    assert [cell.data_type for cell in cells] == ["s"] * len(cells)
    assert [cell.value for cell in cells] == ["=หัว", *TRICKS]
    assert all(cell.quotePrefix for cell in cells[1:9])
    assert not any(line[0].lstrip().startswith(("=", "+", "-", "@", "＝")) for line in lines)
    assert [row[0] for row in parse_csv(render_csv(table), "ก.csv").rows] == ["=หัว", *TRICKS]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30))
def test_any_text_comes_back_from_csv(text: str) -> None:
    table = Written("ก", ("ก", "ข"), ((text, 1),))

    assert parse_csv(render_csv(table), "ก.csv").rows[1][0] == text


def test_numbers_and_days_in_csv_are_plain() -> None:
    table = Written("ก", ("ก",), ((Decimal("1234.50"),), (date(2025, 10, 1),), (-3,), (None,), (85.5,)))

    assert render_csv(table).decode("utf-8-sig").split("\r\n") == ["ก", "1234.50", "2025-10-01", "-3", '""', "85.5", ""]


def test_names_of_files_fit_every_disk() -> None:
    assert file_name('แผน/ปี: "2569"\n', "csv") == "แผน ปี 2569.csv"
    assert len(file_name("ก" * 300, "xlsx").encode()) <= 205
    assert file_name("...", "csv") == "table.csv"
