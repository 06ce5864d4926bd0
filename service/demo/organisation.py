"""The demo's office: seven units, a preparer and a head for each, two executives and the clerk. Nobody is real."""

from collections.abc import Mapping
from typing import Any, Final

__all__ = [
    "CHIEF_EXECUTIVE",
    "CLERK",
    "DEPUTY",
    "DEPUTY_UNITS",
    "HEAD_OF",
    "PEOPLE",
    "PREPARER_OF",
    "SINCE",
    "UNITS",
    "build_office",
    "thai_name",
]

SINCE: Final = "2019-10-01"
"""The first day of fiscal year 2563: units, offices and keys are in force from then on."""

_UNITS: Final = {
    "hr": ("section", "งานทรัพยากรบุคคล", "Human resources section"),
    "policy-plan": ("section", "งานนโยบายและแผน", "Policy and planning section"),
    "office-of-palad": ("division", "สำนักปลัด", "Office of the Chief Administrator (Palad)"),
    "legal": ("section", "งานกฎหมายและคดี", "Legal and litigation section"),
    "finance": ("division", "กองคลัง", "Finance division"),
    "public-works": ("division", "กองช่าง", "Public works division"),
    "education": ("division", "กองการศึกษา", "Education division"),
}
UNITS: Final = tuple(_UNITS)

CHIEF_EXECUTIVE: Final = "prasert"
DEPUTY: Final = "malee"
CLERK: Final = "wichai"
"""Administrator, and operator for every unit: prepares where a unit asks, never approves."""

DEPUTY_UNITS: Final = ("finance", "public-works", "education")
"""The units the deputy answers for, by the order that shares out the work; the chief executive answers for all."""

PREPARER_OF: Final[Mapping[str, str]] = {
    "hr": "somsri",
    "policy-plan": "nipa",
    "office-of-palad": "anan",
    "legal": "suda",
    "finance": "rattana",
    "public-works": "somchai",
    "education": "duangjai",
}
HEAD_OF: Final[Mapping[str, str]] = {
    "hr": "suchart",
    "policy-plan": "kanya",
    "office-of-palad": "prasit",
    "legal": "thawat",
    "finance": "wipha",
    "public-works": "chaloem",
    "education": "pornthip",
}

_NAMES: Final = {
    "prasert": ("นายประเสริฐ ใจสุจริต", "Mr Prasert Chaisucharit"),
    "malee": ("นางมาลี รักถิ่นฐาน", "Mrs Malee Rakthinthan"),
    "wichai": ("นายวิชัย ตั้งมั่นดี", "Mr Wichai Tangmandi"),
    "somsri": ("นางสาวสมศรี ขยันงาน", "Ms Somsri Khayanngan"),
    "suchart": ("นายสุชาติ พร้อมเพียร", "Mr Suchart Phromphian"),
    "nipa": ("นางสาวนิภา วางแผนดี", "Ms Nipa Wangphaendi"),
    "kanya": ("นางกัญญา มองการณ์ไกล", "Mrs Kanya Mongkanklai"),
    "anan": ("นายอนันต์ เต็มใจบริการ", "Mr Anan Temchaiborikan"),
    "prasit": ("นายประสิทธิ์ เรียบร้อย", "Mr Prasit Riaproi"),
    "suda": ("นางสุดา รู้กฎหมาย", "Mrs Suda Rukotmai"),
    "thawat": ("นายธวัช เที่ยงธรรม", "Mr Thawat Thiangtham"),
    "rattana": ("นางสาวรัตนา ละเอียดถี่ถ้วน", "Ms Rattana La-iatthithuan"),
    "wipha": ("นางวิภา ประหยัดทรัพย์", "Mrs Wipha Prayatsap"),
    "somchai": ("นายสมชาย ช่างคิด", "Mr Somchai Changkhit"),
    "chaloem": ("นายเฉลิม ก่อสร้างไทย", "Mr Chaloem Kosangthai"),
    "duangjai": ("นางสาวดวงใจ ใฝ่เรียนรู้", "Ms Duangjai Fairianru"),
    "pornthip": ("นางพรทิพย์ รักการสอน", "Mrs Pornthip Rakkanson"),
}
PEOPLE: Final = tuple(_NAMES)


def build_office(public_keys: Mapping[str, str]) -> dict[str, Any]:
    """The `office/v1` document; `public_keys` gives each of `PEOPLE` one OpenSSH public key."""
    return {
        "schema": "office/v1",
        "organisation": {
            "id": "ban-bueng",
            "name": _label("องค์การบริหารส่วนตำบลบ้านบึง", "Ban Bueng Subdistrict Administrative Organisation"),
            "domain": "banbueng.example",
        },
        "administrator": CLERK,
        "units": [
            {"id": unit, "name": _label(th, en), "kind": kind, "since": SINCE}
            for unit, (kind, th, en) in _UNITS.items()
        ],
        "offices": [
            _office(
                "chief-executive",
                "chief_executive",
                _label("นายกองค์การบริหารส่วนตำบล", "Chief executive (Nayok)"),
                ["all"],
                CHIEF_EXECUTIVE,
            ),
            _office(
                "deputy-chief-executive",
                "executive",
                _label("รองนายกองค์การบริหารส่วนตำบล", "Deputy chief executive"),
                list(DEPUTY_UNITS),
                DEPUTY,
            ),
            _office(
                "administrator",
                "administrator",
                _label("นักวิชาการคอมพิวเตอร์ (ผู้ดูแลระบบ)", "Computer technical officer (administrator)"),
                [],
                CLERK,
            ),
            _office(
                "data-operator",
                "operator",
                _label("เจ้าหน้าที่ช่วยจัดทำข้อมูล", "Data operator"),
                ["all"],
                CLERK,
            ),
            *(_head(unit) for unit in UNITS),
        ],
        "people": [_person(person, public_keys[person]) for person in PEOPLE],
    }


def thai_name(person: str) -> str:
    return _NAMES[person][0]


def _label(th: str, en: str) -> dict[str, str]:
    return {"th": th, "en": en}


def _office(name: str, kind: str, title: dict[str, str], units: list[str], holder: str) -> dict[str, Any]:
    holders = [{"person": holder, "since": SINCE}]
    return {"id": name, "title": title, "kind": kind, "units": units, "holders": holders}


def _head(unit: str) -> dict[str, Any]:
    kind, th, en = _UNITS[unit]
    title = f"ผู้อำนวยการ{th}" if kind == "division" and unit != "office-of-palad" else f"หัวหน้า{th}"
    return _office(f"head-of-{unit}", "unit_head", _label(title, f"Head of the {en}"), [unit], HEAD_OF[unit])


def _person(person: str, key: str) -> dict[str, Any]:
    th, en = _NAMES[person]
    units = [unit for unit in UNITS if person in {PREPARER_OF[unit], HEAD_OF[unit]}]
    return {"id": person, "name": _label(th, en), "units": units, "keys": [{"key": key, "since": SINCE}]}
