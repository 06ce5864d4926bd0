"""A clerk's spreadsheet becomes an item, and the published item a spreadsheet again; a bad one leaves no trace."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from repo_schema.admission import check_document
from service.ledger.errors import RefusedError
from service.ledger.filling import fill
from service.ledger.workbooks import parse_csv, parse_xlsx
from tests.support.ledger import dump
from tests.support.office import CHIEF, Office
from tests.support.sheets import PLAN_HEADER, PLAN_PATH, plan, workbook

ROWS: list[list[Any]] = [
    ["แผนการใช้จ่ายงบประมาณประจำปี พ.ศ. ๒๕๖๙"],
    PLAN_HEADER[:5],
    ["๑", "ก่อสร้างถนน คสล. หมู่ที่ ๓", 1234567.89, "เงินอุดหนุนเฉพาะกิจ", "งบลงทุน"],
    [2, "อบรม", "๕,๐๐๐", "ข้อบัญญัติงบประมาณ", "ดำเนินงาน"],
    ["รวม", None, "=SUM(C3:C4)", None, None],
]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


@pytest.fixture
def people(office: Office) -> tuple[str, str]:
    """Who prepares for the planning unit, and who heads it."""
    with office.workspace(CHIEF) as workspace:
        policy = workspace.history.law.policy
        heads = [row for row in policy.offices.values() if row.kind == "unit_head" and "policy-plan" in row.units]
        head = heads[0].holdings[0].person
        clerk = next(row.id for row in policy.people.values() if "policy-plan" in row.units and row.id != head)
    return clerk, head


def save(folder: Path, name: str, *rows: list[Any]) -> Path:
    (folder / name).write_bytes(workbook(None, *(rows or ROWS)))
    return folder / name


def test_from_a_spreadsheet_to_a_published_table_and_back(
    office: Office, people: tuple[str, str], tmp_path: Path
) -> None:
    """The rows are filled in and added up; all else is left to the clerk."""
    clerk, head = people
    book = save(tmp_path, "แผน 69.xlsx")
    made = office.cli(clerk, "new", "budget-plan", "--name", "2569", "--unit", "policy-plan", "--from", book)

    assert (made.code, made.json["rows"], made.json["warnings"]) == (0, 2, [])
    text = (office.desk(clerk) / PLAN_PATH).read_text(encoding="utf-8")
    draft = yaml.safe_load(text)
    assert [line["budget"] for line in draft["content"]["lines"]] == ["1234567.89", "5000.00"]
    assert draft["content"]["total"] == "1239567.89"
    assert draft["content"]["plan_period"] == {"from": None, "to": None}
    assert draft["title"] == {"th": None}
    assert "# ระยะเวลาของแผน" in text
    unfinished = office.cli(clerk, "check", PLAN_PATH)
    assert unfinished.code == 1
    assert not any("content.lines" in (row["field"] or "") for row in unfinished.json["findings"])

    filled = plan()[PLAN_PATH]
    filled["content"] = draft["content"] | {"plan_period": filled["content"]["plan_period"]}
    office.publish_item({PLAN_PATH: filled}, by=clerk, approvers=(head, CHIEF))

    shown = office.cli(clerk, "show", "budget-plan/policy-plan/2569", "--as", "xlsx", "--output", tmp_path / "out.xlsx")
    assert shown.code == 0, shown.text
    (sheet,) = parse_xlsx((tmp_path / "out.xlsx").read_bytes(), "out.xlsx")
    assert list(sheet.rows[0][:4]) == PLAN_HEADER[:4]
    assert [list(row[:4]) for row in sheet.rows[1:]] == [
        ["1", "ก่อสร้างถนน คสล. หมู่ที่ ๓", 1234567.89, "เงินอุดหนุนเฉพาะกิจ"],
        ["2", "อบรม", 5000, "ข้อบัญญัติงบประมาณ"],
    ]

    again = office.cli(clerk, "show", "budget-plan/policy-plan/2569", "--as", "xlsx", "--output", tmp_path / "out.xlsx")
    assert (again.code, again.codes) == (4, ["LedgerError"])
    as_csv = ("show", "budget-plan/policy-plan/2569", "--as", "csv", "--output", tmp_path / "out.csv")
    assert office.cli(clerk, *as_csv, "--table", "2").codes == ["table_not_found"]
    assert not (tmp_path / "out.csv").exists()
    assert office.cli(clerk, *as_csv).code == 0
    assert parse_csv((tmp_path / "out.csv").read_bytes(), "out.csv").rows[2][2] == "5000.00"

    # The published item is opened with another table in it, everything else as it was.
    second = save(tmp_path, "แก้ไข.xlsx", PLAN_HEADER[:5], [1, "อบรม", 7, "เงินสะสม", "งบดำเนินงาน"])
    changed = office.cli(clerk, "new", "budget-plan", "--name", "2569", "--unit", "policy-plan", "--from", second)
    assert (changed.code, changed.json["existed"]) == (0, True)
    after = yaml.safe_load((office.desk(clerk) / PLAN_PATH).read_text(encoding="utf-8"))
    assert after["content"]["total"] == "7.00"
    assert {name: value for name, value in after.items() if name != "content"} == {
        name: value for name, value in filled.items() if name != "content"
    }
    assert office.cli(clerk, "check", PLAN_PATH).code == 0


BAD: dict[str, tuple[list[str], list[list[Any]] | bytes, list[str]]] = {
    "a formula": (["budget-plan"], [PLAN_HEADER[:3], [1, "ก", "=1+1"]], ["sheet_cell_formula"]),
    "a two-digit year": (
        ["budget-plan"],
        [[*PLAN_HEADER[:3], "เริ่ม"], [1, "ก", 5, "ต.ค. 68"]],
        ["sheet_year_two_digits"],
    ),
    "other headings": (["budget-plan"], [["ก", "ข"], [1, 2]], ["sheet_header_missing"]),
    "no workbook": (["budget-plan"], b"PK\x03\x04 not", ["sheet_unreadable"]),
    "a sheet that is not there": (["budget-plan", "--sheet", "ก"], ROWS, ["sheet_not_chosen"]),
    "more than a document holds": (
        ["budget-plan"],
        [PLAN_HEADER[:3], *[[number, "โครงการ" * 30, 5] for number in range(1, 1500)]],
        ["sheet_too_large"],
    ),
}


@pytest.mark.parametrize(("arguments", "content", "codes"), BAD.values(), ids=BAD)
def test_a_bad_spreadsheet_writes_nothing(
    office: Office,
    people: tuple[str, str],
    tmp_path: Path,
    arguments: list[str],
    content: list[list[Any]] | bytes,
    codes: list[str],
) -> None:
    book = tmp_path / "แผน.xlsx"
    book.write_bytes(content if isinstance(content, bytes) else workbook(None, *content))
    office.desk(people[0])
    before = office.snapshot()
    refused = office.cli(people[0], "new", *arguments, "--unit", "policy-plan", "--from", book)

    assert (refused.code, refused.codes) == (1, codes)
    assert refused.json["findings"][0]["path"] == "แผน.xlsx"
    assert office.snapshot() == before


def test_what_can_be_asked_wrongly(office: Office, people: tuple[str, str], tmp_path: Path) -> None:
    clerk, _ = people
    book = save(tmp_path, "แผน.xlsx")

    assert office.cli(clerk, "new", "social-network", "--unit", "policy-plan", "--from", book).code == 1
    assert office.cli(clerk, "new", "budget-plan", "--from", tmp_path / "ไม่มี.xlsx").code == 4
    assert office.cli(clerk, "new", "budget-plan", "--sheet", "ก").code == 2
    assert office.cli(clerk, "show", "budget-plan/policy-plan/2569", "--as", "csv").code == 2
    dry = office.cli(clerk, "new", "budget-plan", "--unit", "policy-plan", "--from", book, "--dry-run")
    assert (dry.code, dry.json["rows"]) == (0, 2)
    assert not (office.desk(clerk) / "items").exists()


# Filling.

TABLE = {"lines": [{"no": "1", "name": {"th": "ก"}, "budget": "5.00"}], "total": "5.00"}


def test_comments_and_order_stay() -> None:
    text = (
        "# บน\nschema: plan/v1  # แบบ\ncontent:\n  lines:  # เดิม\n    - no: '9'\n"
        "  plan_period: {from: a, to: b}  # ช่วง\nclassification: public\n"
    )
    result = fill(text, TABLE, path="items/a/b/c.yaml", file="ก.xlsx")

    assert "# บน\nschema: plan/v1  # แบบ\ncontent:\n  plan_period: {from: a, to: b}  # ช่วง\n" in result
    assert result.endswith("classification: public\n")
    assert yaml.safe_load(result)["content"] == {"plan_period": {"from": "a", "to": "b"}, **TABLE}


def test_a_statement_of_nil_gives_way() -> None:
    result = fill(
        "schema: plan/v1\nnil_statement:\n  reason: {th: ไม่มี}\nclassification: public\n", TABLE, path="p", file="f"
    )

    assert yaml.safe_load(result) == {"schema": "plan/v1", "classification": "public", "content": TABLE}


def test_a_text_that_cannot_be_extended_is_refused() -> None:
    with pytest.raises(RefusedError):
        fill("content: {plan_period: {from: a}}\nschema: plan/v1\n", TABLE, path="p", file="f")


def test_a_whole_document_takes_a_table() -> None:
    (path, document), *_ = plan().items()
    result = fill(dump(document).decode(), TABLE, path=path, file="f")
    parsed, findings = check_document(path, result.encode())

    assert findings == ()
    assert parsed is not None
    assert parsed.value == {**document, "content": {**document["content"], **TABLE}}
