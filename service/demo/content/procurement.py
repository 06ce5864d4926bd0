"""9.3 again: what is to be bought, what was bought of whom, and a unit that says it bought nothing."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from service.demo.content.records import (
    Edition,
    baht,
    fiscal_year,
    item,
    label,
    month,
    plan,
    report,
    report_line,
    sheet_paper,
)
from service.demo.papers import Cell

__all__ = ["editions"]


def editions() -> tuple[Edition, ...]:
    return (_plan(), _winner(), _january(), _nothing_in_january(), _annual_report())


def _plan() -> Edition:
    lines = [
        ("จ้างก่อสร้างรางระบายน้ำคอนกรีตเสริมเหล็ก หมู่ที่ ๗", 1_250_000, "general_invitation_e_bidding", "2025-12", "2026-05"),
        ("จ้างซ่อมสร้างผิวจราจรแอสฟัลติกคอนกรีต หมู่ที่ ๒", 498_000, "specific", "2026-01", "2026-03"),
        ("ซื้อโคมไฟฟ้าสาธารณะ ชนิด LED จำนวน ๑๒๐ โคม", 486_000, "specific", "2025-11", "2025-12"),
        ("ซื้อหินคลุกสำหรับซ่อมแซมถนนภายในตำบล", 195_000, "specific", "2026-02", "2026-04"),
    ]  # fmt: skip
    return item(
        "procurement-plan/public-works/2569",
        date(2025, 10, 27),
        "plan",
        title=("แผนการจัดซื้อจัดจ้างของกองช่าง ปีงบประมาณ พ.ศ. ๒๕๖๙", "Procurement plan, public works, FY 2569"),
        summary="งานที่กองช่างจะจัดซื้อจัดจ้างในปีงบประมาณ พ.ศ. ๒๕๖๙ วงเงิน วิธีจัดหา และช่วงเวลา",
        content=plan(
            fiscal_year(2569),
            [
                {
                    "name": label(name),
                    "budget": baht(budget),
                    "start": start,
                    "end": end,
                    "unit": "public-works",
                    "procurement_method": method,
                }
                for name, budget, method, start, end in lines
            ],
        ),
        period=fiscal_year(2569),
    )


def _winner() -> Edition:
    on = date(2026, 1, 19)
    title = "ประกาศผู้ชนะการเสนอราคา จ้างก่อสร้างรางระบายน้ำ หมู่ที่ ๗"
    return item(
        "procurement-notices/public-works/drain-moo-7-winner",
        on,
        "procurement_notice",
        title=(title, "Winner: drain at Moo 7"),
        summary="ประกาศผู้ชนะการเสนอราคาจ้างก่อสร้างรางระบายน้ำคอนกรีตเสริมเหล็ก หมู่ที่ ๗ ผู้ยื่นข้อเสนอสามราย"
        " อุทธรณ์ได้ภายใน ๗ วันทำการนับแต่วันประกาศผลในระบบ e-GP",
        content={
            "notice_type": "winner",
            "title": label(title),
            "egp_project_no": "69017123456",
            "method": "general_invitation_e_bidding",
            "budget": "1250000.00",
            "median_price": "1231500.00",
            "published_on": str(on),
            "winner_name": "บริษัท ตัวอย่างการโยธา จำกัด",
            "winner_price": "1184000.00",
            "egp_url": "https://process.example/egp/69017123456",
        },
        effective_on=on,
    )


_BOUGHT: Final = (
    ("ซื้อกระดาษถ่ายเอกสาร A4", "24500.00", "ร้านสมมติเครื่องเขียน", None, "23850.00", "๑๒/๒๕๖๙", date(2026, 1, 6)),
    ("จ้างพิมพ์ใบแจ้งประเมินภาษี", "18000.00", "หจก. ตัวอย่างการพิมพ์", None, "16400.00", "๑๓/๒๕๖๙", date(2026, 1, 12)),
    ("ซื้อเครื่องพิมพ์ ๒ เครื่อง", "17800.00", "บริษัท ทดลองไอที จำกัด", "0105999000008", "17600.00", "๑๔/๒๕๖๙", date(2026, 1, 20)),
)  # fmt: skip
_REASON: Final = "เสนอราคาต่ำสุดและมีคุณสมบัติถูกต้อง"


def _january() -> Edition:
    rows: list[dict[str, Any]] = []
    cells: list[list[Cell]] = []
    for no, (work, budget, winner, tax_id, price, number, dated) in enumerate(_BOUGHT, start=1):
        won = {"name": winner, "price": price}
        rows.append(
            {
                "no": no,
                "work": label(work),
                "budget": budget,
                "median_price": budget,
                "method": "specific",
                "bidders": [dict(won)],
                "winner": won | ({"tax_id": tax_id} if tax_id else {}),
                "reason": label(_REASON),
                "contract": {"number": number, "dated": str(dated)},
                "budget_source": "ordinance",
                "status": "paid",
            }
        )
        contract = f"{number} ลว. {dated.isoformat()}"
        cells.append([work, Decimal(budget), Decimal(budget), "เฉพาะเจาะจง", winner, Decimal(price), _REASON, contract])
    columns = (
        "งานที่จัดซื้อหรือจัดจ้าง",
        "วงเงินที่จะซื้อหรือจ้าง",
        "ราคากลาง",
        "วิธีซื้อหรือจ้าง",
        "ผู้ได้รับการคัดเลือก",
        "ราคาที่ตกลงซื้อหรือจ้าง",
        "เหตุผลที่คัดเลือกโดยสรุป",
        "เลขที่และวันที่ของสัญญา",
    )
    title = "สรุปผลการจัดซื้อจัดจ้างของกองคลัง เดือนมกราคม ๒๕๖๙ (แบบ สขร.๑)"
    total = sum((Decimal(row["winner"]["price"]) for row in rows), Decimal(0))
    on = date(2026, 2, 2)
    return item(
        "procurement-monthly/finance/2569-01",
        on,
        "procurement_monthly",
        title=(title, "Procurement summary, finance, January 2569"),
        summary=f"กองคลังจัดซื้อจัดจ้างสามรายการในเดือนมกราคม ๒๕๖๙ รวมเป็นเงิน {total:,.2f} บาท",
        content={"month": "2026-01", "rows": rows},
        period=month(2569, 1),
        papers=(sheet_paper("สขร.1 กองคลัง ม.ค. 2569", title, columns, cells, on=on),),
    )


def _nothing_in_january() -> Edition:
    return item(
        "procurement-monthly/education/2569-01",
        date(2026, 2, 9),
        "procurement_monthly",
        title=("สรุปผลการจัดซื้อจัดจ้างของกองการศึกษา เดือนมกราคม ๒๕๖๙", "Procurement summary, education, January 2569"),
        summary="กองการศึกษาไม่มีการจัดซื้อจัดจ้างในเดือนมกราคม ๒๕๖๙ จึงรายงานว่าไม่มีรายการ",
        nil="ในเดือนมกราคม ๒๕๖๙ กองการศึกษาไม่มีการจัดซื้อหรือจัดจ้างรายการใด",
        period=month(2569, 1),
    )


def _annual_report() -> Edition:
    by_method = (
        ("specific", 61, "2875400.00", "2761250.00"),
        ("general_invitation_e_bidding", 2, "3420000.00", "3288000.00"),
    )
    lines = [
        report_line("ครุภัณฑ์และวัสดุสำนักงาน", "จัดหาครบตามแผน", allocated=1_275_400, spent=Decimal("1214650.00")),
        report_line("จ้างเหมาบริการ", "จัดหาครบตามแผน", allocated=1_600_000, spent=Decimal("1546600.00")),
        report_line("งานก่อสร้าง", "ลงนามสัญญาครบ ส่งมอบแล้วทั้งสองสัญญา", allocated=3_420_000, spent=Decimal("3288000.00")),
    ]
    content = report(
        fiscal_year(2568),
        lines,
        problems="มีผู้ยื่นข้อเสนอน้อยรายในงานก่อสร้างขนาดเล็ก",
        recommendations="เผยแพร่แผนจัดซื้อจัดจ้างให้ผู้ประกอบการในพื้นที่ทราบล่วงหน้า",
    )
    content["by_method"] = [
        {"method": method, "contracts": contracts, "budget": budget, "spent": spent}
        for method, contracts, budget, spent in by_method
    ]
    return item(
        "procurement-annual/finance/2568",
        date(2025, 12, 15),
        "report",
        title=("รายงานผลการจัดซื้อจัดจ้างประจำปี ปีงบประมาณ พ.ศ. ๒๕๖๘ กองคลัง", "Procurement report, finance, FY 2568"),
        summary="กองคลังจัดซื้อจัดจ้าง ๖๓ สัญญา แยกตามวิธี พร้อมวงเงินที่ประหยัดได้ ปัญหา และข้อเสนอแนะ",
        content=content,
        period=fiscal_year(2568),
    )
