"""The tables of an item come back as files: the same bytes for the same version, under the item's Thai name."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from starlette.testclient import TestClient

from repo_schema.tables import read_tables
from service.app import create_app
from service.ledger.workbooks import parse_csv, parse_xlsx
from service.settings import Settings
from tests.support.ledger import LedgerBuilder, contact, item
from tests.support.sheets import PLAN_HEADER, PLAN_PATH, plan, statistics_content

PLAN = "/v1/items/budget-plan/policy-plan/2569"
STATISTICS = "/v1/items/service-stats/office-of-palad/2569-h1"
NIL = "/v1/items/complaint-stats/legal/2568-h2"
TITLE = "แผนการใช้จ่ายงบประมาณ/ประจำปี ๒๕๖๙"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LedgerBuilder, TestClient]]:
    """Two versions of a plan, two tables of statistics, one statement of nil, an item without tables. Read only."""
    ledger = LedgerBuilder(tmp_path_factory.mktemp("tables") / "origin.git")
    first = plan(title={"th": TITLE})
    first[PLAN_PATH]["content"]["lines"][0]["budget"] = first[PLAN_PATH]["content"]["total"] = "5.00"
    ledger.publish_item(first)
    ledger.wait(30)
    ledger.publish_item(plan(title={"th": TITLE}))
    half = {"kind": "half_year", "fiscal_year": 2569, "half": 1}
    ledger.publish_item(
        item("items/service-stats/office-of-palad/2569-h1.yaml", "statistics", half, statistics_content())
    )
    nil = item("items/complaint-stats/legal/2568-h2.yaml", "statistics", {**half, "fiscal_year": 2568, "half": 2}, {})
    del nil["items/complaint-stats/legal/2568-h2.yaml"]["content"]
    nil["items/complaint-stats/legal/2568-h2.yaml"]["nil_statement"] = {"reason": {"th": "ไม่มีเรื่องร้องเรียน"}}
    ledger.publish_item(nil)
    ledger.publish_item(contact())
    assert ledger.codes() == []
    index = ledger.git_dir.parent / "index.sqlite"
    with TestClient(create_app(Settings(ledger.git_dir, index, ledger.anchor, 60))) as client:
        yield ledger, client


@pytest.fixture
def client(world: tuple[LedgerBuilder, TestClient]) -> TestClient:
    return world[1]


def test_a_plan_as_csv(world: tuple[LedgerBuilder, TestClient]) -> None:
    ledger, client = world
    response = client.get(f"{PLAN}/table.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))

    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["prongsai-head"] == ledger.head
    assert rows[0] == PLAN_HEADER
    assert rows[1] == [
        "1", "ก่อสร้างถนน คสล. หมู่ที่ ๓", "1234567.89", "เงินอุดหนุนเฉพาะกิจ", "งบลงทุน", "2025-10", "2026-09",
        "office-of-palad", "ประกาศเชิญชวนทั่วไป (e-bidding)",
    ]  # fmt: skip
    assert rows[2][1].startswith("'=")


def test_a_plan_as_a_workbook_reads_back_cell_by_cell(client: TestClient) -> None:
    response = client.get(f"{PLAN}/table.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    content: Any = plan()[PLAN_PATH]["content"]
    reading = read_tables("plan", parse_xlsx(response.content, "ก.xlsx"), units={"office-of-palad": "สำนักปลัด"})

    assert [cell.value for cell in page[1]] == PLAN_HEADER
    assert page["C2"].value == 1234567.89
    assert reading.content == {"lines": content["lines"], "total": content["total"]}


def test_each_version_has_its_own_table_for_ever(client: TestClient) -> None:
    old, new, current = (
        client.get(address)
        for address in (f"{PLAN}/versions/1/table.csv", f"{PLAN}/versions/2/table.csv", f"{PLAN}/table.csv")
    )

    assert ("5.00" in old.text, "5.00" in new.text) == (True, False)
    assert new.content == current.content
    assert new.headers["etag"] == current.headers["etag"] != old.headers["etag"]
    assert not new.headers["etag"].startswith("W/")
    assert "max-age=60" in old.headers["cache-control"]
    assert "must-revalidate" in current.headers["cache-control"]
    assert client.get(f"{PLAN}/table.csv?as_of=2025-10-15").content == old.content


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_the_reader_holds_is_not_sent_again(client: TestClient, form: str) -> None:
    first, second = client.get(f"{PLAN}/table.{form}"), client.get(f"{PLAN}/table.{form}")
    again = client.get(f"{PLAN}/table.{form}", headers={"If-None-Match": first.headers["etag"]})

    assert first.content == second.content
    assert (again.status_code, again.content) == (304, b"")
    assert form in first.headers["etag"]


def test_a_file_has_the_item_s_thai_name(client: TestClient) -> None:
    """RFC 6266 and 8187: the true name encoded, and one that every reader understands."""
    disposition = client.get(f"{PLAN}/table.xlsx").headers["content-disposition"]
    plain, _, encoded = disposition.removeprefix("attachment; ").partition("; ")

    assert plain.startswith('filename="')
    assert plain.isascii()
    assert plain.endswith('.xlsx"')
    assert unquote(encoded.removeprefix("filename*=UTF-8''")) == "แผนการใช้จ่ายงบประมาณ ประจำปี ๒๕๖๙.xlsx"


def test_several_tables_are_sheets_of_a_workbook_and_csv_one_by_one(client: TestClient) -> None:
    tables = statistics_content()["tables"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{STATISTICS}/table.xlsx").content))
    second = client.get(f"{STATISTICS}/table.csv?table=2")

    assert book.sheetnames == [table["title"]["th"] for table in tables]
    assert list(parse_csv(second.content, "ก.csv").rows)[1] == ["ก", "1"]
    assert second.headers["etag"] != client.get(f"{STATISTICS}/table.csv").headers["etag"]


MISSING = {
    f"{STATISTICS}/table.csv?table=3": "no_table",
    f"{NIL}/table.csv": "no_table",
    f"{NIL}/table.xlsx": "no_table",
    "/v1/items/contact/office-of-palad/main/table.csv": "no_table",
    f"{PLAN}/table.ods": "not_found",
    f"{PLAN}/versions/9/table.csv": "not_found",
    f"{PLAN}/versions/0/table.csv": "not_found",
    "/v1/items/budget-plan/policy-plan/2600/table.csv": "not_found",
    f"{PLAN}/table.csv?table=0": "bad_parameter",
    f"{PLAN}/table.csv?as_of=2568-10-01": "bad_parameter",
    f"{PLAN}/table.csv?as_of=2001-01-01": "not_yet_published",
}


@pytest.mark.parametrize(("address", "code"), MISSING.items(), ids=MISSING)
def test_what_is_not_there_is_a_problem(client: TestClient, address: str, code: str) -> None:
    response = client.get(address)

    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == code


def test_a_statement_of_nil_is_told_instead_of_an_empty_table(client: TestClient) -> None:
    """Empty is not none."""
    body = client.get(f"{NIL}/table.csv").json()

    assert body["status"] == 404
    assert body["nil_statement"] == {"reason": {"th": "ไม่มีเรื่องร้องเรียน"}}
    assert "ไม่มีเรื่องร้องเรียน" in body["message"]["th"]


def test_the_description_of_the_api_names_the_tables(client: TestClient) -> None:
    paths = client.get("/v1/openapi.json").json()["paths"]
    item_path = "/v1/items/{obligation}/{unit}/{name}"

    for form in ("csv", "xlsx"):
        assert f"{item_path}/table.{form}" in paths
        assert f"{item_path}/versions/{{number}}/table.{form}" in paths


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_head_is_get_without_the_body(client: TestClient, form: str) -> None:
    got, head = client.get(f"{PLAN}/table.{form}"), client.head(f"{PLAN}/table.{form}")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == got.headers
