"""9.5 ข้อมูลส่งเสริมความโปร่งใส: how to complain, what came of complaints, and how the public takes part."""

from datetime import date

from service.demo.content.records import Edition, entry, half_year, item, label, pdf_paper, span, table, thai_digits

__all__ = ["editions"]


def editions() -> tuple[Edition, ...]:
    return (_guideline(), *_channels(), _complaints(), _participation())


def _guideline() -> Edition:
    sections = [
        entry("วิธีการร้องเรียน", "ร้องเรียนด้วยตนเอง ทางไปรษณีย์ หรือผ่านแบบฟอร์มออนไลน์ ไม่จำเป็นต้องเปิดเผยชื่อ"),
        entry("ขั้นตอนการจัดการ", "รับเรื่อง ตรวจสอบข้อเท็จจริง เสนอผู้บริหาร แจ้งผล และติดตามการแก้ไข"),
        entry("หน่วยงานรับผิดชอบ", "งานกฎหมายและคดี โดยจำกัดผู้เข้าถึงเรื่องร้องเรียนเฉพาะผู้ได้รับมอบหมาย"),
        entry("ระยะเวลา", "แจ้งรับเรื่องภายใน ๓ วันทำการ และแจ้งผลเบื้องต้นภายใน ๑๕ วันทำการ"),
    ]
    title = "แนวปฏิบัติการจัดการเรื่องร้องเรียนการทุจริต"
    return item(
        "complaint-guideline/legal/main",
        date(2024, 2, 5),
        "document_set",
        title=(title, "Guideline on corruption complaints"),
        summary="วิธีร้องเรียน ขั้นตอน หน่วยงานรับผิดชอบ และระยะเวลาในการจัดการเรื่องร้องเรียนการทุจริต",
        content={
            "body": label("ใช้กับเรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่ทุกระดับ ข้อมูลผู้ร้องเรียนเป็นความลับ"),
            "sections": sections,
        },
        effective_on=date(2024, 2, 1),
        papers=(
            pdf_paper(
                title,
                f"{title} องค์การบริหารส่วนตำบลบ้านบึง",
                [f"{row['name']['th']} {row['detail']['th']}" for row in sections],
                on=date(2024, 2, 1),
            ),
        ),
    )


def _channels() -> tuple[Edition, ...]:
    form = "https://banbueng.example/report-corruption แยกจากช่องทางร้องเรียนทั่วไป ไม่ต้องระบุชื่อ และไม่เก็บหมายเลขไอพี"
    post = "งานกฎหมายและคดี องค์การบริหารส่วนตำบลบ้านบึง ตู้ ปณ. ๑ จ่าหน้าซองว่า “ลับ”"
    phone = "038000005 ในวันและเวลาราชการ รับสายโดยนิติกรเท่านั้น"
    return tuple(
        item(
            "complaint-channel/legal/main",
            on,
            "generic",
            title=("ช่องทางการร้องเรียนเรื่องทุจริต", "Channels for corruption complaints"),
            summary=f"ช่องทางแจ้งเรื่องทุจริต {thai_digits(len(lines))} ช่องทาง แยกจากการร้องเรียนทั่วไปเพื่อคุ้มครองผู้แจ้งข้อมูล",
            content={
                "body": label("ผู้แจ้งได้รับเลขติดตามเรื่อง และตรวจสอบความคืบหน้าได้โดยไม่ต้องเปิดเผยตัวตน"),
                "lines": lines,
            },
            effective_on=on,
        )
        for on, lines in (
            (date(2024, 2, 12), [entry("แบบฟอร์มออนไลน์", form), entry("ไปรษณีย์", post)]),
            (date(2025, 9, 8), [entry("แบบฟอร์มออนไลน์", form), entry("ไปรษณีย์", post), entry("โทรศัพท์", phone)]),
        )
    )


def _complaints() -> Edition:
    columns = (("kind", "ประเภทเรื่อง", None), ("received", "รับเรื่อง", "เรื่อง"), ("closed", "ยุติแล้ว", "เรื่อง"))
    rows = [("การจัดซื้อจัดจ้าง", 1, 1), ("การบริหารงานบุคคล", 0, 0), ("การให้บริการ", 1, 0), ("รวม", 2, 1)]
    return item(
        "complaint-stats/legal/2568-h2",
        date(2025, 10, 20),
        "statistics",
        title=("สถิติเรื่องร้องเรียนการทุจริต ปีงบประมาณ พ.ศ. ๒๕๖๘ รอบ ๖ เดือนหลัง", "Complaints, FY 2568, second half"),
        summary="รับเรื่องร้องเรียนการทุจริตสองเรื่อง ยุติแล้วหนึ่งเรื่อง อยู่ระหว่างตรวจสอบหนึ่งเรื่อง",
        content={
            "covers": span(half_year(2568, 2)),
            "tables": [table("เรื่องร้องเรียนแยกตามประเภท", columns, rows)],
            "counts": {"received": 2, "in_progress": 1, "closed": 1},
        },
        period=half_year(2568, 2),
    )


def _participation() -> Edition:
    return item(
        "participation/education/child-centre-building-2569",
        date(2026, 5, 18),
        "generic",
        title=("เวทีรับฟังความเห็นผู้ปกครองเรื่องการปรับปรุงอาคารศูนย์พัฒนาเด็กเล็ก", "Parents' hearing on the child centre"),
        summary="กองการศึกษาจัดเวทีให้ผู้ปกครองและกรรมการหมู่บ้านร่วมเลือกแบบอาคาร ผู้เข้าร่วม ๔๖ คน เลือกแบบที่สอง",
        content={
            "body": label(
                "จัดเมื่อวันที่ ๑๓ พฤษภาคม ๒๕๖๙ ณ ศูนย์พัฒนาเด็กเล็กบ้านบึง โดยเสนอแบบปรับปรุงอาคารสองแบบพร้อมประมาณราคา"
                " และเปิดให้ซักถามโดยไม่จำกัดเวลา"
            ),
            "lines": [
                entry("ผู้เข้าร่วม", "ผู้ปกครอง ๓๗ คน กรรมการหมู่บ้าน ๙ คน รวม ๔๖ คน"),
                entry("ผลที่ได้รับ", "ที่ประชุมเลือกแบบที่สอง และขอให้เพิ่มทางลาดสำหรับรถเข็น กองช่างรับไปปรับแบบแล้ว"),
            ],
        },
        effective_on=date(2026, 5, 13),
    )
