"""9.4 ข้อมูลการบริหารและพัฒนาทรัพยากรบุคคล: the personnel policy and what came of it."""

from datetime import date

from service.demo.content.records import (
    NAYOK,
    Edition,
    adopted,
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
        "การวางแผนอัตรากำลัง จัดทำแผนอัตรากำลัง ๓ ปี ให้สอดคล้องกับภารกิจและภาระค่าใช้จ่ายไม่เกินร้อยละ ๔๐",
        "การสรรหาและแต่งตั้ง สรรหาด้วยความโปร่งใส เปิดเผยประกาศและผลการคัดเลือกทุกขั้นตอน",
        "การพัฒนาบุคลากร บุคลากรทุกคนได้รับการอบรมอย่างน้อยปีละหนึ่งหลักสูตร",
    ]
    digital = "ทักษะดิจิทัล บุคลากรผู้จัดทำข้อมูลเปิดเผยทุกคนผ่านการอบรมการจัดทำข้อมูลและการคุ้มครองข้อมูลส่วนบุคคล"
    return (
        _policy(date(2024, 1, 8), date(2024, 1, 2), "๒๕๖๗", "๑/๒๕๖๗", older),
        _policy(date(2026, 9, 7), date(2026, 9, 1), "๒๕๗๐", "๙/๒๕๖๙", [*older, digital]),
        _actions(),
        _criteria(),
        _annual_report(),
    )


def _policy(on: date, dated: date, year: str, number: str, texts: list[str]) -> Edition:
    title = f"นโยบายการบริหารทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. {year}"
    paper = pdf_paper(f"นโยบายการบริหารทรัพยากรบุคคล {year}", title, texts, on=dated)
    return item(
        "hr-policy/hr/main",
        on,
        "document_set",
        title=(title, "Human resource management policy"),
        summary=f"ทิศทางการวางแผน สรรหา พัฒนา และรักษาบุคลากรขององค์การบริหารส่วนตำบลบ้านบึง เริ่มใช้ปีงบประมาณ พ.ศ. {year}",
        content={
            "body": label("\n\n".join(texts)),
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
        },
        adopted_by=adopted("ประกาศองค์การบริหารส่วนตำบลบ้านบึง", number, dated),
        effective_on=dated,
        papers=(paper,),
    )


def _actions() -> Edition:
    lines = [
        report_line("การวางแผนอัตรากำลัง", "ปรับปรุงแผนอัตรากำลัง ๓ ปี ครั้งที่ ๑ แล้ว", spent=None, status="done"),
        report_line("การสรรหาและแต่งตั้ง", "ประกาศผลการสรรหาพนักงานจ้างตามภารกิจ ๓ อัตรา", spent=18_400, status="done"),
        report_line("การพัฒนาบุคลากร", "อบรมแล้ว ๔๑ จาก ๕๙ คน", spent=96_300, status="in_progress", progress=70),
    ]
    on = date(2025, 9, 22)
    covers = {"from": "2024-10-01", "to": "2025-08-31"}
    content = {"covers": covers, "based_on": {"item": "hr-policy/hr/main", "version": 1}, "lines": lines}
    return item(
        "hr-actions/hr/2568-progress",
        on,
        "report",
        title=("การดำเนินการตามนโยบายทรัพยากรบุคคล ณ เดือนสิงหาคม ๒๕๖๘", "Personnel policy carried out, to August 2568"),
        summary="ผลการดำเนินการตามนโยบายการบริหารทรัพยากรบุคคลสามด้าน ตั้งแต่ตุลาคม ๒๕๖๗ ถึงสิงหาคม ๒๕๖๘",
        content=content,
    )


def _criteria() -> Edition:
    sections = {
        "recruitment": "สรรหาโดยการสอบแข่งขันหรือการคัดเลือก ประกาศรับสมัครไม่น้อยกว่าสิบห้าวันทำการ",
        "appointment": "บรรจุและแต่งตั้งตามลำดับที่ในบัญชีผู้สอบได้ และแผนอัตรากำลังที่ประกาศใช้",
        "development": "บุคลากรทุกคนมีแผนพัฒนารายบุคคล และอบรมอย่างน้อยปีละหนึ่งหลักสูตร",
        "evaluation": "ประเมินผลการปฏิบัติราชการปีละสองครั้ง ผลสัมฤทธิ์ร้อยละ ๗๐ สมรรถนะร้อยละ ๓๐",
        "reward_discipline_morale": "เลื่อนเงินเดือนตามผลประเมิน ยกย่องผู้มีคุณธรรมดีเด่น และดำเนินการทางวินัยโดยเสมอภาค",
    }
    title = "หลักเกณฑ์การบริหารและพัฒนาทรัพยากรบุคคล ประจำปีงบประมาณ พ.ศ. ๒๕๖๙"
    dated = date(2025, 12, 23)
    paper = pdf_paper("หลักเกณฑ์การบริหารและพัฒนาทรัพยากรบุคคล 2569", title, list(sections.values()), on=dated)
    return item(
        "hr-criteria/hr/2569",
        date(2025, 12, 29),
        "document_set",
        title=(title, "Criteria of personnel management, FY 2569"),
        summary="หลักเกณฑ์การสรรหา บรรจุแต่งตั้ง พัฒนา ประเมินผล และให้คุณให้โทษ ที่ใช้ในปีงบประมาณ พ.ศ. ๒๕๖๙",
        content={
            "documents": [
                {
                    "type": "announcement",
                    "title": label(title),
                    "number": "๑๗/๒๕๖๘",
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
