"""9.2 ข้อมูลการบริหาร: what is to be done this year, how it goes, and what the public gets from it."""

from datetime import date
from typing import Any, Final

from service.demo.content.records import (
    ORGANISATION,
    Edition,
    Money,
    baht,
    channel,
    entry,
    fiscal_year,
    half_year,
    item,
    label,
    paper_file,
    pdf_paper,
    plan,
    report,
    report_line,
    span,
    table,
    thai_digits,
)

__all__ = ["editions"]

_ROAD: Final = "ก่อสร้างถนนคอนกรีตเสริมเหล็ก หมู่ที่ ๓ สายหนองไผ่"
_DRAIN: Final = "ก่อสร้างรางระบายน้ำคอนกรีตเสริมเหล็ก หมู่ที่ ๗"
_CENTRE: Final = "ปรับปรุงอาคารศูนย์พัฒนาเด็กเล็กบ้านบึง"
_LUNCH: Final = "สนับสนุนอาหารกลางวันและอาหารเสริม (นม) เด็กเล็ก"
_TAX_MAP: Final = "ปรับปรุงข้อมูลแผนที่ภาษีและทะเบียนทรัพย์สิน"
_ELDERLY: Final = "ส่งเสริมอาชีพและสุขภาพผู้สูงอายุ"
_FLOOD: Final = "ฝึกอบรมอาสาสมัครป้องกันภัยฝ่ายพลเรือน"


def editions() -> tuple[Edition, ...]:
    return (
        *_annual_plans(),
        _operation_report(),
        _operation_year(),
        _work_manual(),
        _service_manual(),
        _service_statistics(),
        _survey(),
        *_e_service(),
    )


def _project(name: str, budget: Money, unit: str, start: str, end: str) -> dict[str, Any]:
    return {"name": label(f"โครงการ{name}"), "budget": baht(budget), "start": start, "end": end, "unit": unit}


def _annual_plans() -> tuple[Edition, ...]:
    second = [
        _project(_DRAIN, 1_250_000, "public-works", "2025-12", "2026-05"),
        _project(_CENTRE, 1_450_000, "education", "2026-01", "2026-07"),
        _project(_LUNCH, 1_228_500, "education", "2025-10", "2026-09"),
        _project(_TAX_MAP, 180_000, "finance", "2026-02", "2026-06"),
        _project(_FLOOD, 95_000, "office-of-palad", "2026-04", "2026-05"),
    ]
    amended = [dict(line) for line in second]
    amended[0]["budget"] = baht(1_320_000)
    amended[3]["budget"] = baht(110_000)
    third = [
        _project("ก่อสร้างสวนสาธารณะประจำตำบล หมู่ที่ ๕ ระยะที่ ๑", 2_480_000, "public-works", "2027-01", "2027-08"),
        _project("ติดตั้งโคมไฟถนนพลังงานแสงอาทิตย์ ๙ หมู่บ้าน", 720_000, "public-works", "2026-12", "2027-04"),
        _project(_LUNCH, 1_255_800, "education", "2026-10", "2027-09"),
        _project(_ELDERLY, 135_000, "office-of-palad", "2027-02", "2027-05"),
    ]
    return (
        _annual_plan(2569, date(2025, 11, 3), second, "ฉบับแรก"),
        _annual_plan(2569, date(2026, 5, 5), amended, "แก้ไขครั้งที่ ๑ โอนงบประมาณระหว่างโครงการ ๗๐,๐๐๐ บาท"),
        _annual_plan(2570, date(2026, 11, 10), third, "ฉบับแรก", pending=True),
    )


def _annual_plan(year: int, on: date, lines: list[dict[str, Any]], what: str, *, pending: bool = False) -> Edition:
    return item(
        f"annual-plan/policy-plan/{year}",
        on,
        "plan",
        title=(f"แผนดำเนินงาน ประจำปีงบประมาณ พ.ศ. {thai_digits(year)}", f"Operation plan, FY {year}"),
        summary=f"โครงการที่ดำเนินการในปีงบประมาณ พ.ศ. {thai_digits(year)} งบประมาณ หน่วยงานรับผิดชอบ และระยะเวลา ({what})",
        content=plan(fiscal_year(year), lines),
        period=fiscal_year(year),
        fate="waiting_for_consent" if pending else "published",
    )


def _operation_report() -> Edition:
    lines = [
        report_line(
            _DRAIN, "ลงนามสัญญาแล้ว ขุดวางแนวรางได้ร้อยละ ๔๐", spent=375_000, status="in_progress", no=1, progress=40
        ),
        report_line(_CENTRE, "อยู่ระหว่างกำหนดราคากลาง", spent=0, status="not_started", no=2, progress=5),
        report_line(_LUNCH, "จัดอาหารกลางวันครบทุกวันเปิดเรียน", spent=602_300, status="in_progress", no=3, progress=50),
        report_line(_TAX_MAP, "สำรวจแล้ว ๔ จาก ๙ หมู่บ้าน", spent=48_500, status="in_progress", no=4, progress=45),
        report_line(_FLOOD, "กำหนดจัดอบรมเดือนพฤษภาคม ๒๕๖๙", spent=0, status="not_started", no=5, progress=0),
    ]
    return item(
        "operation-6m/policy-plan/2569-h1",
        date(2026, 4, 7),
        "report",
        title=("รายงานการกำกับติดตามการดำเนินงาน ปีงบประมาณ พ.ศ. ๒๕๖๙ รอบ ๖ เดือนแรก", "Operations, FY 2569, first half"),
        summary="ความก้าวหน้าของโครงการตามแผนดำเนินงาน พ.ศ. ๒๕๖๙ ระหว่างตุลาคม ๒๕๖๘ ถึงมีนาคม ๒๕๖๙",
        content=report(
            half_year(2569, 1),
            lines,
            based_on=("annual-plan/policy-plan/2569", 1),
            problems="ราคาวัสดุก่อสร้างปรับสูงขึ้น ทำให้ต้องทบทวนราคากลางของโครงการรางระบายน้ำ",
            recommendations="ขออนุมัติโอนงบประมาณจากโครงการที่ใช้จ่ายต่ำกว่าประมาณการ",
        ),
        period=half_year(2569, 1),
    )


def _operation_year() -> Edition:
    year = fiscal_year(2568)
    lines = [
        report_line(_ROAD, "ก่อสร้างแล้วเสร็จ ระยะทาง ๔๒๐ เมตร ตรวจรับเมื่อเดือนสิงหาคม ๒๕๖๘", spent=1_461_000, status="done"),
        report_line(_LUNCH, "จัดอาหารกลางวันและนมครบทุกวันเปิดเรียน", spent=1_169_400, status="done"),
        report_line(_ELDERLY, "จัดกิจกรรม ๖ ครั้ง ผู้เข้าร่วมเฉลี่ยครั้งละ ๕๔ คน", spent=118_250, status="done"),
        report_line("ประชุมประชาคมหมู่บ้าน", "ประชุมครบ ๙ หมู่บ้าน", spent=None, status="done"),
    ]
    return item(
        "operation-annual/policy-plan/2568",
        date(2025, 12, 8),
        "report",
        title=("รายงานผลการดำเนินงาน ประจำปีงบประมาณ พ.ศ. ๒๕๖๘", "Annual operation report, FY 2568"),
        summary="ผลการดำเนินโครงการตามแผนดำเนินงาน พ.ศ. ๒๕๖๘ งบประมาณที่ใช้ ปัญหาอุปสรรค และข้อเสนอแนะ",
        content=report(
            year,
            lines,
            problems="งานก่อสร้างล่าช้าในช่วงฤดูฝนหนึ่งเดือน",
            recommendations="กำหนดให้ลงนามสัญญางานก่อสร้างก่อนเดือนกุมภาพันธ์",
        ),
        period=year,
    )


def _work_manual() -> Edition:
    title = "คู่มือการปฏิบัติงานรับเรื่องร้องทุกข์"
    dated = date(2024, 2, 26)
    steps = [
        entry("รับเรื่อง", "ลงทะเบียนรับเรื่องทุกช่องทางภายในวันเดียวกัน และออกเลขติดตามให้ผู้ร้อง"),
        entry("ส่งหน่วยงานเจ้าของเรื่อง", "หัวหน้าสำนักปลัดมอบหมายภายในหนึ่งวันทำการ"),
        entry("แจ้งผล", "แจ้งผลหรือความคืบหน้าแก่ผู้ร้องภายในสิบห้าวันทำการ"),
    ]
    paper = pdf_paper(title, title, [f"{row['name']['th']} {row['detail']['th']}" for row in steps], on=dated)
    return item(
        "work-manual/hr/main",
        date(2024, 3, 4),
        "document_set",
        title=("คู่มือการปฏิบัติงานของเจ้าหน้าที่", "Operating manuals for officers"),
        summary="คู่มือการปฏิบัติงานที่เจ้าหน้าที่ใช้ร่วมกัน ระบุภารกิจ ผู้ใช้คู่มือ และขั้นตอนการปฏิบัติงาน",
        content={
            "documents": [
                {
                    "type": "manual",
                    "title": label(title),
                    "dated": str(dated),
                    "file": paper_file(paper),
                    "mission": label("การรับและติดตามเรื่องร้องทุกข์ของประชาชน"),
                    "for_whom": label("เจ้าหน้าที่ผู้รับเรื่องของทุกส่วนราชการ"),
                    "steps": steps,
                }
            ]
        },
        effective_on=date(2024, 3, 1),
        papers=(paper,),
    )


def _service_manual() -> Edition:
    steps = [
        entry("ยื่นคำขอ", "ยื่นคำขอพร้อมหลักฐานที่เคาน์เตอร์บริการ สำนักปลัด หรือผ่านระบบ e-Service ระยะเวลา ๕ นาที"),
        entry("ตรวจสอบเอกสาร", "เจ้าหน้าที่ตรวจสอบความครบถ้วน หากไม่ครบแจ้งให้ทราบทันทีในคราวเดียว ระยะเวลา ๑๐ นาที"),
        entry("พิจารณาอนุญาต", "เสนอนายกองค์การบริหารส่วนตำบลพิจารณา ระยะเวลาไม่เกิน ๕ วันทำการ"),
    ]
    title = "คู่มือการให้บริการประชาชน พ.ศ. ๒๕๖๗"
    dated = date(2024, 1, 15)
    paper = pdf_paper(
        "คู่มือการให้บริการประชาชน 2567",
        title,
        [f"{ORGANISATION} สำนักปลัด", *(f"{row['name']['th']} {row['detail']['th']}" for row in steps)],
        on=dated,
    )
    return item(
        "service-manual/office-of-palad/main",
        date(2024, 1, 22),
        "document_set",
        title=(title, "Citizens' service manual 2567"),
        summary="ขั้นตอน ระยะเวลา ค่าธรรมเนียม และช่องทางของบริการที่ประชาชนขอรับบ่อยที่สุด",
        content={
            "body": label("ใช้เป็นมาตรฐานการให้บริการของทุกส่วนราชการ ณ จุดบริการร่วม และบนระบบอิเล็กทรอนิกส์"),
            "documents": [
                {
                    "type": "manual",
                    "title": label(title),
                    "dated": str(dated),
                    "file": paper_file(paper),
                    "service": label("การขออนุญาตตามข้อบัญญัติองค์การบริหารส่วนตำบล"),
                    "steps": steps,
                    "duration": label("ไม่เกิน ๕ วันทำการ"),
                    "fee": label("ตามข้อบัญญัติองค์การบริหารส่วนตำบล ไม่มีค่าธรรมเนียมอื่น"),
                    "channel": label("เคาน์เตอร์บริการ สำนักปลัด หรือระบบ e-Service"),
                }
            ],
        },
        effective_on=dated,
        papers=(paper,),
    )


def _service_statistics() -> Edition:
    columns = (
        ("service", "งานบริการ", None),
        ("walk_in", "ณ ที่ทำการ", "ราย"),
        ("online", "ออนไลน์", "ราย"),
        ("total", "รวม", "ราย"),
    )
    counted = (
        ("ชำระภาษีที่ดินและสิ่งปลูกสร้าง", 642, 388),
        ("ขออนุญาตก่อสร้าง ดัดแปลง รื้อถอนอาคาร", 37, 12),
        ("แจ้งซ่อมไฟฟ้าสาธารณะและถนน", 58, 141),
        ("ขอสนับสนุนน้ำอุปโภคบริโภค", 83, 46),
        ("จดทะเบียนพาณิชย์", 29, 8),
    )
    rows: list[tuple[str, int, int, int]] = [(name, here, online, here + online) for name, here, online in counted]
    here, online = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return item(
        "service-stats/office-of-palad/2569-h1",
        date(2026, 4, 27),
        "statistics",
        title=("สถิติการให้บริการประชาชน ปีงบประมาณ พ.ศ. ๒๕๖๙ รอบ ๖ เดือนแรก", "Service statistics, FY 2569, first half"),
        summary="จำนวนผู้รับบริการแยกตามงานบริการและช่องทาง ระหว่างตุลาคม ๒๕๖๘ ถึงมีนาคม ๒๕๖๙",
        content={
            "covers": span(half_year(2569, 1)),
            "tables": [table("จำนวนผู้รับบริการ", columns, [*rows, ("รวม", here, online, here + online)])],
        },
        period=half_year(2569, 1),
    )


def _survey() -> Edition:
    columns = (("aspect", "ด้าน", None), ("score", "คะแนนเฉลี่ย (เต็ม ๕)", "คะแนน"), ("pct", "ความพึงพอใจ", "ร้อยละ"))
    rows = [
        ("ขั้นตอนการให้บริการ", 4.4, 88),
        ("ช่องทางการให้บริการ", 4.3, 86),
        ("เจ้าหน้าที่ผู้ให้บริการ", 4.6, 92),
        ("สิ่งอำนวยความสะดวก", 4.1, 82),
        ("เฉลี่ย", 4.35, 87),
    ]
    return item(
        "satisfaction/office-of-palad/2568-h2",
        date(2025, 10, 14),
        "statistics",
        title=("ผลสำรวจความพึงพอใจการให้บริการ ปีงบประมาณ พ.ศ. ๒๕๖๘ รอบ ๖ เดือนหลัง", "Satisfaction, FY 2568, second half"),
        summary="ผู้ตอบแบบสอบถาม ๓๒๔ คน พึงพอใจในภาพรวมร้อยละ ๘๗ ด้านเจ้าหน้าที่ได้คะแนนสูงที่สุด",
        content={
            "covers": span(half_year(2568, 2)),
            "tables": [table("ระดับความพึงพอใจรายด้าน", columns, rows)],
            "method": label("แบบสอบถามกระดาษที่จุดบริการและแบบสอบถามออนไลน์ โดยไม่เก็บชื่อผู้ตอบ"),
            "n_respondents": 324,
            "satisfaction_pct": 87,
        },
        period=half_year(2568, 2),
    )


def _e_service() -> tuple[Edition, ...]:
    site = "https://banbueng.example/e-service"
    tax = channel(
        "web_form",
        "ชำระภาษีออนไลน์",
        f"{site}/tax",
        "finance",
        instructions=label("เลือกปีภาษี กรอกรหัสใบแจ้ง แล้วสแกน QR เพื่อชำระ ใช้ได้ตลอด ๒๔ ชั่วโมง"),
    )
    receipt = channel(
        "web_form",
        "ขอใบเสร็จอิเล็กทรอนิกส์",
        f"{site}/receipt",
        "finance",
        instructions=label("กรอกรหัสการชำระ ได้รับใบเสร็จทางอีเมลภายในหนึ่งวันทำการ พบปัญหาโทร. 038000001"),
    )
    return tuple(
        item(
            "e-service/finance/main",
            on,
            "channel_list",
            title=("บริการอิเล็กทรอนิกส์ของกองคลัง", "E-services of the finance division"),
            summary=f"บริการที่กองคลังเปิดให้ประชาชนใช้ทางอินเทอร์เน็ตได้เอง {thai_digits(len(services))} บริการ พร้อมวิธีใช้งาน",
            content={"channels": services},
            effective_on=on,
        )
        for on, services in ((date(2024, 5, 13), [tax]), (date(2026, 3, 9), [tax, receipt]))
    )
