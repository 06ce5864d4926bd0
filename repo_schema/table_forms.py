"""Which columns the tables of an item have in the spreadsheets that officials keep: the mapping, as data.

A column names the fields it fills and the headings it is known by; the first is the one written. Where one printed
column holds two facts (the สขร.1 form has three such), it is read and its facts are written in columns of their own.
What an enumeration may say comes from the schema, whose labels are the words officials see.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from repo_schema.cells import fold
from repo_schema.validation import schema_resources

__all__ = ["FREE_SHAPE", "TABULAR_SHAPES", "Column", "Form", "Kind", "allowed_values", "forms_of", "heading_key"]

Kind: TypeAlias = Literal[
    "text",  # a reference: digits become Arabic
    "name",  # plain text, as it is written
    "label",  # {th: …}, one line
    "prose",  # {th: …}, several lines
    "integer",
    "money",
    "date",
    "month",
    "percent",
    "enum",
    "unit",  # the id of a unit; its Thai name is understood
    "juristic",  # a juristic person's number, never a citizen's
    "spent",  # money, or the words for "no budget"
    "months",  # from which month to which
    "offer",  # a name and a price
    "contract",  # a number and a day
    "ignored",
]

FREE_SHAPE: Final = "statistics"
"""The shape whose tables have columns of their own choosing."""
_BASE: Final = "https://prongsai.example/schema/"
_BAHT = re.compile(r"\(?(?:หน่วย)?บาท\)?$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form."""

    fields: tuple[str, ...]
    """What it fills, inside one row: `winner.price`; `bidders[].name` has a value for each line of the cell."""
    kind: Kind
    headings: tuple[str, ...]
    required: bool = False
    written: bool = True
    """Whether it is written as well as read."""
    nil: str | None = None
    """What a dash stands for; None: nothing at all, and so it is refused where the column is required."""
    words: Mapping[str, str] = field(default_factory=dict)
    """More words for the values of an enumeration, folded."""

    @property
    def heading(self) -> str:
        return self.headings[0]

    @property
    def is_list(self) -> bool:
        return any("[]" in field for field in self.fields)


@dataclass(frozen=True, slots=True)
class Form:
    """One table of an item's content: the list of rows at `field`."""

    shape: str
    field: str
    title: str
    columns: tuple[Column, ...]
    total: tuple[str, str] | None = None
    """A field of the content that is the sum of a field of the rows."""


def heading_key(text: str) -> str:
    """What headings are compared by; `(บาท)` says nothing, `(ล้านบาท)` does."""
    return _BAHT.sub("", fold(text))


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, tuple[Form, ...]]:
    by_shape: dict[str, tuple[Form, ...]] = {}
    for form in (_PLAN, _REPORT, _BY_METHOD, _MONTHLY):
        known = tuple(
            column
            for column in form.columns
            if column.kind != "enum" or allowed_values(form.shape, form.field, column.fields[0])
        )
        kept = Form(form.shape, form.field, form.title, known, form.total)
        by_shape[form.shape] = (*by_shape.get(form.shape, ()), kept)
    return MappingProxyType(by_shape)


def forms_of(shape: str) -> tuple[Form, ...]:
    """The tables of a shape's content; an enumeration that its schema does not have (yet) is no column."""
    return _forms().get(shape, ())


@lru_cache(maxsize=64)
def allowed_values(shape: str, field: str, of_row: str) -> Mapping[str, Mapping[str, str]]:
    """The values of a field of the rows, and what they are called: by the shape's schema; none if it has no such."""
    schema: Any = schema_resources().get(f"{_BASE}{shape}/v1", {})
    for step in ("properties", field, "items", *_steps(of_row)):
        schema = _resolve(schema).get(step, {})
    values: Mapping[str, Mapping[str, str]] = _resolve(schema).get("x-values", {})
    return values


def _steps(of_row: str) -> Iterator[str]:
    for name in of_row.split("."):
        yield from ("properties", name)


def _resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        document, _, pointer = schema["$ref"].partition("#")
        found: Any = schema_resources()[document]
        for part in pointer.strip("/").split("/"):
            found = found[part] if part else found
        schema = found
    return schema


def _words(**values: tuple[str, ...]) -> Mapping[str, str]:
    return MappingProxyType({fold(word): value for value, words in values.items() for word in words})


_NUMBER_HEADINGS: Final = ("ลำดับ", "ลำดับที่", "ที่", "No.")
_PROJECT_HEADINGS: Final = (
    "โครงการ/กิจกรรม", "โครงการ", "กิจกรรม", "ชื่อโครงการ", "ชื่อโครงการ/กิจกรรม", "โครงการ/รายการ", "รายการ/โครงการ",
    "รายการ", "งาน/โครงการ", "แผนงาน/โครงการ", "โครงการ/กิจกรรม/มาตรการ", "รายการจัดซื้อจัดจ้าง",
)  # fmt: skip
_METHOD_HEADINGS: Final = (
    "วิธีจัดซื้อจัดจ้าง", "วิธีการจัดซื้อจัดจ้าง", "วิธีซื้อหรือจ้าง", "วิธีการซื้อหรือจ้าง", "วิธีซื้อ/จ้าง", "วิธี",
)  # fmt: skip
_METHODS: Final = _words(
    general_invitation_e_bidding=(
        "ประกาศเชิญชวนทั่วไป", "e-bidding", "ประกวดราคาอิเล็กทรอนิกส์", "ประกวดราคาอิเล็กทรอนิกส์ (e-bidding)",
        "ประกาศเชิญชวนทั่วไป ด้วยวิธีประกวดราคาอิเล็กทรอนิกส์ (e-bidding)",
    ),
    e_market=("e-market", "ตลาดอิเล็กทรอนิกส์"),
    specific=("โดยวิธีเฉพาะเจาะจง",),
    other=("อื่นๆ",),
)  # fmt: skip
_SOURCE_HEADINGS: Final = ("แหล่งที่มา", "แหล่งที่มาของงบประมาณ", "แหล่งงบประมาณ", "แหล่งเงิน", "แหล่งเงินงบประมาณ")
_SOURCES: Final = _words(
    ordinance=("ข้อบัญญัติ", "ข้อบัญญัติงบประมาณรายจ่าย", "งบประมาณรายจ่ายประจำปี"),
    subsidy_general=("อุดหนุนทั่วไป",),
    subsidy_specific=("อุดหนุนเฉพาะกิจ", "เงินอุดหนุนระบุวัตถุประสงค์"),
    other=("อื่นๆ",),
)
_EXPENSE_HEADINGS: Final = ("ประเภทรายจ่าย", "หมวดรายจ่าย", "ประเภทงบประมาณ", "งบรายจ่าย")
_EXPENSES: Final = _words(
    personnel=("บุคลากร",),
    operation=("ดำเนินงาน", "ดำเนินการ", "งบดำเนินการ"),
    investment=("ลงทุน",),
    subsidy=("เงินอุดหนุน", "งบอุดหนุน"),
    other=("รายจ่ายอื่น",),
)

_PLAN: Final = Form(
    "plan",
    "lines",
    "แผน",
    (
        Column(("no",), "text", _NUMBER_HEADINGS, required=True),
        Column(("name",), "label", _PROJECT_HEADINGS, required=True),
        Column(
            ("budget",),
            "money",
            (
                "งบประมาณ (บาท)", "จำนวนเงิน", "วงเงิน", "วงเงินงบประมาณ", "งบประมาณที่ตั้งไว้", "งบประมาณที่ใช้",
                "วงเงินโดยประมาณ", "วงเงินงบประมาณโดยประมาณ", "งบประมาณโครงการ", "งบประมาณตามแผน",
            ),
            required=True,
            nil="0.00",
        ),
        Column(("budget_source",), "enum", _SOURCE_HEADINGS, words=_SOURCES),
        Column(("expense_type",), "enum", _EXPENSE_HEADINGS, words=_EXPENSES),
        Column(("start",), "month", (
            "เริ่ม (เดือน)", "เดือนที่เริ่ม", "เริ่ม", "เริ่มต้น", "เดือนที่เริ่มดำเนินการ",
            "คาดว่าจะประกาศจัดซื้อจัดจ้าง (เดือน/ปี)", "ช่วงเวลาที่คาดว่าจะประกาศจัดซื้อจัดจ้าง",
        )),
        Column(("end",), "month", ("สิ้นสุด (เดือน)", "เดือนที่สิ้นสุด", "สิ้นสุด", "เดือนที่แล้วเสร็จ")),
        Column(("start", "end"), "months", (
            "ระยะเวลาดำเนินการ", "ระยะเวลา", "ระยะเวลาดำเนินงาน", "ระยะเวลาการดำเนินการ", "ระยะเวลาการดำเนินงาน",
        ), written=False),
        Column(("unit",), "unit", (
            "หน่วยงานรับผิดชอบ", "หน่วยงานที่รับผิดชอบ", "หน่วยงานผู้รับผิดชอบ", "ผู้รับผิดชอบ", "หน่วยงาน",
        )),
        Column(("procurement_method",), "enum", _METHOD_HEADINGS, words=_METHODS),
    ),
    total=("total", "budget"),
)  # fmt: skip

_REPORT: Final = Form(
    "report",
    "lines",
    "รายงานผล",
    (
        Column(("plan_line_no",), "text", ("ลำดับในแผน", "ลำดับที่ในแผน", "ลำดับตามแผน", "ลำดับที่ตามแผน")),
        Column((), "ignored", _NUMBER_HEADINGS, written=False),
        Column(("name",), "label", _PROJECT_HEADINGS, required=True),
        Column(("expense_type",), "enum", _EXPENSE_HEADINGS, words=_EXPENSES),
        Column(
            ("status",),
            "enum",
            ("สถานะ", "สถานะการดำเนินการ", "สถานะการดำเนินงาน", "สถานะโครงการ"),
            words=_words(
                not_started=("ยังไม่ได้ดำเนินการ", "ยังไม่เริ่ม", "ยังไม่ได้เริ่ม"),
                in_progress=("กำลังดำเนินการ", "ระหว่างดำเนินการ", "อยู่ระหว่างการดำเนินการ"),
                done=("ดำเนินการแล้วเสร็จ", "ดำเนินการแล้ว", "เสร็จสิ้น", "เสร็จแล้ว"),
                carried_over=("กันเงิน", "กันเงินไปปีถัดไป", "เลื่อนไปปีถัดไป"),
            ),
        ),
        Column(("progress_pct",), "percent", (
            "ร้อยละความก้าวหน้า", "ความก้าวหน้า (ร้อยละ)", "ความก้าวหน้า (%)", "ร้อยละของความก้าวหน้า",
        )),
        Column(("result",), "prose", ("ผลการดำเนินการ", "ผลการดำเนินงาน", "ผลที่ได้รับ")),
        Column(("budget_allocated",), "money", (
            "งบประมาณที่ได้รับ (บาท)", "งบประมาณ", "งบประมาณที่ได้รับจัดสรร", "งบประมาณตามแผน", "งบประมาณที่ตั้งไว้",
            "งบประมาณที่ได้รับอนุมัติ",
        )),
        Column(
            ("budget_spent", "no_budget"),
            "spent",
            (
                "ผลการใช้จ่าย (บาท)", "ผลการใช้จ่ายงบประมาณ", "ใช้จ่าย", "ใช้จ่ายจริง", "เบิกจ่าย", "ผลการเบิกจ่าย",
                "งบประมาณที่ใช้", "งบประมาณที่ใช้ไป", "งบประมาณที่ใช้จ่าย", "งบประมาณที่เบิกจ่าย", "จำนวนเงินที่เบิกจ่าย",
            ),
            required=True,
        ),
    ),
)  # fmt: skip

_BY_METHOD: Final = Form(
    "report",
    "by_method",
    "จำแนกตามวิธี",
    (
        Column(("method",), "enum", _METHOD_HEADINGS, required=True, words=_METHODS),
        Column(("contracts",), "integer", ("จำนวนสัญญา", "จำนวน (สัญญา)", "จำนวนโครงการ"), required=True),
        Column(("budget",), "money", ("วงเงิน (บาท)", "วงเงินงบประมาณ", "งบประมาณ"), required=True, nil="0.00"),
        Column(("spent",), "money", ("ใช้จ่าย (บาท)", "เบิกจ่าย", "ผลการใช้จ่าย", "ผลการเบิกจ่าย"), required=True, nil="0.00"),
    ),
)

_MONTHLY: Final = Form(
    "procurement_monthly",
    "rows",
    "สขร.1",
    (
        Column(("no",), "integer", ("ลำดับที่", "ลำดับ", "ที่"), required=True),
        Column(
            ("work",),
            "label",
            (
                "งานที่จัดซื้อหรือจัดจ้าง", "งานที่จัดซื้อจัดจ้าง", "งานจัดซื้อจัดจ้าง", "งานจัดซื้อหรือจัดจ้าง",
                "งานที่ซื้อหรือจ้าง", "ชื่อรายการของงานที่ซื้อหรือจ้าง", "รายการ",
            ),
            required=True,
        ),
        Column(
            ("budget",),
            "money",
            (
                "วงเงินที่จะซื้อหรือจ้าง (บาท)", "วงเงินที่จะจัดซื้อหรือจัดจ้าง", "วงเงินที่จะจัดซื้อจัดจ้าง", "วงเงินงบประมาณ",
                "วงเงินงบประมาณที่จะซื้อหรือจ้าง", "วงเงินที่จะซื้อ/จ้าง",
            ),
            required=True,
        ),
        Column(("median_price",), "money", ("ราคากลาง (บาท)",), required=True),
        Column(("method",), "enum", ("วิธีซื้อหรือจ้าง", *_METHOD_HEADINGS), required=True, words=_METHODS),
        Column(("bidders[].name",), "name", ("รายชื่อผู้เสนอราคา", "ผู้เสนอราคา", "ชื่อผู้เสนอราคา"), required=True),
        Column(("bidders[].price",), "money", ("ราคาที่เสนอ (บาท)", "ราคาเสนอ"), required=True),
        Column(("bidders[].name", "bidders[].price"), "offer", (
            "รายชื่อผู้เสนอราคาและราคาที่เสนอ", "ผู้เสนอราคาและราคาที่เสนอ", "รายชื่อผู้เสนอราคา และราคาที่เสนอ (บาท)",
        ), written=False),
        Column(
            ("winner.name",), "name", ("ผู้ได้รับการคัดเลือก", "ผู้ที่ได้รับการคัดเลือก", "ผู้ได้รับคัดเลือก"), required=True
        ),
        Column(
            ("winner.price",), "money", ("ราคาที่ตกลงซื้อหรือจ้าง (บาท)", "ราคาที่ตกลง", "ราคาที่ตกลงซื้อ/จ้าง"), required=True
        ),
        Column(("winner.name", "winner.price"), "offer", (
            "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง", "ผู้ได้รับการคัดเลือกและราคาที่ตกลง", "ผู้ได้รับการคัดเลือกและราคา",
            "ผู้ที่ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง", "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง (บาท)",
        ), written=False),
        Column(("winner.tax_id",), "juristic", ("เลขทะเบียนนิติบุคคล", "เลขประจำตัวผู้เสียภาษี", "เลขประจำตัวผู้เสียภาษี (นิติบุคคล)")),
        Column(
            ("reason",), "label", ("เหตุผลที่คัดเลือกโดยสรุป", "เหตุผลที่คัดเลือกโดยสังเขป", "เหตุผลที่คัดเลือก"), required=True
        ),
        Column(
            ("contract.number",),
            "text",
            ("เลขที่ของสัญญาหรือข้อตกลง", "เลขที่สัญญาหรือข้อตกลง", "เลขที่สัญญา", "เลขที่ของสัญญา", "เลขที่ใบสั่งซื้อ/สั่งจ้าง"),
            required=True,
        ),
        Column(
            ("contract.dated",),
            "date",
            ("วันที่ของสัญญาหรือข้อตกลง", "วันที่ของสัญญา", "วันที่สัญญา", "ลงวันที่", "วันที่ทำสัญญา", "วันที่ลงนามสัญญา"),
            required=True,
        ),
        Column(("contract.number", "contract.dated"), "contract", (
            "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง", "เลขที่และวันที่ของสัญญาหรือข้อตกลง", "เลขที่และวันที่ของสัญญา",
        ), written=False),
        Column(("egp_project_no",), "text", ("เลขที่โครงการในระบบ e-GP", "เลขที่โครงการ e-GP", "เลขที่โครงการ")),
        Column(("budget_source",), "enum", ("แหล่งที่มาของงบประมาณ", *_SOURCE_HEADINGS), words=_SOURCES),
        Column(("status",), "enum", ("สถานะการจัดซื้อจัดจ้าง", "สถานะ")),
    ),
)  # fmt: skip

TABULAR_SHAPES: Final = ("plan", "report", FREE_SHAPE, "procurement_monthly")
"""Shapes whose content holds tables."""
