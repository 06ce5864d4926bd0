"""The pack: one head, one day, one edition and one site give the same bytes for ever; gaps are shown as gaps."""

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from repo_schema.calendar import BANGKOK
from service.ledger.index import build
from service.ledger.packing import Pack, make_pack
from service.ledger.read_model import NotFoundError, ReadModel
from service.ledger.repository import Repository
from service.ledger.workbooks import parse_xlsx
from tests.attacks.test_compromise import HEAD, compromise
from tests.support.ledger import LedgerBuilder, contact, manual, monthly, news
from tests.support.tombstones import suppression

DAY = date(2026, 3, 31)
HOSTILE = "<script>alert('x')</script> =HYPERLINK(\"http://a\")"


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """Begun on 1 October 2568; contact in October, news and a month of purchases; a manual in April 2569."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.wait(2).publish_item(contact())
    ledger.wait(3).publish_item(news(title={"th": HOSTILE}))
    ledger.wait(100).publish_item(monthly(10, year=2568))
    ledger.wait(100).publish_item(manual())
    return ledger


def pack_of(ledger: LedgerBuilder, day: date = DAY, *, head: str | None = None, **more: Any) -> Pack:
    index = ledger.git_dir.parent / "pack.sqlite"
    with Repository(ledger.git_dir) as repository:
        build(repository, index, anchor=ledger.anchor, pinned=True, head=head or ledger.head)
    model = ReadModel(index)
    try:
        with model.snapshot() as snapshot:
            return make_pack(snapshot, more.pop("framework", "oit-2563"), day, **more)
    finally:
        model.close()


def rows_of(pack: Pack) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(pack.files["csv"].decode("utf-8-sig"))))


def test_each_code_has_its_address_and_its_evidence(ledger: LedgerBuilder) -> None:
    rows = rows_of(pack_of(ledger))
    by_code = {row["รหัส"]: row for row in rows}

    assert list(by_code) == [f"O{number}" for number in range(1, 44)]
    assert by_code["O5"]["ที่อยู่ถาวรของข้อ"] == "https://banbueng.example/v1/frameworks/oit-2563/codes/O5"
    assert (
        by_code["O5"]["ที่อยู่ถาวรของฉบับ"]
        == "https://banbueng.example/v1/items/contact/office-of-palad/main/versions/1"
    )
    assert by_code["O5"]["สถานะ"] == "ครบ"
    assert by_code["O5"]["ที่มาของเวลา"] == "claimed"
    assert "สำนักปลัด" in by_code["O5"]["คำอธิบาย"]


def test_what_is_withheld_or_suspended_is_shown_as_that(ledger: LedgerBuilder) -> None:
    """A suppressed item is no evidence and no gap; one that rests on a stolen key is evidence with a remark."""
    ledger.publish(ledger.prepare(suppression("contact/office-of-palad/main"), by=HEAD), by=HEAD)
    compromise(ledger, "hr-head")
    day = datetime.fromtimestamp(ledger.at, tz=BANGKOK).date()
    made = pack_of(ledger, day)
    by_code = {row["รหัส"]: row for row in rows_of(made)}

    gone = by_code["O5"]
    assert (gone["สถานะ"], gone["SHA-256"]) == ("ถูกถอนหรือระงับ", "")
    assert gone["สิ่งที่ขาด"].startswith("ระงับการเผยแพร่: มีข้อมูลส่วนบุคคล (tombstones/suppression/")
    assert made.as_json()["codes"]["withheld"] == 1
    (bought,) = [row for row in rows_of(made) if row["รายการ"] == "procurement-monthly/hr/2568-10"]
    assert bought["SHA-256"]
    assert bought["สิ่งที่ขาด"] == "รอรับรองใหม่: กุญแจที่ลงนามอาจถูกผู้อื่นใช้ตั้งแต่ เมื่อใดไม่ทราบ"
    page = made.files["html"].decode()
    assert "ระงับการเผยแพร่: มีข้อมูลส่วนบุคคล" in page
    assert page.count("รอรับรองใหม่") == 2  # the news and the month


def test_what_was_published_after_the_day_is_not_in_it(ledger: LedgerBuilder) -> None:
    assert {row["รายการ"] for row in rows_of(pack_of(ledger)) if row["รหัส"] == "O14"} == {""}
    later = rows_of(pack_of(ledger, date(2026, 9, 1)))
    assert {row["รายการ"] for row in later if row["รหัส"] == "O14"} == {"service-manual/office-of-palad/main"}


def test_what_is_owed_is_a_gap_with_its_day(ledger: LedgerBuilder) -> None:
    gaps = [row for row in rows_of(pack_of(ledger)) if row["รหัส"] == "O23" and row["สิ่งที่ขาด"]]

    assert ("งานทรัพยากรบุคคล", "ยังไม่เผยแพร่ของรอบ 2568-11") in {(row["หน่วยงาน"], row["สิ่งที่ขาด"]) for row in gaps}
    assert ("งานทรัพยากรบุคคล", "ยังไม่เผยแพร่ของรอบ 2568-10") not in {(row["หน่วยงาน"], row["สิ่งที่ขาด"]) for row in gaps}
    assert {row["สถานะ"] for row in gaps} == {"ขาดบางส่วน"}


def test_the_same_pack_is_given_again_whatever_came_after(ledger: LedgerBuilder) -> None:
    first, head = pack_of(ledger), ledger.head
    ledger.wait(30).publish_item(contact("+6638000009"))
    ledger.publish_item(monthly(11, year=2568))

    again = pack_of(ledger, head=head)
    assert (again.form, dict(again.files)) == (first.form, dict(first.files))


def test_the_workbook_says_cell_by_cell_what_the_csv_says(ledger: LedgerBuilder) -> None:
    pack = pack_of(ledger)
    (sheet,) = parse_xlsx(pack.files["xlsx"], "pack.xlsx")
    plain = list(csv.reader(io.StringIO(pack.files["csv"].decode("utf-8-sig"))))

    def said(cell: Any) -> str:
        return "" if cell is None else cell.date().isoformat() if isinstance(cell, datetime) else str(cell)

    assert [[said(cell) for cell in row] for row in sheet.rows] == [
        [cell.removeprefix("'") for cell in row] for row in plain
    ]


def test_hostile_text_is_text_on_the_page_and_in_the_sheets(ledger: LedgerBuilder) -> None:
    pack = pack_of(ledger)
    page = pack.files["html"].decode()

    assert "<script" not in page
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in page
    assert page.startswith('<!doctype html>\n<html lang="th">')
    assert "default-src 'none'" in page


def test_an_edition_of_another_year_answers_through_its_own_codes(ledger: LedgerBuilder) -> None:
    by_code = {row["รหัส"]: row for row in rows_of(pack_of(ledger, framework="oit-2566"))}

    assert by_code["O10"]["สถานะ"] == "ข้อใหม่ ยังไม่มีเรื่องรองรับ"
    assert by_code["O21"]["เรื่องที่ตอบ"].startswith("สรุปผลการจัดซื้อจัดจ้าง")
    assert by_code["O11"]["ความสัมพันธ์"] == "รวมหลายเรื่องเป็นข้อเดียว"


def test_the_site_is_what_the_office_says(ledger: LedgerBuilder) -> None:
    rows = rows_of(pack_of(ledger, site="https://data.example/"))

    assert all(row["ที่อยู่ถาวรของข้อ"].startswith("https://data.example/v1/") for row in rows)


@pytest.mark.parametrize(("framework", "day"), [("oit-2570", DAY), ("oit-2563", date(2020, 1, 1))])
def test_there_is_no_pack_of_nothing(ledger: LedgerBuilder, framework: str, day: date) -> None:
    with pytest.raises(NotFoundError):
        pack_of(ledger, day, framework=framework)
