"""What no program could read is said where people decide, each time, and never taken for clean."""

from pathlib import Path

import pytest

from repo_schema.passages import Reading, Remark
from service.ledger.legibility import tell_readings, unverifiable
from tests.service.test_extraction import hide_row
from tests.support import files
from tests.support.ledger import contact
from tests.support.office import CLERK, HEAD, Office
from tests.support.sheets import workbook

CONTACT_ID = "contact/office-of-palad/main"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def test_a_scan_is_told_at_every_step_and_refuses_nothing(office: Office, tmp_path: Path) -> None:
    office.write_all(CLERK, contact())
    made = {"อ่านได้.pdf": files.pdf("แผนที่"), "สแกน.pdf": files.scan(), "ซ่อน.xlsx": workbook(hide_row, ["ก"], ["ข"])}
    names = {}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        done = office.cli(CLERK, "attach", CONTACT_ID, tmp_path / name)
        names[done.json["file"]] = name

    checked = office.cli(CLERK, "check")
    submitted = office.cli(CLERK, "submit", json=False)
    reviewed = office.cli(HEAD, "review", CONTACT_ID)

    expected = {("file_unverifiable", "สแกน.pdf"), ("file_hides", "ซ่อน.xlsx")}
    for told in (checked.json["warnings"], reviewed.json["hints"]):
        seen = {(warning["code"], names[warning["path"]]) for warning in told}
        assert seen - {("privacy_unreadable", "สแกน.pdf")} == expected
    assert (checked.code, submitted.code, reviewed.code) == (0, 0, 0)
    assert all(code in submitted.out for code, _ in expected)
    assert "ทุกหน้า" in office.cli(HEAD, "review", CONTACT_ID, json=False).out


def test_an_attachment_says_once_what_is_the_matter_and_where() -> None:
    remarks = [Remark("no_text_layer", f"หน้า {number}") for number in range(1, 13)]
    remarks += [Remark("not_read_whole", "หน้า 5001", "9,000 หน้า / pages"), Remark("comment", "ความเห็น", "2")]
    readings = {"a": Reading((), tuple(remarks)), "b": Reading((), (Remark("comment", "ความเห็น"),)), "c": Reading(())}

    assert {path: len(why) for path, why in unverifiable(readings).items()} == {"a": 13}
    unread, *hides = tell_readings(readings)
    assert (unread.found or "").count("pictures without text") == 1
    assert "… +4" in (unread.found or "")
    assert "9,000" in (unread.found or "")
    assert [(finding.code, finding.path) for finding in hides] == [("file_hides", "a"), ("file_hides", "b")]
