"""9.3 again: what is to be bought, what was bought of whom, and a unit that says it bought nothing."""

from datetime import date
from decimal import Decimal
from typing import Final

from service.demo.content.records import (
    Edition,
    baht,
    entry,
    fiscal_year,
    item,
    label,
    month,
    plan,
    report,
    report_line,
    sheet_paper,
    table,
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
    return item(
        "procurement-notices/public-works/drain-moo-7-winner",
        date(2026, 1, 19),
        "generic",
        title=("ประกาศผู้ชนะการเสนอราคา จ้างก่อสร้างรางระบายน้ำ หมู่ที่ ๗", "Winner: drain at Moo 7"),
        summary="ประกาศผู้ชนะการเสนอราคาจ้างก่อสร้างรางระบายน้ำคอนกรีตเสริมเหล็ก หมู่ที่ ๗ ด้วยวิธี e-bidding",
        content={
            "body": label(
                "ตามประกาศประกวดราคาจ้างด้วยวิธีประกวดราคาอิเล็กทรอนิกส์ มีผู้ยื่นข้อเสนอสามราย"
                " ผู้ได้รับคัดเลือกคือ บริษัท ตัวอย่างการโยธา จำกัด เสนอราคาต่ำสุด เป็นเงิน 1,184,000.00 บาท"
                " รวมภาษีมูลค่าเพิ่มและค่าใช้จ่ายทั้งปวงแล้ว"
            ),
            "lines": [
                entry("วงเงินงบประมาณ", "1,250,000.00 บาท"),
                entry("ราคากลาง", "1,231,500.00 บาท"),
                entry("การอุทธรณ์", "อุทธรณ์ได้ภายใน ๗ วันทำการนับแต่วันประกาศผลในระบบ e-GP"),
            ],
        },
        effective_on=date(2026, 1, 19),
    )


_BOUGHT: Final = (
    ("ซื้อกระดาษถ่ายเอกสาร A4", "24500.00", "24500.00", "ร้านสมมติเครื่องเขียน", "23850.00", "๑๒/๒๕๖๙ ลว. ๖ ม.ค. ๒๕๖๙"),
    ("จ้างพิมพ์ใบแจ้งประเมินภาษี", "18000.00", "18000.00", "หจก. ตัวอย่างการพิมพ์", "16400.00", "๑๓/๒๕๖๙ ลว. ๑๒ ม.ค. ๒๕๖๙"),
    ("ซื้อเครื่องพิมพ์เลเซอร์ ๒ เครื่อง", "17800.00", "17800.00", "บริษัท ทดลองไอที จำกัด", "17600.00", "๑๔/๒๕๖๙ ลว. ๒๐ ม.ค. ๒๕๖๙"),
)  # fmt: skip


def _january() -> Edition:
    columns = (
        ("work", "งานที่จัดซื้อหรือจัดจ้าง", None),
        ("budget", "วงเงินที่จะซื้อหรือจ้าง", "บาท"),
        ("median_price", "ราคากลาง", "บาท"),
        ("method", "วิธีซื้อหรือจ้าง", None),
        ("winner", "ผู้ได้รับการคัดเลือก", None),
        ("price", "ราคาที่ตกลงซื้อหรือจ้าง", "บาท"),
        ("reason", "เหตุผลที่คัดเลือกโดยสรุป", None),
        ("contract", "เลขที่และวันที่ของสัญญา", None),
    )
    reason = "เสนอราคาต่ำสุดและมีคุณสมบัติถูกต้อง"
    rows = [
        (work, budget, median, "เฉพาะเจาะจง", winner, price, reason, contract)
        for work, budget, median, winner, price, contract in _BOUGHT
    ]
    title = "สรุปผลการจัดซื้อจัดจ้างของกองคลัง เดือนมกราคม ๒๕๖๙ (แบบ สขร.๑)"
    total = sum((Decimal(row[4]) for row in _BOUGHT), Decimal(0))
    cells: list[list[Cell]] = [
        [Decimal(cell) if column in {"budget", "median_price", "price"} else cell for (column, _, _), cell in pairs]
        for pairs in (list(zip(columns, row, strict=True)) for row in rows)
    ]
    on = date(2026, 2, 2)
    return item(
        "procurement-monthly/finance/2569-01",
        on,
        "generic",
        title=(title, "Procurement summary, finance, January 2569"),
        summary=f"กองคลังจัดซื้อจัดจ้างสามรายการในเดือนมกราคม ๒๕๖๙ รวมเป็นเงิน {total:,.2f} บาท",
        content={
            "body": label(f"แบบ สขร.๑ กองคลัง องค์การบริหารส่วนตำบลบ้านบึง รวมสามรายการ เป็นเงิน {total:,.2f} บาท"),
            "tables": [table("รายการจัดซื้อจัดจ้าง", columns, rows)],
        },
        period=month(2569, 1),
        papers=(sheet_paper("สขร.1 กองคลัง ม.ค. 2569", title, [name for _, name, _ in columns], cells, on=on),),
    )


def _nothing_in_january() -> Edition:
    return item(
        "procurement-monthly/education/2569-01",
        date(2026, 2, 9),
        "generic",
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
