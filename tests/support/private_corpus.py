"""Made-up documents of a local government, with and without planted personal data, in several layouts.

What is planted is written by other rules than those that look for it: digits and dashes as people type them, words
around them as offices put them, spoilt as scanning and pasting spoil them. The seed makes a corpus; nothing in it is of
anybody.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from repo_schema.passages import Passage
from repo_schema.privacy.detection import Context, detect

__all__ = ["DOCUMENTS", "Planted", "corpus", "measure", "render_table"]

_THAI: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_FIRST: Final = ("สมชาย", "สมหญิง", "กฤษณะ", "มาลี", "บุญมี", "ทองดี", "ประเสริฐ", "อนันต์", "วิไล", "ธีรศักดิ์", "ณัฐพล", "เพ็ญศรี")
_LAST: Final = ("ใจดี", "สุขใจ", "มีทรัพย์", "รักไทย", "ศรีสุข", "วงศ์ทอง", "เจริญผล", "แสงแก้ว", "พูนสวัสดิ์", "บุญเรือง")
_PLACES: Final = ("ชลบุรี", "ระยอง", "นครราชสีมา", "เชียงใหม่")
_FILL: Final = (
    "องค์การบริหารส่วนตำบลบ้านบึงขอประชาสัมพันธ์ให้ทราบโดยทั่วกัน",
    "ตามหนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท ๐๘๐๘.๒/ว ๕๖๘ ลงวันที่ ๓๑ ธ.ค. ๒๕๖๘",
    "ก่อสร้างถนน คสล. หมู่ที่ ๓ บ้านบึง กว้าง ๔.๐๐ เมตร ยาว ๑๒๐.๐๐ เมตร งบประมาณ 1,050,000.00 บาท",
    "สัญญาเลขที่ ๑๒/๒๕๖๙ เลขที่โครงการ 69017123456 เลขคุมสัญญา 690114000123",
    "นายกองค์การบริหารส่วนตำบล บ้านบึง และนายช่างโยธา ชำนาญงาน ร่วมลงพื้นที่",
    "ผู้ชนะการเสนอราคา บริษัท สมมติก่อสร้าง จำกัด เลขประจำตัวผู้เสียภาษี 0105536112014 วงเงิน ๙๕,๐๐๐ บาท",
    "ติดต่อสอบถาม โทร. 0 3844 3215 หรืออีเมล saraban@banbueng.go.th LINE ID: @banbueng",
    "โครงการเบี้ยยังชีพผู้สูงอายุและคนพิการ ประจำปีงบประมาณ พ.ศ. ๒๕๖๙ กองการศึกษา ศาสนา และวัฒนธรรม",
    "ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. ๒๕๔๔ ใช้บังคับกลับมากกว่าเดิม อำเภอลับแล",
    "ครุภัณฑ์รหัส 416-69-0012 บาร์โค้ด 8851234567890 พัสดุ กค 0433.4/ว 568 ที่ ชบ 73001/1234",
    "งบประมาณที่ตั้งไว้ 12,500,000.00 เบิกจ่าย 11,987,654.32 คงเหลือ 512,345.68 ร้อยละ 95.90",
    "อำเภอนางรอง จังหวัดบุรีรัมย์ ศึกษาดูงาน ๒ วัน วันที่ 12-13 มกราคม 2569 เวลา 08.30-16.30 น.",
    "หมายเลขเครื่อง SN AB12345678901 ใบสั่งซื้อ PO2569000123 มอก. 2604-2567 ISO 9001:2015",
)
_NUMBERED: Final = re.compile(
    "(ธนาคารกรุงไทย เลขที่บัญชี|บัญชีเลขที่|ธ.ก.ส. บัญชีเลขที่|ธนาคารออมสิน บัญชี|หนังสือเดินทางเลขที่|รถยนต์ทะเบียน|หมายเลขทะเบียน)\\s*"
)
"""Words that a cell leaves out when its column has a heading."""
_SPOIL: Final[Sequence[Callable[[str, random.Random], str]]] = (
    lambda text, _: text,
    lambda text, _: text.translate(_THAI),
    lambda text, _: text.replace("-", "–"),
    lambda text, dice: _insert(text, "\u200b", dice),
    lambda text, _: text.replace(" ", "\u00a0"),
)
_LAYOUTS: Final = ("running text", "lines", "table", "columns", "form")
_COLUMNS: Final = {
    "national-id": "เลขประจำตัวประชาชน",
    "bank-account": "เลขที่บัญชี",
    "passport": "เลขหนังสือเดินทาง",
    "plate": "ทะเบียนรถ",
}
"""What stands in the first row, and only there."""


DOCUMENTS: Final = 2000
_NEWS: Final = Context(frozenset({"news"}))


@dataclass(frozen=True, slots=True)
class Score:
    """Of one kind: documents it was planted in, was found in, and both."""

    planted: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        return self.right / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0


@dataclass(frozen=True, slots=True)
class Planted:
    """One document and the kinds planted in it: rule ids; none in a clean one."""

    layout: str
    passages: tuple[Passage, ...]
    kinds: frozenset[str]


def _insert(text: str, mark: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + mark + text[at:]


def _digits(dice: random.Random, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))


def _citizen(dice: random.Random) -> str:
    first = dice.choice("12345678") + _digits(dice, 11)
    total = sum(int(digit) * weight for digit, weight in zip(first, range(13, 1, -1), strict=True))
    whole = f"{first}{(11 - total % 11) % 10}"
    groups = (whole[0], whole[1:5], whole[5:10], whole[10:12], whole[12])
    return dice.choice(("-".join(groups), " ".join(groups), whole, f"{whole[0]} {whole[1:]}"))


def _mobile(dice: random.Random) -> str:
    rest = _digits(dice, 7)
    head = f"0{dice.choice('689')}{_digits(dice, 1)}"
    return dice.choice(
        (f"{head}-{rest[:3]}-{rest[3:]}", f"{head}{rest}", f"{head} {rest}", f"{head}-{rest}", f"+66{head[1:]}{rest}")
    )


def _name(dice: random.Random) -> str:
    title = dice.choice(("นาย", "นาง", "นางสาว", "น.ส."))
    return f"{title}{dice.choice(('', ' '))}{dice.choice(_FIRST)} {dice.choice(_LAST)}"


def _account(dice: random.Random) -> str:
    number = _digits(dice, 10)
    shown = dice.choice((number, f"{number[:3]}-{number[3]}-{number[4:9]}-{number[9]}"))
    return f"{dice.choice(('ธนาคารกรุงไทย เลขที่บัญชี', 'บัญชีเลขที่', 'ธ.ก.ส. บัญชีเลขที่', 'ธนาคารออมสิน บัญชี'))} {shown}"


def _address(dice: random.Random) -> str:
    number = f"{dice.randrange(1, 300)}/{dice.randrange(1, 30)}"
    return (
        f"{dice.choice(('บ้านเลขที่', 'ที่อยู่', 'อยู่บ้านเลขที่'))} {number} {dice.choice(('หมู่ที่ 4', 'ม. 4', 'ซอย 3', 'ถนนสุขใจ'))}"
    )


def _plate(dice: random.Random) -> str:
    plate = f"{dice.choice(('', '1', '2'))}{dice.choice('กขคงจ')}{dice.choice('กขคง')} {dice.randrange(1, 9999)}"
    return dice.choice((f"รถยนต์ทะเบียน {plate}", f"{plate} {dice.choice(_PLACES)}", f"หมายเลขทะเบียน {plate}"))


KINDS: Final[dict[str, Callable[[random.Random], str]]] = {
    "national-id": _citizen,
    "phone": _mobile,
    "bank-account": _account,
    "address": _address,
    "plate": _plate,
    "email": lambda dice: f"{dice.choice(('somchai', 'malee.s', 'k_99'))}@{dice.choice(('gmail.com', 'hotmail.com'))}",
    "line-id": lambda dice: dice.choice(("ไลน์ไอดี: ", "LINE ID ", "Line: ", "ไลน์ ID: ")) + f"somchai{_digits(dice, 2)}",
    "laser-code": lambda dice: (
        f"เลขหลังบัตร {dice.choice('JM')}{dice.choice('TE')}{_digits(dice, 1)}-{_digits(dice, 7)}-{_digits(dice, 2)}"
    ),
    "passport": lambda dice: f"หนังสือเดินทางเลขที่ A{dice.choice('AB')}{_digits(dice, 7)}",
    "child": lambda dice: (
        dice.choice(("ด.ช.", "ด.ญ.", "เด็กชาย", "เด็กหญิง")) + f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"
    ),
    "names": lambda dice: "\n".join(
        f"{n}. {name}" for n, name in enumerate(dict.fromkeys(_name(dice) for _ in range(12)), 1)
    ),
    "secrecy": lambda dice: dice.choice(
        ("\nลับ\n", "\n- ลับมาก -\n", "\nล ับที่สุด\n", "\nชั้นความลับ: ลับ\n", "\nที่ ลับ/ชบ 73001/12\n")
    ),
    "sensitive": lambda dice: dice.choice(("เป็นผู้ป่วยติดเตียง", "มีประวัติอาชญากรรม", "หมู่โลหิต O")),
}
"""Rule to what writes one instance of it."""


HARD: Final[dict[str, Callable[[random.Random], str]]] = {
    "national-id": lambda dice: "  ".join(_citizen(dice).replace("-", "").replace(" ", "")),
    "phone": lambda dice: f"08{_digits(dice, 1)}.{_digits(dice, 3)}.{_digits(dice, 4)}",
    "bank-account": lambda dice: f"โอนเข้าบัญชีของกลุ่มสตรีตำบลบ้านบึง สาขาบ้านบึง ซึ่งเปิดไว้เป็นเลขที่ {_digits(dice, 10)}",
    "address": lambda dice: f"{dice.randrange(1, 300)}/{dice.randrange(1, 30)} ต.บ้านบึง อ.บ้านบึง",
    "plate": lambda dice: f"รถคันหมายเลข กข {dice.randrange(1000, 9999)}",
    "email": lambda dice: f"somchai{_digits(dice, 2)} (at) gmail.com",
    "line-id": lambda dice: f"แอดไลน์ somchai{_digits(dice, 2)}",
    "names": lambda dice: "\n".join(dict.fromkeys(f"{dice.choice(_FIRST)} {dice.choice(_LAST)}" for _ in range(12))),
    "secrecy": lambda _: "เอกสารนี้เป็นความลับ ห้ามเผยแพร่",
    "sensitive": lambda _: "เป็นโรคเบาหวานและความดัน",
}


def corpus(seed: int, documents: int, *, hard: bool) -> Iterator[Planted]:
    """`documents` documents, every other one clean; the same for the same seed.

    With `hard`, what is planted is planted as no rule looks for it, where there is such a way.
    """
    dice = random.Random(seed)
    for number in range(documents):
        layout = _LAYOUTS[number // 2 % len(_LAYOUTS)]
        kinds = frozenset(dice.sample(sorted(KINDS), dice.randrange(1, 4))) if number % 2 else frozenset()
        rows = list(zip(dice.sample(_FILL, 6), [""] * 6, strict=True))
        for kind in sorted(kinds):
            rows.insert(dice.randrange(len(rows)), (_plant(kind, dice, hard=hard), kind))
        yield Planted(layout, tuple(_lay_out(layout, rows)), kinds)


def _plant(kind: str, dice: random.Random, *, hard: bool) -> str:
    if hard and kind in HARD:
        return HARD[kind](dice)
    spoil = dice.choice(_SPOIL) if kind not in {"names", "secrecy"} else _SPOIL[0]
    return spoil(KINDS[kind](dice), dice)


def _lay_out(layout: str, rows: Sequence[tuple[str, str]]) -> Iterator[Passage]:
    """The same rows as one text, as lines, as cells of a sheet, under headings, as fields of a form."""
    match layout:
        case "running text":
            yield Passage("หน้า 1", " ".join(row if "\n" not in row else f"\n{row}\n" for row, _ in rows))
        case "lines":
            for row, _ in rows:
                yield from (Passage("หน้า 1", line) for line in row.split("\n"))
        case "table" | "columns":
            for line, (row, kind) in enumerate(rows, start=2):
                heading = _COLUMNS.get(kind, "") if layout == "columns" else ""
                column = f"Sheet1!{'ABCDEFGHIJKLMNO'[line]}"
                yield from [Passage(f"{column}1", heading)] if heading else []
                cells = [_NUMBERED.sub("", row, count=1) if heading else row]
                yield from (
                    Passage(f"{column}{line + at}", cell) for at, cell in enumerate("\n".join(cells).split("\n"))
                )
        case _:
            yield from (Passage(f"content.rows[{at}].th", row) for at, (row, _) in enumerate(rows))


def measure(documents: Iterable[Planted]) -> dict[str, Score]:
    """Kind to score, over whole documents; what is only told (`info`) was not found."""
    planted, found, right = Counter[str](), Counter[str](), Counter[str]()
    for document in documents:
        seen = {hit.rule for hit in detect(document.passages, _NEWS) if hit.level != "info"}
        planted.update(document.kinds)
        found.update(seen)
        right.update(seen & document.kinds)
    return {kind: Score(planted[kind], found[kind], right[kind]) for kind in KINDS}


def render_table(usual: Mapping[str, Score], hard: Mapping[str, Score]) -> str:
    """The rows of docs/privacy.md."""
    rows = [
        f"| {kind} | {score.planted} | {score.recall:.1%} | {score.precision:.1%} | "
        f"{f'{hard[kind].recall:.0%}' if kind in HARD else '–'} |"
        for kind, score in usual.items()
    ]
    return "\n".join(
        [
            "| what | planted | found | of what was found, planted | written as no rule looks for it |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )
