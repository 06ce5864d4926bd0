"""9.3 ข้อมูลการบริหารเงินงบประมาณ: what money there is, and what it went to.

One table of amounts stands behind all of it, so that halves add up to the year they report on. The last edition's
workbook does not: that is why it is sent back.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from service.demo.content.records import (
    NONE,
    Edition,
    Fate,
    Paper,
    baht,
    fiscal_year,
    half_year,
    item,
    label,
    pdf_paper,
    plan,
    report,
    report_line,
    sheet_paper,
    thai_digits,
)
from service.demo.papers import Cell

__all__ = ["editions"]


class _Head(NamedTuple):
    """A heading of the budget: what kind of expenditure it is and where its money comes from."""

    name: str
    expense_type: str
    source: str


_HEADS: Final = (
    _Head("เงินเดือนและค่าตอบแทนฝ่ายการเมืองและสภา", "personnel", "ordinance"),
    _Head("เงินเดือนและค่าจ้างพนักงานส่วนตำบล", "personnel", "ordinance"),
    _Head("ค่าตอบแทน ใช้สอย และวัสดุ", "operation", "ordinance"),
    _Head("ค่าสาธารณูปโภค", "operation", "ordinance"),
    _Head("ค่าครุภัณฑ์", "investment", "ordinance"),
    _Head("ค่าที่ดินและสิ่งก่อสร้าง", "investment", "subsidy_specific"),
    _Head("เงินอุดหนุนโรงเรียนและกลุ่มอาชีพ", "subsidy", "subsidy_general"),
    _Head("งบกลาง (สวัสดิการตามกฎหมายและสำรองจ่าย)", "central", "subsidy_general"),
)
_ALLOCATED: Final = {
    2568: (2_624_640, 12_180_000, 10_950_000, 1_200_000, 1_640_000, 8_420_000, 3_650_000, 14_100_000),
    2569: (2_624_640, 12_480_000, 11_350_000, 1_260_000, 1_845_000, 9_790_000, 3_780_000, 14_400_000),
    2570: (2_624_640, 12_795_000, 11_620_000, 1_290_000, 1_520_000, 10_350_000, 3_865_000, 14_760_000),
}
_SPENT: Final = {
    (2568, 1): "1312320.00 5978450.50 4125330.75 561204.18 412500.00 1875000.00 1790000.00 6985400.00",
    (2568, 2): "1312320.00 6015220.00 6102845.20 598740.66 1198700.00 5912400.00 1835000.00 7042600.00",
    (2569, 1): "1312320.00 6124880.00 4488915.40 587312.94 236900.00 2340000.00 1854000.00 7148200.00",
    (2569, 2): "1312320.00 6180945.25 6270118.85 623451.07 1544300.00 6985500.00 1902000.00 7188400.00",
}
_MISCOUNTED: Final = Decimal("32450.00")
"""What the clerk's workbook counts twice under supplies."""


def editions() -> tuple[Edition, ...]:
    return (
        _budget_plan(),
        _half(2568, 1, date(2025, 4, 7)),
        _half(2569, 1, date(2026, 4, 20), with_sheet=True),
        _half(2569, 2, date(2026, 10, 19)),
        _year_2568(),
        _year_2569(),
    )


def _spent(year: int, *halves: int) -> list[Decimal]:
    columns = zip(*(map(Decimal, _SPENT[year, half].split()) for half in halves), strict=True)
    return [sum(amounts, Decimal(0)) for amounts in columns]


def _sheet_rows(year: int, spent: Sequence[Decimal]) -> list[list[Cell]]:
    allocated = [Decimal(amount) for amount in _ALLOCATED[year]]
    rows: list[list[Cell]] = [
        [no, head.name, given, used, given - used]
        for no, (head, given, used) in enumerate(zip(_HEADS, allocated, spent, strict=True), start=1)
    ]
    given, used = sum(allocated, Decimal(0)), sum(spent, Decimal(0))
    return [*rows, ["", "รวม", given, used, given - used]]


def _sheet(name: str, title: str, year: int, spent: Sequence[Decimal], on: date) -> Paper:
    header = ("ลำดับ", "รายการ", "งบประมาณที่ได้รับ (บาท)", "เบิกจ่าย (บาท)", "คงเหลือ (บาท)")
    return sheet_paper(name, title, header, _sheet_rows(year, spent), on=on)


def _spending(year: int, spent: Sequence[Decimal]) -> list[dict[str, Any]]:
    return [
        report_line(
            head.name,
            f"เบิกจ่ายร้อยละ {used * 100 / Decimal(given):.2f} ของงบประมาณที่ได้รับ",
            allocated=given,
            spent=used,
            expense_type=head.expense_type,
        )
        for head, given, used in zip(_HEADS, _ALLOCATED[year], spent, strict=True)
    ]


def _budget_plan() -> Edition:
    lines = [
        {
            "name": label(head.name),
            "budget": baht(amount),
            "budget_source": head.source,
            "expense_type": head.expense_type,
            "start": "2026-10",
            "end": "2027-09",
        }
        for head, amount in zip(_HEADS, _ALLOCATED[2570], strict=True)
    ]
    return item(
        "budget-plan/policy-plan/2570",
        date(2026, 10, 5),
        "plan",
        title=("แผนการใช้จ่ายงบประมาณ ประจำปีงบประมาณ พ.ศ. ๒๕๗๐", "Budget expenditure plan, FY 2570"),
        summary="ประมาณการรายจ่ายตามข้อบัญญัติงบประมาณ พ.ศ. ๒๕๗๐ แยกตามประเภทรายจ่ายและแหล่งที่มาของเงิน",
        content=plan(fiscal_year(2570), lines),
        period=fiscal_year(2570),
    )


def _half(year: int, half: int, on: date, *, with_sheet: bool = False) -> Edition:
    which = "แรก" if half == 1 else "หลัง"
    spent = _spent(year, half)
    title = f"รายงานการใช้จ่ายงบประมาณ ปีงบประมาณ พ.ศ. {thai_digits(year)} รอบ ๖ เดือน{which}"
    return item(
        f"budget-6m/policy-plan/{year}-h{half}",
        on,
        "report",
        title=(title, f"Budget expenditure, FY {year}, half {half}"),
        summary=f"งบประมาณที่ได้รับและผลการเบิกจ่ายรอบ ๖ เดือน{which} รวมเบิกจ่าย {sum(spent, Decimal(0)):,.2f} บาท",
        content=report(
            half_year(year, half),
            _spending(year, spent),
            problems="งบลงทุนเบิกจ่ายต่ำกว่าเป้าหมายเพราะอยู่ระหว่างขั้นตอนจัดซื้อจัดจ้าง" if half == 1 else NONE,
            recommendations="เร่งรัดการลงนามสัญญางบลงทุนภายในไตรมาสที่สาม" if half == 1 else NONE,
        ),
        period=half_year(year, half),
        papers=(_sheet(f"ตารางการใช้จ่ายงบประมาณ {year} รอบ {half}", title, year, spent, on),) if with_sheet else (),
    )


def _year_2568() -> Edition:
    spent = _spent(2568, 1, 2)
    title = "รายงานผลการใช้จ่ายงบประมาณ ประจำปีงบประมาณ พ.ศ. ๒๕๖๘"
    texts = [f"{head.name} เบิกจ่าย {used:,.2f} บาท" for head, used in zip(_HEADS, spent, strict=True)]
    paper = pdf_paper(
        "รายงานผลการใช้จ่ายงบประมาณ 2568", title, [*texts, f"รวมเบิกจ่ายทั้งสิ้น {sum(spent):,.2f} บาท"], on=date(2025, 12, 1)
    )
    return _annual(2568, date(2025, 12, 1), title, spent, (paper,))


def _year_2569() -> Edition:
    on = date(2026, 11, 17)
    spent = _spent(2569, 1, 2)
    title = "รายงานผลการใช้จ่ายงบประมาณ ประจำปีงบประมาณ พ.ศ. ๒๕๖๙"
    miscounted = [amount + _MISCOUNTED if index == 2 else amount for index, amount in enumerate(spent)]  # noqa: PLR2004
    paper = _sheet("รายงานผลการใช้จ่ายงบประมาณ 2569", title, 2569, miscounted, on)
    reason = (
        f"ยอดรวมเบิกจ่ายในรายงาน {sum(spent, Decimal(0)):,.2f} บาท ไม่ตรงกับเอกสารแนบ"
        f" {sum(miscounted, Decimal(0)):,.2f} บาท โปรดตรวจสอบรายการค่าตอบแทน ใช้สอย และวัสดุ แล้วเสนอใหม่"
    )
    return _annual(2569, on, title, spent, (paper,), fate="returned", return_reason=reason)


def _annual(
    year: int,
    on: date,
    title: str,
    spent: Sequence[Decimal],
    papers: tuple[Paper, ...],
    fate: Fate = "published",
    return_reason: str | None = None,
) -> Edition:
    return item(
        f"budget-annual/policy-plan/{year}",
        on,
        "report",
        title=(title, f"Annual budget expenditure report, FY {year}"),
        summary=f"ผลการเบิกจ่ายงบประมาณทั้งปีแยกตามประเภทรายจ่าย รวมเบิกจ่ายทั้งสิ้น {sum(spent, Decimal(0)):,.2f} บาท",
        content=report(
            fiscal_year(year),
            _spending(year, spent),
            problems="ผู้รับจ้างส่งมอบงานก่อสร้างล่าช้าในช่วงฤดูฝน",
            recommendations="วางแผนลงนามสัญญางานก่อสร้างให้แล้วเสร็จก่อนเดือนกุมภาพันธ์",
        ),
        period=fiscal_year(year),
        papers=papers,
        fate=fate,
        return_reason=return_reason,
    )
