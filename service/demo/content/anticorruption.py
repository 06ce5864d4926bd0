"""10.1 การป้องกันการทุจริต: the executive's declaration, the risks that were found, and the plan against them."""

from datetime import date
from typing import Any, Final

from service.demo.content.records import (
    NAYOK,
    Edition,
    adopted,
    baht,
    entry,
    fiscal_year,
    item,
    label,
    paper_file,
    pdf_paper,
    plan,
    table,
    years,
)

__all__ = ["LONG_NAME", "editions"]

LONG_NAME: Final = "แผนปฏิบัติการป้องกันการทุจริตองค์การบริหารส่วนตำบลบ้านบึงฉบับประกาศใช้และเผยแพร่"
"""Eighty letters, which is 240 bytes; with `.pdf` it still fits a file system's 255."""


def editions() -> tuple[Edition, ...]:
    return (_plan(), *_declarations(), _risks())


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


def _risks() -> Edition:
    columns = (
        ("process", "กระบวนงาน", None),
        ("event", "เหตุการณ์ความเสี่ยง", None),
        ("likelihood", "โอกาส", "๑–๕"),
        ("impact", "ผลกระทบ", "๑–๕"),
        ("level", "ระดับ", None),
    )
    rows: list[tuple[str | int, ...]] = [
        ("จัดซื้อจัดจ้าง", "กำหนดคุณลักษณะเฉพาะเอื้อประโยชน์แก่ผู้เสนอราคาบางราย", 2, 5, "สูง"),
        ("อนุมัติอนุญาต", "เรียกรับผลประโยชน์เพื่อเร่งการออกใบอนุญาตก่อสร้าง", 2, 4, "ปานกลาง"),
        ("ใช้ทรัพย์สินราชการ", "นำรถราชการไปใช้ส่วนตัว", 3, 2, "ปานกลาง"),
    ]
    measures: list[dict[str, Any]] = [
        entry("มาตรการด้านจัดซื้อจัดจ้าง", "แต่งตั้งกรรมการกำหนดคุณลักษณะอย่างน้อยสามคน และเผยแพร่ร่างเพื่อรับฟังคำวิจารณ์"),
        entry("มาตรการด้านอนุมัติอนุญาต", "ติดประกาศระยะเวลาและค่าธรรมเนียม ณ จุดบริการ และรายงานคำขอที่ล่าช้าทุกเดือน"),
        entry("มาตรการด้านทรัพย์สิน", "บันทึกเลขไมล์ทุกครั้ง และสุ่มตรวจโดยหน่วยตรวจสอบภายในทุกไตรมาส"),
    ]
    return item(
        "risk-assessment/legal/2569",
        date(2026, 1, 12),
        "generic",
        title=("การประเมินความเสี่ยงการทุจริต ปีงบประมาณ พ.ศ. ๒๕๖๙", "Corruption risk assessment, FY 2569"),
        summary="ความเสี่ยงการทุจริตสามเรื่อง ระดับความเสี่ยง และมาตรการจัดการ ประจำปีงบประมาณ พ.ศ. ๒๕๖๙",
        content={
            "body": label("ประเมินโดยการประชุมเชิงปฏิบัติการของทุกส่วนราชการ ให้คะแนนโอกาสและผลกระทบเรื่องละ ๑ ถึง ๕ คะแนน"),
            "tables": [table("ทะเบียนความเสี่ยง", columns, rows)],
            "lines": measures,
        },
        period=fiscal_year(2569),
    )
