"""9.5 ข้อมูลส่งเสริมความโปร่งใส: how to complain, what came of complaints, and how the public takes part."""

from datetime import date

from service.demo.content.records import Edition, channel, half_year, item, label, pdf_paper, span, table, thai_digits

__all__ = ["editions"]


def editions() -> tuple[Edition, ...]:
    return (_guideline(), *_channels(), _complaints(), _feedback(), _participation())


def _guideline() -> Edition:
    sections = {
        "how_to_complain": "ร้องเรียนด้วยตนเอง ทางไปรษณีย์ หรือผ่านแบบฟอร์มออนไลน์ ไม่จำเป็นต้องเปิดเผยชื่อ",
        "handling_steps": "รับเรื่อง ตรวจสอบข้อเท็จจริง เสนอผู้บริหาร แจ้งผล และติดตามการแก้ไข",
        "responsible_unit": "งานกฎหมายและคดี โดยจำกัดผู้เข้าถึงเรื่องร้องเรียนเฉพาะผู้ได้รับมอบหมาย",
        "duration": "แจ้งรับเรื่องภายใน ๓ วันทำการ และแจ้งผลเบื้องต้นภายใน ๑๕ วันทำการ",
    }
    title = "แนวปฏิบัติการจัดการเรื่องร้องเรียนการทุจริต"
    return item(
        "complaint-guideline/legal/main",
        date(2024, 2, 5),
        "document_set",
        title=(title, "Guideline on corruption complaints"),
        summary="วิธีร้องเรียน ขั้นตอน หน่วยงานรับผิดชอบ และระยะเวลาในการจัดการเรื่องร้องเรียนการทุจริต",
        content={
            "body": label("ใช้กับเรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่ทุกระดับ ข้อมูลผู้ร้องเรียนเป็นความลับ"),
            "sections": {name: label(text) for name, text in sections.items()},
        },
        effective_on=date(2024, 2, 1),
        papers=(pdf_paper(title, f"{title} องค์การบริหารส่วนตำบลบ้านบึง", list(sections.values()), on=date(2024, 2, 1)),),
    )


def _channels() -> tuple[Edition, ...]:
    apart = {"separate_from_general": True, "anonymous_ok": True}
    form = channel(
        "web_form",
        "แบบฟอร์มแจ้งเรื่องทุจริต",
        "https://banbueng.example/report-corruption",
        "legal",
        online=True,
        **apart,
        instructions=label("ไม่ต้องระบุชื่อ ไม่เก็บหมายเลขไอพี ได้รับเลขติดตามเรื่องและตรวจสอบความคืบหน้าได้โดยไม่เปิดเผยตัวตน"),
    )
    box = "งานกฎหมายและคดี องค์การบริหารส่วนตำบลบ้านบึง ตู้ ปณ. ๑ จ่าหน้าซองว่า “ลับ”"
    post = channel("post", "ไปรษณีย์", box, "legal", online=False, **apart)
    phone = channel(
        "phone",
        "โทรศัพท์สายตรงนิติกร",
        "038000005",
        "legal",
        online=False,
        **apart,
        instructions=label("ในวันและเวลาราชการ รับสายโดยนิติกรเท่านั้น"),
    )
    return tuple(
        item(
            "complaint-channel/legal/main",
            on,
            "channel_list",
            title=("ช่องทางการร้องเรียนเรื่องทุจริต", "Channels for corruption complaints"),
            summary=f"ช่องทางแจ้งเรื่องทุจริต {thai_digits(len(channels))} ช่องทาง แยกจากการร้องเรียนทั่วไปเพื่อคุ้มครองผู้แจ้งข้อมูล",
            content={"channels": channels},
            effective_on=on,
        )
        for on, channels in ((date(2024, 2, 12), [form, post]), (date(2025, 9, 8), [form, post, phone]))
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


def _feedback() -> Edition:
    on, unit = date(2024, 5, 20), "office-of-palad"
    return item(
        f"feedback-channel/{unit}/main",
        on,
        "channel_list",
        title=("ช่องทางการรับฟังความคิดเห็นของสำนักปลัด", "How to give the Palad's office an opinion"),
        summary="ช่องทางที่ประชาชนแสดงความคิดเห็นต่อการดำเนินงานได้ ทั้งทางเว็บไซต์ อีเมล และกล่องรับความคิดเห็น",
        content={
            "channels": [
                channel(
                    "web_form", "แบบแสดงความคิดเห็น", "https://banbueng.example/opinion", unit, online=True, two_way=True
                ),
                channel("email", "อีเมลสารบรรณ", "saraban@banbueng.example", unit, online=True, two_way=True),
                channel("walk_in", "กล่องรับความคิดเห็น", "โถงชั้นล่าง ที่ทำการองค์การบริหารส่วนตำบล", unit, online=False),
            ]
        },
        effective_on=on,
    )


def _participation() -> Edition:
    title = "เวทีรับฟังความเห็นผู้ปกครองเรื่องการปรับปรุงอาคารศูนย์พัฒนาเด็กเล็ก"
    on = date(2026, 5, 18)
    return item(
        "participation/education/child-centre-building-2569",
        on,
        "activity_post",
        title=(title, "Parents' hearing on the child centre"),
        summary="กองการศึกษาจัดเวทีให้ผู้ปกครองและกรรมการหมู่บ้านร่วมเลือกแบบอาคาร ผู้เข้าร่วม ๔๖ คน เลือกแบบที่สอง",
        content={
            "headline": label(title),
            "body": label(
                "จัดเมื่อวันที่ ๑๓ พฤษภาคม ๒๕๖๙ โดยเสนอแบบปรับปรุงอาคารสองแบบพร้อมประมาณราคา และเปิดให้ซักถามโดยไม่จำกัดเวลา"
            ),
            "published_on": str(on),
            "held_on": "2026-05-13",
            "place": label("ศูนย์พัฒนาเด็กเล็กบ้านบึง"),
            "participants": {"count": 46, "groups": [label("ผู้ปกครอง ๓๗ คน"), label("กรรมการหมู่บ้าน ๙ คน")]},
            "outcome": label("ที่ประชุมเลือกแบบที่สอง และขอให้เพิ่มทางลาดสำหรับรถเข็น กองช่างรับไปปรับแบบแล้ว"),
        },
        effective_on=date(2026, 5, 13),
    )
