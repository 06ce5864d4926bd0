"""Tables mean the same going in and coming out, and no cell is taken that could mean something else."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.calendar import thai_date, thai_date_short
from repo_schema.cells import (
    Cell,
    CellError,
    Formula,
    clean,
    fold,
    parse_day,
    parse_free,
    parse_integer,
    parse_money,
    parse_month,
    parse_months,
    parse_percent,
    parse_text,
)
from repo_schema.sheets import Area, Sheet, letter
from repo_schema.table_forms import forms_of, heading_key
from repo_schema.tables import read_tables, write_table
from tests.support.sheets import (
    PLAN_HEADER,
    PLAN_PATH,
    UNITS,
    monthly_content,
    monthly_schema,
    plan,
    report_content,
    schemas,
    sheet,
    statistics_content,
)

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@pytest.fixture(autouse=True, scope="module")
def _schema() -> Iterator[None]:
    with monthly_schema():
        yield


# Cells.

MONEY = {
    150000: "150000.00",
    0: "0.00",
    150000.5: "150000.50",
    0.1 + 0.2: "0.30",
    1234567.89: "1234567.89",
    9999999999999.99: "9999999999999.99",
    Decimal("12.30"): "12.30",
    "1,234,567.89": "1234567.89",
    "๑๕๐,๐๐๐.๕๐ บาท": "150000.50",
    " 15000 ": "15000.00",
    "15,000.-": "15000.00",
    "฿15,000": "15000.00",
}


@pytest.mark.parametrize(("cell", "amount"), MONEY.items(), ids=map(str, MONEY))
def test_money(cell: Cell, amount: str) -> None:
    assert parse_money(cell) == amount


@pytest.mark.parametrize(
    "cell",
    [33.333, "12.345", "1,50", "1.234,56", "12,34", "150 000", "-5", -5, "ห้าพัน", "5 ล้านบาท", "", None, True, 1e14,
     float("inf"), date(2025, 1, 1), "1e3", "--"],
)  # fmt: skip
def test_what_is_no_money(cell: Cell) -> None:
    with pytest.raises(CellError):
        parse_money(cell)


@given(st.integers(0, 10**15 - 1))
def test_money_comes_back_however_it_is_written(cents: int) -> None:
    """As a number of a spreadsheet, with separators, in Thai digits."""
    amount = Decimal(cents).scaleb(-2)

    assert parse_money(amount) == parse_money(f"{amount:,.2f} บาท".translate(THAI)) == f"{amount:.2f}"
    assert parse_money(float(amount)) == f"{amount:.2f}"


DAYS = {
    "1 ต.ค. 2568": "2025-10-01",
    "1 ตุลาคม ๒๕๖๘": "2025-10-01",
    "1ต.ค.2568": "2025-10-01",
    "วันที่ 1 เดือน ตุลาคม พ.ศ. 2568": "2025-10-01",
    "1 ตค 2568": "2025-10-01",
    "01/10/2568": "2025-10-01",
    "1-10-2568": "2025-10-01",
    "2025-10-01": "2025-10-01",
    "2568-10-01": "2025-10-01",
    "๑/๑๐/๒๕๖๘": "2025-10-01",
    "13/10/2025": "2025-10-13",
    "29/2/2567": "2024-02-29",
    "29 ก.พ. 2567": "2024-02-29",
    date(2025, 10, 1): "2025-10-01",
    datetime(2025, 10, 1, 9, 30): "2025-10-01",  # noqa: DTZ001 - as openpyxl gives them
    date(2568, 10, 1): "2025-10-01",
}


@pytest.mark.parametrize(("cell", "day"), DAYS.items(), ids=map(str, DAYS))
def test_days(cell: Cell, day: str) -> None:
    assert parse_day(cell).isoformat() == day


NO_DAYS = {
    "1/10/68": "sheet_year_two_digits",
    "1 ต.ค. 68": "sheet_year_two_digits",
    "1 ตุลาคม ๖๘": "sheet_year_two_digits",
    date(1968, 10, 1): "sheet_year_two_digits",
    "1 ต.ค. 2100": "sheet_year_ambiguous",
    "1 ต.ค. พ.ศ. 2025": "sheet_year_ambiguous",
    "1 ต.ค. ค.ศ. 2568": "sheet_year_ambiguous",
    date(1900, 1, 1): "sheet_year_ambiguous",
    "29/2/2568": "sheet_cell_wrong",
    date(2568, 2, 29): "sheet_cell_wrong",
    "31 เม.ย. 2568": "sheet_cell_wrong",
    "01/10/2025": "sheet_cell_wrong",
    "10/2568": "sheet_cell_wrong",
    "1 สมมติ 2568": "sheet_cell_wrong",
    "45000": "sheet_cell_wrong",
    45000: "sheet_cell_wrong",
    "": "sheet_cell_wrong",
}


@pytest.mark.parametrize(("cell", "code"), NO_DAYS.items(), ids=map(str, NO_DAYS))
def test_what_is_no_day(cell: Cell, code: str) -> None:
    """A year of two digits, also where Excel has guessed it; a year of neither era; a day that does not exist."""
    with pytest.raises(CellError) as error:
        parse_day(cell)

    assert error.value.code == code


@given(st.dates(date(1937, 1, 1), date(2057, 12, 31)))
def test_a_day_comes_back_however_it_is_written(day: date) -> None:
    numbered = f"{day.day}/{day.month}/{day.year + 543}"
    for text in (day.isoformat(), thai_date(day), thai_date_short(day), numbered):
        assert parse_day(text) == parse_day(text.translate(THAI)) == day
    assert parse_month(thai_date_short(day).split(" ", 1)[1]) == f"{day:%Y-%m}"


@pytest.mark.parametrize(
    ("cell", "months"),
    [
        ("ต.ค. 2568 - ก.ย. 2569", ("2025-10", "2026-09")),
        ("ตุลาคม ๒๕๖๘ – มีนาคม ๒๕๖๙", ("2025-10", "2026-03")),
        ("ต.ค.2568-ก.ย.2569", ("2025-10", "2026-09")),
        ("10/2568 ถึง 9/2569", ("2025-10", "2026-09")),
        ("2025-10 - 2026-09", ("2025-10", "2026-09")),
        ("ธ.ค. 2568", ("2025-12", "2025-12")),
        (date(2025, 12, 1), ("2025-12", "2025-12")),
    ],
)
def test_spans_of_months(cell: Cell, months: tuple[str, str]) -> None:
    assert parse_months(cell) == months


@pytest.mark.parametrize("cell", ["ต.ค. - ธ.ค. 2568", "ก.ย. 2569 - ต.ค. 2568", "ตลอดปี", "13/2568", "ต.ค. 68", 10])
def test_what_is_no_span_of_months(cell: Cell) -> None:
    with pytest.raises(CellError):
        parse_months(cell)


def test_other_cells() -> None:
    assert (parse_integer("๑,๒๓๔"), parse_integer(12.0), parse_percent("85%"), parse_percent("ร้อยละ ๓๓.๕")) == (
        1234,
        12,
        85,
        33.5,
    )
    assert [parse_free(cell, longest=99) for cell in ("๑,๒๓๔.๕", "–", "", "01", "12/2569", 0.1 + 0.2, None, -7)] == [
        1234.5,
        None,
        None,
        "01",
        "12/2569",
        0.3,
        None,
        -7,
    ]
    assert parse_text(" ก\u200b  ข\r\nค ", longest=9) == "ก ข ค"
    assert parse_text(1.1, longest=9) == "1.1"
    assert clean("น\u0e4d\u0e32") == "นำ"
    assert fold("งบ ประมาณ\n๒๕๖๙.") == "งบประมาณ2569"


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (parse_integer, 1.5),
        (parse_integer, "-1"),
        (parse_percent, 101),
        (parse_percent, "ครึ่ง"),
        (parse_free, True),
        (parse_free, 1e-9),
    ],
)
def test_what_is_no_number(parse: Any, cell: Cell) -> None:
    with pytest.raises(CellError):
        parse(cell, longest=9) if parse is parse_free else parse(cell)


@pytest.mark.parametrize("cell", ["x" * 10, "a\x07b", "a\u202eb", date(2569, 12, 1), True, None, Formula("=A1")])
def test_what_is_no_text(cell: Cell) -> None:
    """Excel makes a date of the contract number 12/2569; too long, or with what a reviewer would not see."""
    with pytest.raises(CellError):
        parse_text(cell, longest=9)


# Forms.

SHAPES = ("plan", "report", "procurement_monthly")


@pytest.mark.parametrize("shape", SHAPES)
def test_every_column_is_known_by_headings_of_its_own(shape: str) -> None:
    for form in forms_of(shape):
        keys = [key for column in form.columns for key in {heading_key(text) for text in column.headings}]
        assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_column_fills_a_field_of_the_schema_and_no_required_field_is_left_out(shape: str) -> None:
    """The mapping is held to the schemas: of this release, or (สขร.1) of the copy this was written against."""
    resources = schemas()
    for form in forms_of(shape):
        row = resources[f"https://prongsai.example/schema/{shape}/v1"]["properties"][form.field]["items"]
        fields = {name for column in form.columns for name in column.fields}
        for name in fields - {"expense_type"}:
            node: Any = row
            for step in name.split("."):
                node = node["properties"][step.removesuffix("[]")]
                node = node["items"] if step.endswith("[]") else node
        outer = {name.partition(".")[0].removesuffix("[]") for name in fields}
        assert set(row["required"]) <= outer


def test_millions_of_baht_are_not_baht() -> None:
    assert heading_key("งบประมาณ\n(บาท)") == heading_key("งบ ประมาณ")
    assert heading_key("งบประมาณ (ล้านบาท)") != heading_key("งบประมาณ (บาท)")


# There and back.


def as_sheets(document: dict[str, Any]) -> list[Sheet]:
    return [sheet(table.header, *table.rows, title=table.title) for table in write_table(document)]


@pytest.mark.parametrize(
    ("shape", "content", "fields"),
    [
        ("plan", plan()[PLAN_PATH]["content"], ("lines", "total")),
        ("report", report_content(), ("lines", "by_method")),
        ("procurement_monthly", monthly_content(), ("rows",)),
    ],
)
def test_what_was_written_reads_the_same(shape: str, content: dict[str, Any], fields: tuple[str, ...]) -> None:
    reading = read_tables(shape, as_sheets({"schema": f"{shape}/v1", "content": content}), units=UNITS)

    assert reading.findings == reading.warnings == ()
    assert reading.content == {name: content[name] for name in fields}


def test_statistics_read_the_same() -> None:
    content = statistics_content()
    reading = read_tables("statistics", as_sheets({"schema": "statistics/v1", "content": content}), units={})
    expected = deepcopy(content["tables"])

    assert reading.findings == ()
    assert reading.content == {"tables": expected}


def test_what_has_no_table() -> None:
    assert write_table({"schema": "contact/v1", "content": {}}) == []
    assert write_table({"schema": "plan/v1", "content": {"strategies": []}}) == []
    assert write_table({"schema": "plan/v1", "nil_statement": {"reason": {"th": "ไม่มี"}}}) == []


def test_names_of_sheets_are_ones_that_excel_allows() -> None:
    tables = [{"title": {"th": "สถิติ/ร้องเรียน: " + "ก" * 40}, "columns": [], "rows": []}] * 3
    titles = [table.title for table in write_table({"schema": "statistics/v1", "content": {"tables": tables}})]

    assert len(set(titles)) == 3
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)


# As officials have them.

TWO_ROWS: list[list[Cell]] = [
    ["สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน มกราคม ๒๕๖๙", *[None] * 10],
    ["ลำดับที่", "งานที่จัดซื้อหรือจัดจ้าง", "วงเงินที่จะซื้อหรือจ้าง", "ราคากลาง", "วิธีซื้อหรือจ้าง", "ผู้เสนอราคาและราคาที่เสนอ", None,
     "ผู้ได้รับการคัดเลือกและราคา", None, "เหตุผลที่คัดเลือกโดยสรุป", "เลขที่และวันที่ของสัญญา", None],
    [None, None, None, None, None, "รายชื่อ", "ราคา (บาท)", "ชื่อ", "ราคาที่ตกลง", None, "เลขที่", "ลงวันที่"],
    ["(๑)", "(๒)", "(๓)", "(๔)", "(๕)", "(๖)", "(๗)", "(๘)", "(๙)", "(๑๐)", "(๑๑)", "(๑๒)"],
    ["๑", "กระดาษ", "15,000", 15000, "เฉพาะเจาะจง", "ร้าน ก", "15,000", "ร้าน ก", 15000, "ราคาต่ำสุด", "๑๒/๒๕๖๙",
     "5 ม.ค. 2569"],
]  # fmt: skip


def test_headings_in_two_rows_name_their_columns_together() -> None:
    """As printed forms have them: one heading over several, and what each of its columns holds below."""
    reading = read_tables("procurement_monthly", [sheet(*TWO_ROWS)], units={})

    assert reading.findings == ()
    (row,) = reading.content["rows"]
    assert row["bidders"] == [{"name": "ร้าน ก", "price": "15000.00"}]
    assert row["winner"] == {"name": "ร้าน ก", "price": "15000.00"}
    assert row["contract"] == {"number": "12/2569", "dated": "2026-01-05"}
    assert (row["no"], row["budget"], row["reason"]) == (1, "15000.00", {"th": "ราคาต่ำสุด"})


@pytest.mark.parametrize(
    ("place", "words", "missing"),
    [(5, "หมายเหตุ", "รายชื่อผู้เสนอราคา"), (7, "ที่อยู่", "ผู้ได้รับการคัดเลือก"), (11, "ผู้ลงนาม", "วันที่ของสัญญาหรือข้อตกลง")],
)
def test_a_lower_heading_that_says_something_else_is_not_taken_for_its_neighbour(
    place: int, words: str, missing: str
) -> None:
    rows = [list(row) for row in TWO_ROWS]
    rows[2][place] = words
    reading = read_tables("procurement_monthly", [sheet(*rows)], units={})

    assert ("sheet_header_missing", missing) in {(row.code, row.expected) for row in reading.findings}
    assert reading.content == {}


def test_a_bad_cell_below_two_rows_of_headings_is_named_where_it_is() -> None:
    rows = [list(row) for row in TWO_ROWS]
    rows[4][6] = "หมื่นห้า"
    (finding,) = read_tables("procurement_monthly", [sheet(*rows)], units={}).findings

    assert (finding.code, finding.line) == ("sheet_cell_wrong", 5)
    assert (finding.field or "").startswith("แผ่น 1!G")


PLAN_ROWS: list[list[Cell]] = [
    ["แผนการใช้จ่ายงบประมาณประจำปี ๒๕๖๙", None, None, None],
    [],
    ["ลำดับ\nที่", "โครงการ/กิจกรรม", "งบประมาณ\n(บาท)", "ระยะเวลาดำเนินการ", "หน่วยงานที่รับผิดชอบ", "หมายเหตุ"],
    ["(๑)", "(๒)", "(๓)", "(๔)", "(๕)", "(๖)"],
    [1, "ก่อสร้างถนน", 1234567.1, "ต.ค. ๒๕๖๘ - ก.ย. 2569", "สำนักปลัด", "x"],
    ["๒", "อบรม", "ไม่ใช้งบประมาณ", None, None, None],
    [None, None, None, None, None, None],
    [3, "จัดซื้อ", "–", "10/2568", "hr", None],
    ["รวมทั้งสิ้น", None, Formula("=SUM(C5:C8)"), None, None, None],
    ["ลงชื่อ ......................... ผู้จัดทำ"],
]


def test_a_plan_as_officials_keep_it() -> None:
    """Titles, numbered headings, Thai digits, a blank row, totals, a signature; the remarks are told, not read."""
    reading = read_tables("plan", [sheet(*PLAN_ROWS)], units=UNITS)

    assert reading.findings == ()
    assert [(row["no"], row["budget"]) for row in reading.content["lines"]] == [
        ("1", "1234567.10"),
        ("2", "0.00"),
        ("3", "0.00"),
    ]
    assert reading.content["lines"][0] | {"name": 0, "no": 0, "budget": 0} == {
        "no": 0,
        "name": 0,
        "budget": 0,
        "start": "2025-10",
        "end": "2026-09",
        "unit": "office-of-palad",
    }
    assert reading.content["total"] == "1234567.10"
    assert [(row.code, row.field) for row in reading.warnings] == [("sheet_column_unknown", "แผ่น 1!F หมายเหตุ")]


def test_the_printed_form_of_three_double_columns() -> None:
    """สขร.1 puts names and prices, number and day into one cell; another bidder may stand on a row of their own."""
    header = [
        "ลำดับที่",
        "งานที่จัดซื้อหรือจัดจ้าง",
        "วงเงินที่จะซื้อหรือจ้าง",
        "ราคากลาง",
        "วิธีซื้อหรือจ้าง",
        "รายชื่อผู้เสนอราคาและราคาที่เสนอ",
        "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง",
        "เหตุผลที่คัดเลือกโดยสรุป",
        "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง",
    ]
    first: list[Cell] = [1, "กระดาษ", "15,000", 15000, "วิธีเฉพาะเจาะจง",
             "1. ร้าน ก 99 15,000.-\n2. หจก. ข\n๑๖,๐๐๐.๐๐ บาท",
             "ร้าน ก 99 / ราคา 15,000.00 บาท", "ราคาต่ำสุด", "๑๒/๒๕๖๙ ลว. 1 ต.ค. 2568"]  # fmt: skip
    more: list[Cell] = [None, None, None, None, None, "ร้าน ค 17,000.00", None, None, None]
    reading = read_tables("procurement_monthly", [sheet(header, first, more)], units={})

    assert reading.findings == ()
    row = reading.content["rows"][0]
    assert [tuple(bidder.values()) for bidder in row["bidders"]] == [
        ("ร้าน ก 99", "15000.00"),
        ("หจก. ข", "16000.00"),
        ("ร้าน ค", "17000.00"),
    ]
    assert row["winner"] == {"name": "ร้าน ก 99", "price": "15000.00"}
    assert row["contract"] == {"number": "12/2569", "dated": "2025-10-01"}


HEADER = PLAN_HEADER[:3]
GOOD: list[Cell] = [1, "ก", 10]
BAD_SHEETS: dict[str, tuple[list[Sheet], list[tuple[str, int | None, str | None]]]] = {
    "text in money": ([sheet(HEADER, [1, "ก", "สิบ"])], [("sheet_cell_wrong", 2, "แผ่น 1!C งบประมาณ (บาท)")]),
    "three decimals": ([sheet(HEADER, [1, "ก", 1.234])], [("sheet_cell_wrong", 2, "แผ่น 1!C งบประมาณ (บาท)")]),
    "a gap": ([sheet(HEADER, GOOD, [2, None, 10])], [("sheet_cell_wrong", 3, "แผ่น 1!B โครงการ/กิจกรรม")]),
    "a formula": ([sheet(HEADER, [1, "ก", Formula("=1+1")])], [("sheet_cell_formula", 2, "แผ่น 1!C งบประมาณ (บาท)")]),
    "merged rows": (
        [sheet(HEADER, GOOD, [2, None, 10], merged=(Area("B2:B3", 2, 2, 3, 2),))],
        [("sheet_cell_wrong", 3, "แผ่น 1!B โครงการ/กิจกรรม"), ("sheet_cell_merged", 2, "แผ่น 1!B โครงการ/กิจกรรม")],
    ),
    "a hidden row": ([sheet(HEADER, GOOD, hidden_rows=frozenset({2}))], [("sheet_hidden", 2, "แผ่น 1")]),
    "a hidden column": (
        [sheet(HEADER, GOOD, hidden_columns=frozenset({3}))],
        [("sheet_hidden", 1, "แผ่น 1!C งบประมาณ (บาท)")],
    ),
    "only a hidden sheet": ([sheet(HEADER, GOOD, is_hidden=True)], [("sheet_empty", None, None)]),
    "no headings at all": ([sheet(["ก", "ข"], [1, 2])], [("sheet_header_missing", None, "แผ่น 1")]),
    "one heading missing": ([sheet(HEADER[:2], [1, "ก"])], [("sheet_header_missing", 1, "แผ่น 1")]),
    "millions": ([sheet([*HEADER[:2], "งบประมาณ (ล้านบาท)"], GOOD)], [("sheet_header_missing", 1, "แผ่น 1")]),
    "a heading twice": (
        [sheet([*HEADER, "จำนวนเงิน"], [*GOOD, 11])],
        [("sheet_header_repeated", 1, "แผ่น 1!D จำนวนเงิน")],
    ),
    "headings and nothing below": ([sheet(HEADER)], [("sheet_empty", None, "แผ่น 1")]),
    "nothing": ([sheet([None, " "])], [("sheet_empty", None, None)]),
    "two sheets alike": (
        [sheet(HEADER, GOOD), sheet(HEADER, GOOD, title="แผ่น 2")],
        [("sheet_not_chosen", None, None)],
    ),
    "a total that is wrong": (
        [sheet(HEADER, GOOD, ["รวม", None, 11])],
        [("sheet_total_differs", 3, "แผ่น 1!C งบประมาณ (บาท)")],
    ),
    "too many rows": ([sheet(HEADER, *[GOOD] * 2001)], [("sheet_too_large", None, "แผ่น 1")]),
    "a two-digit year": (
        [sheet([*HEADER, "เริ่ม"], [*GOOD, "ต.ค. 68"])],
        [("sheet_year_two_digits", 2, "แผ่น 1!D เริ่ม")],
    ),
    "a unit nobody knows": (
        [sheet([*HEADER, "หน่วยงาน"], [*GOOD, "กองยุบ"])],
        [("sheet_cell_wrong", 2, "แผ่น 1!D หน่วยงาน")],
    ),
    "a source nobody knows": (
        [sheet([*HEADER, "แหล่งที่มา"], [*GOOD, "กู้เพื่อน"])],
        [("sheet_cell_wrong", 2, "แผ่น 1!D แหล่งที่มา")],
    ),
}


@pytest.mark.parametrize(("sheets", "expected"), BAD_SHEETS.values(), ids=BAD_SHEETS)
def test_a_bad_sheet_names_every_bad_cell_and_gives_nothing(
    sheets: list[Sheet], expected: list[tuple[str, int | None, str | None]]
) -> None:
    reading = read_tables("plan", sheets, units=UNITS)

    assert [(found.code, found.line, found.field) for found in reading.findings] == expected
    assert all(found.path == "ตาราง.xlsx" for found in reading.findings)
    assert reading.content == {}


def test_a_sheet_is_chosen_by_its_name() -> None:
    two = [sheet(HEADER, GOOD), sheet(HEADER, [7, "ข", 20], title="แผ่น 2")]

    assert read_tables("plan", two, chosen="แผ่น 2", units={}).content["total"] == "20.00"
    unknown = read_tables("plan", two, chosen="แผ่น 9", units={})
    assert [(row.code, row.expected, row.found) for row in unknown.findings] == [
        ("sheet_not_chosen", "แผ่น 1, แผ่น 2", "แผ่น 9")
    ]
    hidden = [sheet(HEADER, GOOD), sheet(HEADER, GOOD, title="ลับ", is_hidden=True)]
    assert [row.code for row in read_tables("plan", hidden, chosen="ลับ", units={}).findings] == ["sheet_hidden"]
    beside = read_tables("plan", hidden, units={})
    assert ([row.field for row in beside.warnings], beside.rows) == (["ลับ"], 1)


def test_totals_of_parts_and_of_all() -> None:
    rows: list[list[Cell]] = [GOOD, ["รวม", None, 10], [2, "ข", 5], ["รวม", None, 5], ["รวมทั้งสิ้น", None, "15.00"]]

    assert read_tables("plan", [sheet(HEADER, *rows)], units={}).content["total"] == "15.00"


def test_a_citizens_number_is_never_repeated() -> None:
    """A sole trader's tax number is their national id: refused, and not shown."""
    content = monthly_content()
    content["rows"][0]["winner"]["tax_id"] = "3100600445635"
    found = read_tables(
        "procurement_monthly", as_sheets({"schema": "procurement_monthly/v1", "content": content}), units={}
    ).findings

    assert [row.code for row in found] == ["sheet_cell_wrong"]
    assert "3100600445635" not in f"{found[0].as_json()}"


def test_names_without_their_prices() -> None:
    content = monthly_content()
    document = {"schema": "procurement_monthly/v1", "content": content}
    (written,) = write_table(document)
    place = written.header.index("ราคาที่เสนอ (บาท)")
    rows = [list(row) for row in written.rows]
    rows[0][place] = "14,900.00"
    found = read_tables("procurement_monthly", [sheet(written.header, *rows)], units={}).findings

    assert [(row.code, row.line, row.expected, row.found) for row in found] == [
        ("sheet_cell_wrong", 2, "2 บรรทัด/lines", "1 บรรทัด/lines")
    ]


STATISTICS = {
    "a formula": ([["ก", "ข"], ["x", Formula("=1")]], {}, "sheet_cell_formula"),
    "below no heading": ([["ก", "ข"], ["x", 1, 2]], {}, "sheet_header_missing"),
    "merged": ([["ก", "ข"], ["x", 1]], {"merged": (Area("A2:A3", 2, 1, 3, 1),)}, "sheet_cell_merged"),
    "a hidden row": ([["ก", "ข"], ["x", 1]], {"hidden_rows": frozenset({2})}, "sheet_hidden"),
    "a hidden column": ([["ก", "ข"], ["x", 1]], {"hidden_columns": frozenset({2})}, "sheet_hidden"),
    "a date of two digits": ([["ก", "ข"], ["x", date(1968, 1, 1)]], {}, "sheet_year_two_digits"),
    "headings only": ([["ก", "ข"]], {}, "sheet_empty"),
    "too wide": ([["ก"] * 51, [1] * 51], {}, "sheet_too_large"),
    "too long": ([["ก", "ข"], *[["x", 1]] * 2001], {}, "sheet_too_large"),
}


@pytest.mark.parametrize(("rows", "more", "code"), STATISTICS.values(), ids=STATISTICS)
def test_a_bad_table_of_statistics(rows: list[list[Cell]], more: dict[str, Any], code: str) -> None:
    reading = read_tables("statistics", [sheet(*rows, **more)], units={})

    assert [found.code for found in reading.findings] == [code]
    assert reading.content == {}


def test_statistics_take_their_title_from_above_and_measures_from_brackets() -> None:
    rows: list[list[Cell]] = [["สถิติการให้บริการ"], ["ประจำปี ๒๕๖๙"], [], ["งาน", "จำนวน (คน)", 2569], ["ก", "๑,๒๓๔", "-"]]
    (table,) = read_tables("statistics", [sheet(*rows)], units={}).content["tables"]

    assert table["title"] == {"th": "สถิติการให้บริการ ประจำปี ๒๕๖๙"}
    assert table["columns"] == [
        {"key": "c1", "name": {"th": "งาน"}},
        {"key": "c2", "name": {"th": "จำนวน"}, "unit": {"th": "คน"}},
        {"key": "c3", "name": {"th": "2569"}},
    ]
    assert table["rows"] == [["ก", 1234, None]]


def test_letters_of_columns() -> None:
    assert [letter(number) for number in (1, 26, 27, 28, 702, 703)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
