"""9.4 ข้อมูลการบริหารและพัฒนาทรัพยากรบุคคล: the personnel policy and what came of it."""

from datetime import date

from service.demo.content.records import (
    NAYOK,
    Edition,
    adopted,
    entry,
    fiscal_year,
    item,
    label,
    paper_file,
    pdf_paper,
    report,
    report_line,
)

__all__ = ["editions"]


def editions() -> tuple[Edition, ...]:
    older = [
        entry("การวางแผนอัตรากำลัง", "จัดทำแผนอัตรากำลัง ๓ ปี ให้สอดคล้องกับภารกิจและภาระค่าใช้จ่ายไม่เกินร้อยละ ๔๐"),
        entry("การสรรหาและแต่งตั้ง", "สรรหาด้วยความโปร่งใส เปิดเผยประกาศและผลการคัดเลือกทุกขั้นตอน"),
        entry("การพัฒนาบุคลากร", "บุคลากรทุกคนได้รับการอบรมอย่างน้อยปีละหนึ่งหลักสูตร"),
    ]
    newer = [
        *(entry(row["name"]["th"], row["detail"]["th"]) for row in older),
        entry("ทักษะดิจิทัล", "บุคลากรผู้จัดทำข้อมูลเปิดเผยทุกคนผ่านการอบรมการจัดทำข้อมูลและการคุ้มครองข้อมูลส่วนบุคคล"),
    ]
    return (
        _policy(date(2024, 1, 8), date(2024, 1, 2), "๒๕๖๗", "๑/๒๕๖๗", older),
        _policy(date(2026, 9, 7), date(2026, 9, 1), "๒๕๗๐", "๙/๒๕๖๙", newer),
        _annual_report(),
    )


def _policy(on: date, dated: date, year: str, number: str, sections: list[dict[str, dict[str, str]]]) -> Edition:
    title = f"นโยบายการบริหารทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. {year}"
    texts = [f"{row['name']['th']} {row['detail']['th']}" for row in sections]
    paper = pdf_paper(f"นโยบายการบริหารทรัพยากรบุคคล {year}", title, texts, on=dated)
    return item(
        "hr-policy/hr/main",
        on,
        "document_set",
        title=(title, "Human resource management policy"),
        summary=f"ทิศทางการวางแผน สรรหา พัฒนา และรักษาบุคลากรขององค์การบริหารส่วนตำบลบ้านบึง เริ่มใช้ปีงบประมาณ พ.ศ. {year}",
        content={
            "documents": [
                {
                    "type": "policy",
                    "title": label(title),
                    "number": number,
                    "dated": str(dated),
                    "signed_by": NAYOK,
                    "in_force_from": str(dated),
                    "file": paper_file(paper),
                }
            ],
            "sections": sections,
        },
        adopted_by=adopted("ประกาศองค์การบริหารส่วนตำบลบ้านบึง", number, dated),
        effective_on=dated,
        papers=(paper,),
    )


def _annual_report() -> Edition:
    lines = [
        report_line("สรรหาพนักงานจ้างตามภารกิจ", "สรรหาได้ ๓ อัตรา จากแผน ๔ อัตรา", spent=18_400),
        report_line("อบรมการจัดทำข้อมูลเปิดเผยและการคุ้มครองข้อมูลส่วนบุคคล", "ผู้ผ่านการอบรม ๒๘ คน", spent=42_650),
        report_line("ประเมินผลการปฏิบัติราชการ", "ประเมินครบทุกคนสองรอบ แจ้งผลเป็นรายบุคคล", spent=None),
    ]
    return item(
        "hr-annual/hr/2568",
        date(2025, 12, 22),
        "report",
        title=("รายงานผลการบริหารและพัฒนาทรัพยากรบุคคล ปีงบประมาณ พ.ศ. ๒๕๖๘", "Human resources report, FY 2568"),
        summary="ผลการสรรหา พัฒนา และประเมินบุคลากรในรอบปีงบประมาณ พ.ศ. ๒๕๖๘ พร้อมการใช้จ่ายงบประมาณ",
        content=report(
            fiscal_year(2568),
            lines,
            problems="ตำแหน่งนายช่างโยธายังว่าง เนื่องจากไม่มีผู้สมัครสอบผ่านเกณฑ์",
            recommendations="ประกาศรับโอนจากหน่วยงานอื่นควบคู่กับการสรรหา",
        ),
        period=fiscal_year(2568),
    )
