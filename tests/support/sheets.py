"""Documents with tables, and workbooks as officials make them, well and badly."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any
from unittest import mock

from openpyxl import Workbook

from repo_schema import table_cells, table_forms
from repo_schema.cells import Cell
from repo_schema.sheets import Sheet
from repo_schema.validation import find_schema, schema_resources
from tests.support.ledger import item

DATA = Path(__file__).parents[1] / "data"
MONTHLY = "procurement_monthly/v1"
UNITS = {"office-of-palad": "สำนักปลัด", "hr": "งานทรัพยากรบุคคล"}


@contextmanager
def monthly_schema() -> Iterator[None]:
    """The schema of สขร.1: the packaged one where there is one, else the copy that this was written against."""
    if find_schema(MONTHLY) is not None:
        yield
        return
    schema = json.loads((DATA / "procurement_monthly.v1.json").read_text(encoding="utf-8"))
    common = dict(schema_resources()["https://prongsai.example/schema/common/v1"])
    plan = schema_resources()["https://prongsai.example/schema/plan/v1"]["properties"]["lines"]["items"]["properties"]
    common["$defs"] = common["$defs"] | {"budget_source": plan["budget_source"], "egp_project_no": {"type": "string"}}
    known = {**schema_resources(), schema["$id"]: schema, common["$id"]: common}
    with mock.patch.object(table_forms, "schema_resources", return_value=known):
        forget()
        yield
    forget()


def schemas() -> Mapping[str, Any]:
    """The schemas that forms are held to just now."""
    known: Mapping[str, Any] = vars(table_forms)["schema_resources"]()
    return known


def forget() -> None:
    table_forms._forms.cache_clear()
    table_forms.allowed_values.cache_clear()
    table_cells._words.cache_clear()


PLAN_PATH = "items/budget-plan/policy-plan/2569.yaml"
PLAN_HEADER = [
    "ลำดับ", "โครงการ/กิจกรรม", "งบประมาณ (บาท)", "แหล่งที่มา", "ประเภทรายจ่าย", "เริ่ม (เดือน)", "สิ้นสุด (เดือน)",
    "หน่วยงานรับผิดชอบ", "วิธีจัดซื้อจัดจ้าง",
]  # fmt: skip


def plan(**more: Any) -> dict[str, Any]:
    content = {
        "plan_period": {"from": "2025-10-01", "to": "2026-09-30"},
        "lines": [
            {
                "no": "1",
                "name": {"th": "ก่อสร้างถนน คสล. หมู่ที่ ๓"},
                "budget": "1234567.89",
                "budget_source": "subsidy_specific",
                "expense_type": "investment",
                "start": "2025-10",
                "end": "2026-09",
                "unit": "office-of-palad",
                "procurement_method": "general_invitation_e_bidding",
            },
            {
                "no": "1.1",
                "name": {"th": '=อบรม, “ทดสอบ”"; +1'},
                "budget": "0.00",
                "budget_source": "other",
                "expense_type": "operation",
            },
        ],
        "total": "1234567.89",
    }
    return item(PLAN_PATH, "plan", {"kind": "fiscal_year", "fiscal_year": 2569}, content, **more)


def report_content() -> dict[str, Any]:
    return {
        "covers": {"from": "2025-10-01", "to": "2026-03-31"},
        "lines": [
            {
                "plan_line_no": "1",
                "name": {"th": "ก่อสร้างถนน"},
                "status": "carried_over",
                "progress_pct": 85.5,
                "result": {"th": "ลงนามแล้ว\n- รอตรวจรับ"},
                "budget_allocated": "100.10",
                "budget_spent": "0.00",
            },
            {"name": {"th": "อบรม"}, "status": "done", "progress_pct": 100, "no_budget": True},
        ],
        "by_method": [{"method": "specific", "contracts": 3, "budget": "15000.00", "spent": "14000.50"}],
    }


def monthly_content() -> dict[str, Any]:
    return {
        "month": "2026-01",
        "rows": [
            {
                "no": 1,
                "work": {"th": "จัดซื้อกระดาษ A4 จำนวน ๑๐๐ รีม"},
                "budget": "15000.00",
                "median_price": "15000.00",
                "method": "specific",
                "bidders": [
                    {"name": "ร้านบ้านบึงเครื่องเขียน 99", "price": "14900.00"},
                    {"name": "บริษัท ก จำกัด", "price": "15000.00"},
                ],
                "winner": {"name": "ร้านบ้านบึงเครื่องเขียน 99", "price": "14900.00", "tax_id": "0105536112014"},
                "reason": {"th": "ราคาต่ำสุด"},
                "contract": {"number": "12/2569", "dated": "2026-01-15"},
                "egp_project_no": "69017123456",
                "budget_source": "ordinance",
                "status": "paid",
            },
            {
                "no": 2,
                "work": {"th": "จ้างเหมาทำความสะอาด"},
                "budget": "9000.00",
                "median_price": "9000.00",
                "method": "specific",
                "bidders": [{"name": "นายทดสอบ ระบบ", "price": "9000.00"}],
                "winner": {"name": "นายทดสอบ ระบบ", "price": "9000.00"},
                "reason": {"th": "ประสบการณ์ตรงตามงาน"},
                "contract": {"number": "ใบสั่งจ้าง 3/2569", "dated": "2024-02-29"},
            },
        ],
    }


def statistics_content() -> dict[str, Any]:
    columns = [
        {"key": "c1", "name": {"th": "บริการ"}},
        {"key": "c2", "name": {"th": "ผู้ใช้บริการ"}, "unit": {"th": "คน"}},
        {"key": "c3", "name": {"th": "ร้อยละ (สะสม)"}},
    ]
    rows = [["ออกใบอนุญาต", 12, 85.25], ["01/2569", 0, None], ["@งานอื่น", 1234567, -3]]
    first = {"title": {"th": "สถิติการให้บริการ ปี 2569"}, "columns": columns, "rows": rows}
    second = {"title": {"th": "เรื่องร้องเรียน"}, "columns": deepcopy(columns[:2]), "rows": [["ก", 1]]}
    return {"covers": {"from": "2025-10-01", "to": "2026-03-31"}, "tables": [first, second]}


def sheet(*rows: Iterable[Cell], file: str = "ตาราง.xlsx", title: str = "แผ่น 1", **more: Any) -> Sheet:
    return Sheet(file, title, [list(row) for row in rows], **more)


def workbook(change: Callable[[Any], None] | None = None, *rows: Iterable[Any], title: str = "แผ่น 1") -> bytes:
    """A workbook with one sheet of `rows`, and whatever `change` does to it."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = title
    for row in rows:
        page.append(list(row))
    if change:
        change(page)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(package: bytes, changes: Mapping[str, Callable[[bytes], bytes] | bytes]) -> bytes:
    """The same zip file with some of its parts changed, or others added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in changes if name not in old.namelist())]:
            change = changes.get(name)
            data = change if isinstance(change, bytes) else old.read(name)
            new.writestr(name, change(data) if callable(change) else data)
    return stream.getvalue()
