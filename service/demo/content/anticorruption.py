"""10.1 and 10.2 การป้องกันการทุจริต: the declaration, the risks, the plan, the measures, and what came of them."""

from datetime import date
from typing import Any, Final

from service.demo.content.records import (
    NAYOK,
    ORGANISATION,
    Edition,
    adopted,
    baht,
    fiscal_year,
    half_year,
    item,
    label,
    paper_file,
    pdf_paper,
    photo_paper,
    plan,
    report,
    report_line,
    years,
)

__all__ = ["LONG_NAME", "editions"]

LONG_NAME: Final = "แผนปฏิบัติการป้องกันการทุจริตองค์การบริหารส่วนตำบลบ้านบึงฉบับประกาศใช้และเผยแพร่"
"""Eighty letters, which is 240 bytes; with `.pdf` it still fits a file system's 255."""


def editions() -> tuple[Edition, ...]:
    return (
        _plan(),
        *_declarations(),
        _executive_took_part(),
        _risks(),
        _risk_actions(),
        _culture(),
        _half_year(),
        _year(),
        _measures(),
        _measures_carried_out(),
    )


def _plan() -> Edition:
    period = years(2566, 2570)
    lines = [
        ("อบรมคุณธรรมและจริยธรรมแก่ผู้บริหาร สมาชิกสภา และพนักงาน", 90_000),
        ("จัดทำระบบเปิดเผยข้อมูลการจัดซื้อจัดจ้างรายเดือน", 0),
        ("เครือข่ายเฝ้าระวังการทุจริตระดับหมู่บ้าน ๙ หมู่บ้าน", 45_000),
        ("ตรวจสอบภายในด้านการใช้รถราชการและน้ำมันเชื้อเพลิง", 0),
    ]
    title = "แผนปฏิบัติการป้องกันการทุจริต (พ.ศ. ๒๕๖๖–๒๕๗๐)"
    dated = date(2023, 12, 12)
    return item(
        "anticorruption-plan/legal/2566-2570",
        date(2023, 12, 18),
        "plan",
        title=(title, "Anti-corruption action plan, FY 2566–2570"),
        summary="กิจกรรมป้องกันการทุจริตสี่กิจกรรม งบประมาณ และหน่วยงานรับผิดชอบ ตลอดห้าปีงบประมาณ",
        content=plan(
            period, [{"name": label(name), "budget": baht(budget), "unit": "legal"} for name, budget in lines]
        ),
        period=period,
        adopted_by=adopted("ประกาศองค์การบริหารส่วนตำบลบ้านบึง", "๑๕/๒๕๖๖", dated),
        effective_on=dated,
        papers=(
            pdf_paper(LONG_NAME, title, [f"กิจกรรมที่ {no} {name}" for no, (name, _) in enumerate(lines, 1)], on=dated),
        ),
    )


def _declarations() -> tuple[Edition, ...]:
    base = [
        "ข้าพเจ้าขอประกาศเจตจำนงว่าจะบริหารงานด้วยความซื่อสัตย์สุจริต โปร่งใส ตรวจสอบได้ และเป็นไปตามหลักธรรมาภิบาล",
        "จะเปิดเผยข้อมูลการจัดซื้อจัดจ้างทุกขั้นตอน และเปิดโอกาสให้ประชาชนมีส่วนร่วมในการตรวจสอบ",
    ]
    no_gift = "งดรับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่ (No Gift Policy) ทั้งในและนอกเวลาราชการ"
    return (
        _declaration(date(2024, 1, 15), date(2024, 1, 9), "๒/๒๕๖๗", base),
        _declaration(date(2026, 1, 5), date(2025, 12, 29), "๑๘/๒๕๖๘", [*base, no_gift]),
    )


def _declaration(on: date, dated: date, number: str, texts: list[str]) -> Edition:
    title = "ประกาศเจตจำนงสุจริตในการบริหารงาน"
    paper = pdf_paper(f"{title} ที่ {number.replace('/', '-')}", f"{title} ที่ {number}", texts, on=dated)
    return item(
        "integrity-declaration/office-of-palad/main",
        on,
        "document_set",
        title=(title, "The executive's declaration of integrity"),
        summary=f"เจตจำนงของนายกองค์การบริหารส่วนตำบลบ้านบึงที่จะบริหารงานด้วยความสุจริต ตามประกาศที่ {number}",
        content={
            "body": label("\n\n".join(texts)),
            "documents": [
                {
                    "type": "declaration",
                    "title": label(title),
                    "number": number,
                    "dated": str(dated),
                    "signed_by": NAYOK,
                    "file": paper_file(paper),
                }
            ],
        },
        adopted_by=adopted("ประกาศองค์การบริหารส่วนตำบลบ้านบึง", number, dated),
        effective_on=dated,
        papers=(paper,),
    )


def _executive_took_part() -> Edition:
    on = date(2026, 2, 23)
    title = "นายกองค์การบริหารส่วนตำบลนำพนักงานประกาศเจตนารมณ์งดรับของขวัญ"
    photo = photo_paper("ภาพประกาศเจตนารมณ์งดรับของขวัญ 2569", "นายกและพนักงานประกาศเจตนารมณ์ (ภาพจำลอง)", people=5)
    return item(
        "executive-participation/office-of-palad/2569",
        on,
        "activity_post",
        title=(title, "The executive leads the no-gift pledge"),
        summary="นายกองค์การบริหารส่วนตำบลนำพนักงานทุกส่วนราชการประกาศเจตนารมณ์งดรับของขวัญ วันที่ ๑๖ กุมภาพันธ์ ๒๕๖๙",
        content={
            "headline": label(title),
            "body": label("นายกองค์การบริหารส่วนตำบลกล่าวนำประกาศเจตนารมณ์ และตอบข้อซักถามของพนักงานเรื่องแนวปฏิบัติเมื่อมีผู้ให้ของขวัญ"),
            "published_on": str(on),
            "held_on": "2026-02-16",
            "place": label("ห้องประชุมองค์การบริหารส่วนตำบล"),
            "executive_present": True,
            "executive_position": label(NAYOK),
            "outcome": label("พนักงาน ๕๙ คนลงนามในแบบประกาศเจตนารมณ์"),
            "photos": [{"file": paper_file(photo), "alt": label("นายกยืนกลางแถวพนักงานสี่คน ถือแผ่นประกาศงดรับของขวัญ")}],
        },
        period=fiscal_year(2569),
        papers=(photo,),
    )


def _risks() -> Edition:
    found: tuple[tuple[str, str, int, int, str, str, str], ...] = (
        (
            "จัดซื้อจัดจ้าง",
            "กำหนดคุณลักษณะเฉพาะเอื้อประโยชน์แก่ผู้เสนอราคาบางราย",
            2,
            5,
            "high",
            "แต่งตั้งกรรมการกำหนดคุณลักษณะอย่างน้อยสามคน และเผยแพร่ร่างเพื่อรับฟังคำวิจารณ์",
            "finance",
        ),
        (
            "อนุมัติอนุญาต",
            "เรียกรับผลประโยชน์เพื่อเร่งการออกใบอนุญาตก่อสร้าง",
            2,
            4,
            "medium",
            "ติดประกาศระยะเวลาและค่าธรรมเนียม ณ จุดบริการ และรายงานคำขอที่ล่าช้าทุกเดือน",
            "public-works",
        ),
        (
            "ใช้ทรัพย์สินราชการ",
            "นำรถราชการไปใช้ส่วนตัว",
            3,
            2,
            "medium",
            "บันทึกเลขไมล์ทุกครั้ง และสุ่มตรวจโดยหน่วยตรวจสอบภายในทุกไตรมาส",
            "office-of-palad",
        ),
    )
    risks: list[dict[str, Any]] = [
        {
            "no": str(no),
            "process": label(process),
            "event": label(event),
            "likelihood": likelihood,
            "impact": impact,
            "level": level,
            "measure": label(measure),
            "owner": owner,
        }
        for no, (process, event, likelihood, impact, level, measure, owner) in enumerate(found, start=1)
    ]
    return item(
        "risk-assessment/legal/2569",
        date(2026, 1, 12),
        "risk_register",
        title=("การประเมินความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. ๒๕๖๙", "Corruption risk assessment, FY 2569"),
        summary="ความเสี่ยงการทุจริตสามเรื่อง ระดับความเสี่ยง และมาตรการจัดการ ประจำปีงบประมาณ พ.ศ. ๒๕๖๙",
        content={
            "method": label("ประชุมเชิงปฏิบัติการของทุกส่วนราชการ ให้คะแนนโอกาสและผลกระทบเรื่องละ ๑ ถึง ๕ คะแนน"),
            "risks": risks,
        },
        period=fiscal_year(2569),
    )


def _so_far(until: str, based_on: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """What came of something this year, until a day before the year's end."""
    return {
        "covers": {"from": "2025-10-01", "to": until},
        "based_on": {"item": based_on, "version": 1},
        "lines": lines,
    }


def _risk_actions() -> Edition:
    lines = [
        report_line(
            "มาตรการด้านจัดซื้อจัดจ้าง",
            "เผยแพร่ร่างขอบเขตของงานสองโครงการก่อนประกาศเชิญชวน",
            spent=None,
            status="in_progress",
            no=1,
        ),
        report_line("มาตรการด้านอนุมัติอนุญาต", "ติดประกาศครบทุกจุดบริการ ไม่มีคำขอล่าช้า", spent=1_200, status="done", no=2),
        report_line(
            "มาตรการด้านทรัพย์สิน", "สุ่มตรวจรถราชการแล้วสองไตรมาส ไม่พบการใช้ผิดระเบียบ", spent=None, status="in_progress", no=3
        ),
    ]
    return item(
        "risk-actions/legal/2569",
        date(2026, 3, 16),
        "report",
        title=("การดำเนินการเพื่อจัดการความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. ๒๕๖๙", "Corruption risks dealt with, FY 2569"),
        summary="ผลการดำเนินการตามมาตรการจัดการความเสี่ยงสามเรื่อง ตั้งแต่ตุลาคม ๒๕๖๘ ถึงกุมภาพันธ์ ๒๕๖๙",
        content=_so_far("2026-02-28", "risk-assessment/legal/2569", lines),
        period=fiscal_year(2569),
    )


def _culture() -> Edition:
    on = date(2026, 3, 30)
    title = "อบรมคุณธรรมและจริยธรรมแก่ผู้บริหาร สมาชิกสภา และพนักงาน"
    return item(
        "culture/office-of-palad/ethics-training-2569",
        on,
        "activity_post",
        title=(title, "Ethics training 2569"),
        summary="อบรมเรื่องผลประโยชน์ทับซ้อนและการงดรับของขวัญสองวัน ผู้เข้าอบรม ๖๘ คน คะแนนหลังอบรมเฉลี่ยร้อยละ ๘๖",
        content={
            "headline": label(title),
            "body": label("อบรมโดยใช้กรณีศึกษาการจัดซื้อจัดจ้างขนาดเล็ก การใช้รถราชการ และการรับของขวัญในเทศกาล"),
            "published_on": str(on),
            "held_on": "2026-03-24",
            "held_until": "2026-03-25",
            "place": label("ห้องประชุมองค์การบริหารส่วนตำบล"),
            "participants": {"count": 68, "groups": [label("ผู้บริหารและสมาชิกสภา"), label("พนักงานทุกส่วนราชการ")]},
            "outcome": label("คะแนนแบบทดสอบเฉลี่ยเพิ่มจากร้อยละ ๖๑ เป็นร้อยละ ๘๖ และทุกส่วนราชการจัดทำข้อตกลงคุณธรรม"),
        },
    )


_PLAN_ID: Final = "anticorruption-plan/legal/2566-2570"


def _half_year() -> Edition:
    period = half_year(2569, 1)
    lines = [
        report_line("อบรมคุณธรรมและจริยธรรม", "อบรมแล้วหนึ่งรุ่น ผู้เข้าอบรม ๖๘ คน", spent=27_400, status="done", no=1),
        report_line(
            "ระบบเปิดเผยข้อมูลการจัดซื้อจัดจ้างรายเดือน", "เผยแพร่ครบหกเดือนทุกส่วนราชการ", spent=None, status="in_progress", no=2
        ),
        report_line("เครือข่ายเฝ้าระวัง ๙ หมู่บ้าน", "แต่งตั้งอาสาสมัครแล้ว ๗ หมู่บ้าน", spent=8_100, status="in_progress", no=3),
        report_line("ตรวจสอบการใช้รถราชการและน้ำมันเชื้อเพลิง", "ตรวจแล้วสองไตรมาส", spent=None, status="in_progress", no=4),
    ]
    return item(
        "anticorruption-6m/legal/2569-h1",
        date(2026, 4, 3),
        "report",
        title=("รายงานการป้องกันการทุจริต ปีงบประมาณ พ.ศ. ๒๕๖๙ รอบ ๖ เดือนแรก", "Anti-corruption, FY 2569, first half"),
        summary="ความก้าวหน้าของกิจกรรมตามแผนปฏิบัติการป้องกันการทุจริตสี่กิจกรรม ระหว่างตุลาคม ๒๕๖๘ ถึงมีนาคม ๒๕๖๙",
        content=report(period, lines, based_on=(_PLAN_ID, 1)),
        period=period,
    )


def _year() -> Edition:
    period = fiscal_year(2568)
    lines = [
        report_line("อบรมคุณธรรมและจริยธรรม", "อบรมครบสองรุ่น ผู้เข้าอบรม ๑๒๔ คน", spent=54_900, no=1),
        report_line("เครือข่ายเฝ้าระวัง ๙ หมู่บ้าน", "จัดประชุมเครือข่ายสองครั้ง", spent=16_200, no=3),
        report_line("ตรวจสอบการใช้รถราชการและน้ำมันเชื้อเพลิง", "ตรวจครบสี่ไตรมาส ไม่พบการใช้ผิดระเบียบ", spent=None, no=4),
    ]
    return item(
        "anticorruption-annual/legal/2568",
        date(2025, 11, 10),
        "report",
        title=("รายงานผลการป้องกันการทุจริต ประจำปีงบประมาณ พ.ศ. ๒๕๖๘", "Anti-corruption report, FY 2568"),
        summary="ผลการดำเนินการและการใช้จ่ายตามแผนปฏิบัติการป้องกันการทุจริตในปีงบประมาณ พ.ศ. ๒๕๖๘",
        content=report(
            period,
            lines,
            based_on=(_PLAN_ID, 1),
            recommendations="จัดอบรมนอกเวลาราชการเพื่อให้สมาชิกสภาเข้าร่วมได้มากขึ้น",
        ),
        period=period,
    )


def _measures() -> Edition:
    title = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ปีงบประมาณ พ.ศ. ๒๕๖๙"
    dated = date(2026, 1, 20)
    sections = {
        "analysis_of_previous_ita": "ผลประเมินปีก่อนมีจุดอ่อนสองเรื่อง คือการเปิดเผยข้อมูลไม่เป็นปัจจุบัน และการใช้ทรัพย์สินของราชการ",
        "measures": "เปิดเผยข้อมูลสาธารณะครบ ๔๓ รายการตามรอบเวลา และควบคุมการยืมทรัพย์สินของราชการ",
        "responsible": "งานกฎหมายและคดีกำกับภาพรวม หัวหน้าทุกส่วนราชการรับผิดชอบข้อมูลของตน",
        "steps": "จัดทำ ตรวจทาน ขอความเห็นชอบผู้บริหาร แล้วเผยแพร่ภายในเจ็ดวันนับแต่มีการเปลี่ยนแปลง",
        "follow_up": "รายงานผลต่อนายกองค์การบริหารส่วนตำบลทุกไตรมาส",
    }
    paper = pdf_paper("มาตรการส่งเสริมคุณธรรมและความโปร่งใส 2569", title, [ORGANISATION, *sections.values()], on=dated)
    return item(
        "integrity-measures/legal/2569",
        date(2026, 1, 26),
        "document_set",
        title=(title, "Integrity and transparency measures, FY 2569"),
        summary="ผลการวิเคราะห์การประเมินปีก่อน มาตรการสองเรื่อง ผู้รับผิดชอบ ขั้นตอน และการกำกับติดตาม",
        content={
            "documents": [
                {
                    "type": "measure",
                    "title": label(title),
                    "dated": str(dated),
                    "signed_by": NAYOK,
                    "file": paper_file(paper),
                }
            ],
            "sections": {name: label(text) for name, text in sections.items()},
        },
        period=fiscal_year(2569),
        papers=(paper,),
    )


def _measures_carried_out() -> Edition:
    lines = [
        report_line("เปิดเผยข้อมูลสาธารณะครบ ๔๓ รายการ", "เผยแพร่ตามรอบเวลาแล้ว ตรวจสอบได้จากคลังข้อมูลเปิดเผย", spent=None),
        report_line("ควบคุมการยืมทรัพย์สินของราชการ", "ใช้ทะเบียนยืมกลางทุกส่วนราชการ ติดตามคืนครบ", spent=3_500),
    ]
    return item(
        "integrity-measures-actions/legal/2569",
        date(2026, 3, 23),
        "report",
        title=("การดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส ปี ๒๕๖๙", "Integrity measures carried out, FY 2569"),
        summary="ผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสสองเรื่อง ถึงกลางเดือนมีนาคม ๒๕๖๙",
        content=_so_far("2026-03-15", "integrity-measures/legal/2569", lines),
        period=fiscal_year(2569),
    )
