"""What a clerk begins with: a form for the right period, and attachments named without disturbing a line."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from repo_schema.admission import check_document
from repo_schema.law import Law, Obligation
from service.ledger.drafting import default_name, name_attachment
from service.ledger.errors import RefusedError
from tests.support.ledger import CONTACT, contact
from tests.support.office import CLERK, HEAD, Office, git

ROW = {
    "file": f"files/ab/ab{'0' * 62}.pdf",
    "name": "แผนที่.pdf",
    "media_type": "application/pdf",
    "bytes": 12,
    "role": "original",
    "title": {"th": "แผนที่"},
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("drafting") / "office")


@pytest.fixture(scope="module")
def law(office: Office) -> Law:
    with office.workspace(CLERK) as workspace:
        return workspace.history.law


@pytest.mark.parametrize(
    ("cadence", "day", "name"),
    [
        ("fiscal_year", "2025-09-30", "2568"),
        ("fiscal_year", "2025-10-01", "2569"),
        ("half_year", "2025-10-01", "2569-h1"),
        ("half_year", "2026-03-31", "2569-h1"),
        ("half_year", "2026-04-01", "2569-h2"),
        ("month", "2026-01-31", "2569-01"),
        ("month", "2025-12-01", "2568-12"),
        ("multi_year", "2025-10-01", "2569-2573"),
        ("singleton", "2025-10-01", "main"),
        ("collection", "2025-10-01", "2025-10-01"),
    ],
)
def test_the_name_is_that_of_the_period_of_the_day(law: Law, cadence: str, day: str, name: str) -> None:
    row = next(row for row in law.catalogue.obligations.values() if row.cadence == cadence)

    assert default_name(row, date.fromisoformat(day)) == name


def test_every_obligation_has_a_form_that_fits_its_path(office: Office, law: Law) -> None:
    """All 43, each opened by a member of a responsible unit: only what the clerk must fill in is wrong with it."""
    members = {unit: person.id for person in law.policy.people.values() for unit in person.units}
    with office.workspace(CLERK) as workspace:
        day = workspace.day
    for row in law.catalogue.obligations.values():
        unit = min(law.responsible(row.id, day))
        document = form(office, members[unit], row, unit)
        assert document["obligation"] == row.id
        assert document["unit"] == unit
    assert len(law.catalogue.obligations) == 43


def form(office: Office, person: str, row: Obligation, unit: str) -> Any:
    done = office.cli(person, "new", row.id, "--unit", unit)
    assert done.code == 0, done.text
    file = office.desk(person) / done.json["path"]
    document, findings = check_document(done.json["path"], file.read_bytes())
    assert document is not None, findings
    assert findings, "an empty form must not pass"
    codes = {finding.code for finding in findings}
    assert codes <= {"schema_wrong_type", "schema_wrong_value", "schema_missing_field"}, findings
    file.unlink()
    return document.value


def test_a_published_item_is_opened_as_it_stands(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    office.publish_item(contact())
    (office.desk(HEAD) / CONTACT).unlink(missing_ok=True)

    done = office.cli(HEAD, "new", "contact")

    assert done.json == {"path": CONTACT, "existed": True, "rows": None, "warnings": []}
    assert (office.desk(HEAD) / CONTACT).read_text("utf-8").strip() == git(office.origin, "show", f"main:{CONTACT}")


# Naming an attachment.

BARE = "# หัวเรื่อง\nschema: contact/v1   # แบบ\nunit: x\n"
WAYS = {
    "none yet": BARE,
    "an empty list": f"{BARE}attachments: []\nlinks: []\n",
    "nothing after the key": f"{BARE}attachments:\nlinks: []\n",
    "one already": f"{BARE}attachments:\n  - file: files/x\n    name: ก  # เดิม\nlinks: []\n",
    "one already, not indented": f"{BARE}attachments:\n- file: files/x\n  name: ก\nlinks: []\n",
    "no line end at the end": BARE.rstrip("\n"),
}


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_an_attachment_is_named_and_every_other_line_stays(text: str) -> None:
    named = name_attachment(text, ROW, CONTACT)

    before, after = yaml.safe_load(text), yaml.safe_load(named)
    assert ROW in after["attachments"]
    assert len(after["attachments"]) == len(before.get("attachments") or []) + 1
    assert {key: value for key, value in after.items() if key != "attachments"} == {
        key: value for key, value in before.items() if key != "attachments"
    }
    kept = [line for line in text.split("\n") if line and not line.startswith("attachments:")]
    assert [line for line in kept if line not in named.split("\n")] == []


def test_the_same_file_is_named_once() -> None:
    once = name_attachment(BARE, ROW, CONTACT)

    assert name_attachment(once, ROW, CONTACT) == once


@pytest.mark.parametrize(
    "text", ["a: [", f"{BARE}attachments: [{{file: files/x, name: ก}}]\n", f"{BARE}attachments: ก\n"]
)
def test_what_cannot_be_extended_safely_is_left_alone(text: str) -> None:
    with pytest.raises(RefusedError):
        name_attachment(text, ROW, CONTACT)
