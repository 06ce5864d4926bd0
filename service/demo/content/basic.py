"""9.1 ข้อมูลพื้นฐาน: who we are, where we are, by which law we work, and what is new."""

from datetime import date
from typing import Any, Final

from service.demo.content.records import (
    Edition,
    channel,
    item,
    label,
    paper_file,
    pdf_paper,
    photo_paper,
    scan_paper,
    thai_digits,
)
from service.demo.organisation import CHIEF_EXECUTIVE, DEPUTY, HEAD_OF, thai_name

__all__ = ["editions"]

_HOURS: Final = "วันจันทร์ถึงวันศุกร์ เวลา ๐๘.๓๐–๑๖.๓๐ น. (เว้นวันหยุดราชการ) พักกลางวันให้บริการตามปกติ"


def editions() -> tuple[Edition, ...]:
    return (*_contact(), *_structure(), *_executives(), _powers(), _laws(), *_news(), _question(), _social())


def _contact() -> tuple[Edition, ...]:
    first = [("038000000", "โทรศัพท์กลาง"), ("038000001", "กองคลัง (งานจัดเก็บรายได้)")]
    second = [*first, ("038000009", "สายด่วนแจ้งเหตุสาธารณภัย ตลอด ๒๔ ชั่วโมง")]
    old = {"house_no": "99", "moo": "1", "road": "ถนนสายบ้านบึงใน"}
    new = {"house_no": "199", "moo": "5", "road": "ถนนเลี่ยงชุมชน"}
    return (
        _contact_edition(date(2023, 10, 16), date(2023, 10, 2), old, first, (12.25, 100.5), "ที่ทำการหมู่ที่ ๑"),
        _contact_edition(date(2024, 8, 5), date(2024, 8, 1), old, second, (12.25, 100.5), "เพิ่มสายด่วนแจ้งเหตุสาธารณภัย"),
        _contact_edition(date(2026, 2, 16), date(2026, 2, 16), new, second, (12.2625, 100.5125), "ย้ายที่ทำการไปหมู่ที่ ๕"),
    )


def _contact_edition(
    on: date,
    effective_on: date,
    house: dict[str, str],
    phones: list[tuple[str, str]],
    place: tuple[float, float],
    what: str,
) -> Edition:
    """A point in the gulf stands for the office, so that no real village is meant."""
    content = {
        "address": house | {"tambon": "บ้านบึง", "amphoe": "สมมติ", "changwat": "สมมติ", "postcode": "99999"},
        "phones": [{"number": number, "label": label(name)} for number, name in phones],
        "fax": [{"number": "038000002"}],
        "emails": ["saraban@banbueng.example"],
        "map": {"lat": place[0], "lon": place[1], "url": "https://banbueng.example/map"},
        "hours": label(_HOURS),
    }
    return item(
        "contact/office-of-palad/main",
        on,
        "contact",
        title=("ข้อมูลการติดต่อองค์การบริหารส่วนตำบลบ้านบึง", "How to reach the Ban Bueng SAO"),
        summary=f"ที่อยู่ หมายเลขโทรศัพท์ โทรสาร ไปรษณีย์อิเล็กทรอนิกส์ และแผนที่ตั้งของ อบต.บ้านบึง ({what})",
        content=content,
        effective_on=effective_on,
    )


_STRUCTURE_SCAN: Final = scan_paper(
    "ประกาศโครงสร้างส่วนราชการ (สแกน)",
    "ประกาศกำหนดโครงสร้างส่วนราชการ ฉบับลงนาม",
    [
        "ประกาศองค์การบริหารส่วนตำบลบ้านบึง",
        "เรื่อง กำหนดโครงสร้างส่วนราชการและระดับตำแหน่ง",
        "อาศัยอำนาจตามมติคณะกรรมการพนักงานส่วนตำบล",
        "จึงกำหนดให้มีส่วนราชการ ดังนี้",
        "๑. สำนักปลัด   ๒. กองคลัง   ๓. กองช่าง",
        "๔. กองการศึกษา",
        "ประกาศ ณ วันที่ ๑ ตุลาคม พ.ศ. ๒๕๖๗",
    ],
    on=date(2024, 10, 1),
)


_CHART: Final = pdf_paper(
    "แผนผังโครงสร้างส่วนราชการ 2566",
    "แผนผังโครงสร้างองค์การบริหารส่วนตำบลบ้านบึง",
    [
        "นายกองค์การบริหารส่วนตำบล · รองนายกองค์การบริหารส่วนตำบล · เลขานุการนายก",
        "สภาองค์การบริหารส่วนตำบล",
        "ปลัดองค์การบริหารส่วนตำบล",
        "สำนักปลัด · กองคลัง · กองช่าง · กองการศึกษา",
    ],
    on=date(2023, 10, 1),
)


def _structure() -> tuple[Edition, ...]:
    return tuple(
        item(
            "structure/hr/main",
            on,
            "organisation",
            title=("โครงสร้างองค์การบริหารส่วนตำบลบ้านบึง", "Structure of the Ban Bueng SAO"),
            summary="โครงสร้างฝ่ายการเมือง สภา และส่วนราชการภายใน พร้อมกรอบอัตรากำลังของแต่ละส่วนราชการ",
            content={
                "chart": paper_file(chart),
                "units": _divisions(counts),
                "key_positions": [
                    {"title": label("นายกองค์การบริหารส่วนตำบล"), "unit": "executive"},
                    {"title": label("ปลัดองค์การบริหารส่วนตำบล"), "unit": "office-of-palad"},
                    {"title": label("ผู้อำนวยการกองคลัง"), "unit": "finance"},
                    {"title": label("ผู้อำนวยการกองช่าง"), "unit": "public-works"},
                    {"title": label("ผู้อำนวยการกองการศึกษา"), "unit": "education"},
                ],
            },
            effective_on=since,
            papers=(chart,),
        )
        for on, since, counts, chart in (
            (date(2023, 10, 24), date(2023, 10, 1), (21, 9, 8, 17), _CHART),
            (date(2024, 10, 7), date(2024, 10, 1), (22, 10, 9, 18), _STRUCTURE_SCAN),
        )
    )


def _divisions(counts: tuple[int, ...]) -> list[dict[str, Any]]:
    """Units on the political and the permanent side; of the latter, how many posts each has."""
    permanent = (
        (
            "office-of-palad",
            "สำนักปลัด",
            "งานบริหารทั่วไป งานทรัพยากรบุคคล งานนโยบายและแผน งานกฎหมายและคดี และงานป้องกันสาธารณภัย",
        ),
        ("finance", "กองคลัง", "งานการเงินและบัญชี งานพัฒนาและจัดเก็บรายได้ งานทะเบียนทรัพย์สินและพัสดุ"),
        ("public-works", "กองช่าง", "งานก่อสร้าง งานออกแบบและควบคุมอาคาร งานสาธารณูปโภค และงานผังเมือง"),
        ("education", "กองการศึกษา", "งานบริหารการศึกษา ศูนย์พัฒนาเด็กเล็ก และงานส่งเสริมประเพณี ศาสนา และวัฒนธรรม"),
    )
    return [
        {
            "id": "executive",
            "name": label("ฝ่ายบริหาร"),
            "side": "political",
            "functions": label("นายก รองนายก และเลขานุการนายก กำหนดนโยบายและบริหารราชการของตำบล"),
        },
        {"id": "council", "name": label("สภาองค์การบริหารส่วนตำบล"), "side": "council"},
        *(
            {
                "id": unit,
                "name": label(name),
                "side": "permanent",
                "functions": label(f"{what} กรอบอัตรากำลัง {thai_digits(count)} อัตรา"),
            }
            for (unit, name, what), count in zip(permanent, counts, strict=True)
        ),
    ]


_PORTRAIT: Final = photo_paper("ภาพแทนผู้บริหาร", "ภาพจำลองแทนภาพถ่ายผู้บริหาร", people=1)


def _executives() -> tuple[Edition, ...]:
    return tuple(
        item(
            "executives/hr/main",
            on,
            "organisation",
            title=("ข้อมูลผู้บริหารองค์การบริหารส่วนตำบลบ้านบึง", "Executives of the Ban Bueng SAO"),
            summary="รายนามผู้บริหารฝ่ายการเมืองและหัวหน้าส่วนราชการ ตำแหน่ง และช่องทางติดต่อที่ทำงาน",
            content={"people": _office_holders(nayok_phone)},
            effective_on=since,
            names="ข้อมูลผู้ดำรงตำแหน่งตามหน้าที่ราชการ ใช้หมายเลขโทรศัพท์ที่ทำงานเท่านั้น",
            papers=(_PORTRAIT,),
        )
        for on, since, nayok_phone in (
            (date(2023, 10, 30), date(2023, 10, 1), "038000000"),
            (date(2025, 1, 13), date(2025, 1, 6), "038000010"),
        )
    )


def _office_holders(nayok_phone: str) -> list[dict[str, Any]]:
    head_of_palad = thai_name(HEAD_OF["office-of-palad"])
    found: tuple[tuple[str, str, str], ...] = (
        (thai_name(CHIEF_EXECUTIVE), "นายกองค์การบริหารส่วนตำบล", nayok_phone),
        (thai_name(DEPUTY), "รองนายกองค์การบริหารส่วนตำบล", nayok_phone),
        (head_of_palad, "หัวหน้าสำนักปลัด", "038000000"),
        (thai_name(HEAD_OF["finance"]), "ผู้อำนวยการกองคลัง", "038000001"),
        (thai_name(HEAD_OF["public-works"]), "ผู้อำนวยการกองช่าง", "038000003"),
        (thai_name(HEAD_OF["education"]), "ผู้อำนวยการกองการศึกษา", "038000004"),
    )
    photo = paper_file(_PORTRAIT)
    people: list[dict[str, Any]] = [
        {"name": label(name), "position": label(position), "order": order, "photo": photo, "phone": phone}
        for order, (name, position, phone) in enumerate(found, start=1)
    ]
    people[2] |= {"acting_for": label("ปลัดองค์การบริหารส่วนตำบล"), "order_ref": "คำสั่งที่ ๒๑๐/๒๕๖๖"}
    return people


def _law(name: str, section_no: str | None = None) -> dict[str, Any]:
    return {"law": label(name)} | ({"section": section_no} if section_no else {})


def _powers() -> Edition:
    return item(
        "powers-duties/hr/main",
        date(2023, 11, 20),
        "document_set",
        title=("อำนาจหน้าที่ขององค์การบริหารส่วนตำบลบ้านบึง", "Powers and duties of the Ban Bueng SAO"),
        summary="อำนาจหน้าที่ขององค์การบริหารส่วนตำบลตามกฎหมายจัดตั้งและกฎหมายกระจายอำนาจ สรุปเป็นภาษาที่เข้าใจง่าย",
        content={
            "body": label(
                "องค์การบริหารส่วนตำบลบ้านบึงมีหน้าที่พัฒนาตำบลทั้งในด้านเศรษฐกิจ สังคม และวัฒนธรรม\n\n"
                "หน้าที่ที่ต้องทำ ได้แก่ จัดให้มีและบำรุงรักษาทางน้ำและทางบก รักษาความสะอาดของถนนและที่สาธารณะ"
                " กำจัดขยะมูลฝอยและสิ่งปฏิกูล ป้องกันโรคและระงับโรคติดต่อ ป้องกันและบรรเทาสาธารณภัย"
                " ส่งเสริมการศึกษา ศาสนา และวัฒนธรรม ส่งเสริมการพัฒนาสตรี เด็ก เยาวชน ผู้สูงอายุ และผู้พิการ"
                " และคุ้มครองดูแลทรัพยากรธรรมชาติและสิ่งแวดล้อม"
            ),
            "legal_basis": [
                _law("พระราชบัญญัติสภาตำบลและองค์การบริหารส่วนตำบล พ.ศ. ๒๕๓๗ และที่แก้ไขเพิ่มเติม", "มาตรา ๖๖–๖๘"),
                _law("พระราชบัญญัติกำหนดแผนและขั้นตอนการกระจายอำนาจฯ พ.ศ. ๒๕๔๒", "มาตรา ๑๖"),
            ],
        },
        effective_on=date(2023, 10, 1),
    )


def _laws() -> Edition:
    titles = (
        "พระราชบัญญัติสภาตำบลและองค์การบริหารส่วนตำบล พ.ศ. ๒๕๓๗ และที่แก้ไขเพิ่มเติม",
        "พระราชบัญญัติข้อมูลข่าวสารของราชการ พ.ศ. ๒๕๔๐",
        "พระราชบัญญัติการจัดซื้อจัดจ้างและการบริหารพัสดุภาครัฐ พ.ศ. ๒๕๖๐",
        "พระราชบัญญัติภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. ๒๕๖๒",
        "พระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. ๒๕๖๒",
    )
    return item(
        "laws/legal/main",
        date(2023, 11, 27),
        "document_set",
        title=("กฎหมายที่เกี่ยวข้องกับการดำเนินงาน", "Laws the office works under"),
        summary="กฎหมายหลักที่ใช้ในการปฏิบัติงานขององค์การบริหารส่วนตำบลบ้านบึง พร้อมแหล่งสืบค้นฉบับเต็ม",
        content={
            "documents": [
                {"type": "law", "title": label(title), "url": "https://www.krisdika.go.th/"} for title in titles
            ],
        },
        effective_on=date(2023, 11, 27),
    )


def _news() -> tuple[Edition, ...]:
    closure = "ปิดการจราจรชั่วคราวถนนสายหนองไผ่ หมู่ที่ ๓"
    return (
        _news_item(
            "news/public-works/road-closure-moo-3",
            date(2024, 7, 8),
            (f"แจ้ง{closure}", "Road closed for works, Moo 3"),
            f"{closure} เพื่อก่อสร้างผิวจราจรคอนกรีต ระหว่างวันที่ ๑๕–๒๖ กรกฎาคม ๒๕๖๗",
            "กองช่างจะดำเนินการก่อสร้างผิวจราจรคอนกรีตเสริมเหล็ก จึงขอปิดการจราจรระหว่างวันที่ ๑๕–๒๖ กรกฎาคม ๒๕๖๗"
            " โปรดใช้ทางเลี่ยงถนนเลียบคลองชลประทาน สอบถามได้ที่กองช่าง โทร. 038000003",
        ),
        _news_item(
            "news/public-works/road-closure-moo-3",
            date(2024, 7, 22),
            (f"แจ้งขยายเวลา{closure}", "Road closure extended, Moo 3"),
            f"ขยายเวลา{closure} ออกไปถึงวันที่ ๙ สิงหาคม ๒๕๖๗ เนื่องจากฝนตกต่อเนื่อง",
            "เนื่องจากฝนตกต่อเนื่องจนไม่สามารถเทคอนกรีตได้ตามกำหนด กองช่างจึงขอขยายเวลาปิดการจราจร"
            "จากเดิมถึงวันที่ ๒๖ กรกฎาคม ๒๕๖๗ เป็นถึงวันที่ ๙ สิงหาคม ๒๕๖๗ และขออภัยในความไม่สะดวก",
        ),
        _news_item(
            "news/education/child-centre-admission-2568",
            date(2025, 2, 3),
            ("รับสมัครเด็กเล็กเข้าศูนย์พัฒนาเด็กเล็ก ปีการศึกษา ๒๕๖๘", "Child centre admission, school year 2568"),
            "ศูนย์พัฒนาเด็กเล็กบ้านบึงรับสมัครเด็กอายุ ๒–๕ ปี ระหว่างวันที่ ๑๗–๒๘ กุมภาพันธ์ ๒๕๖๘ โดยไม่มีค่าใช้จ่าย",
            "กองการศึกษารับสมัครเด็กเล็กเข้าเรียน จำนวน ๔๐ คน ยื่นใบสมัครได้ที่ศูนย์พัฒนาเด็กเล็กบ้านบึง ในวันและเวลาราชการ\n\n"
            "คุณสมบัติ อายุครบ ๒ ปีบริบูรณ์แต่ไม่เกิน ๕ ปี ในวันที่ ๑๖ พฤษภาคม ๒๕๖๘ และมีภูมิลำเนาในตำบลบ้านบึง\n\n"
            "หลักฐาน สูติบัตร ทะเบียนบ้าน และสมุดบันทึกสุขภาพ พร้อมสำเนาอย่างละหนึ่งฉบับ\n\n"
            "ประกาศรายชื่อ ติดประกาศ ณ ศูนย์พัฒนาเด็กเล็ก วันที่ ๑๔ มีนาคม ๒๕๖๘ ไม่เผยแพร่รายชื่อบนเว็บไซต์",
        ),
    )


def _news_item(where: str, on: date, title: tuple[str, str], summary: str, body: str) -> Edition:
    content = {"headline": label(title[0]), "body": label(body), "published_on": str(on)}
    return item(where, on, "activity_post", title=title, summary=summary, content=content)


def _question() -> Edition:
    return item(
        "qa/finance/land-tax-instalments",
        date(2025, 3, 17),
        "qa",
        title=("ถาม–ตอบ: ผ่อนชำระภาษีที่ดินและสิ่งปลูกสร้างได้หรือไม่", "Q&A: may land tax be paid in instalments?"),
        summary="คำถามจากประชาชนเรื่องการผ่อนชำระภาษีที่ดินและสิ่งปลูกสร้าง และคำตอบของกองคลัง",
        content={
            "question": label("หากชำระภาษีเต็มจำนวนภายในกำหนดไม่ได้ ขอผ่อนชำระได้หรือไม่"),
            "asked_on": "2025-03-10",
            "asker_display": "ประชาชน",
            "answer": label(
                "ผ่อนชำระได้เมื่อวงเงินภาษีตั้งแต่ ๓,๐๐๐ บาทขึ้นไป แบ่งชำระได้ไม่เกิน ๓ งวด งวดละเท่า ๆ กัน"
                " โดยยื่นคำขอก่อนครบกำหนดชำระ ที่งานจัดเก็บรายได้ กองคลัง โทร. 038000001"
            ),
            "answered_on": "2025-03-17",
            "answered_by_unit": "finance",
            "topic": "ภาษีท้องถิ่น",
        },
    )


def _social() -> Edition:
    on = date(2024, 4, 22)
    unit = "office-of-palad"
    return item(
        f"social-network/{unit}/main",
        on,
        "channel_list",
        title=("เครือข่ายสังคมออนไลน์ขององค์การบริหารส่วนตำบลบ้านบึง", "Social networks of the Ban Bueng SAO"),
        summary="บัญชีทางการบน Facebook LINE และ YouTube ที่สำนักปลัดดูแล บัญชีอื่นที่ใช้ชื่อตำบลไม่ใช่ของหน่วยงาน",
        content={
            "channels": [
                channel("facebook", "เพจ อบต.บ้านบึง", "https://facebook.example/banbueng", unit, two_way=True),
                channel("line_oa", "LINE อบต.บ้านบึง", "@banbueng-example", unit, two_way=True),
                channel("youtube", "ช่องวิดีโอ อบต.บ้านบึง", "https://youtube.example/banbueng", unit, two_way=False),
            ]
        },
        effective_on=on,
    )
