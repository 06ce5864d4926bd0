"""What no program could read is said where people decide, each time, and never taken for clean."""

from pathlib import Path

import pytest

from repo_schema.passages import Reading, Remark
from repo_schema.privacy.detection import Context
from repo_schema.privacy.sources import look_at_reading
from service.ledger.legibility import tell_hidden
from tests.service.test_extraction import hide_row
from tests.support import files
from tests.support.ledger import contact
from tests.support.office import CLERK, HEAD, Office
from tests.support.sheets import workbook

CONTACT_ID = "contact/office-of-palad/main"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def test_a_scan_is_told_once_at_every_step_and_refuses_nothing(office: Office, tmp_path: Path) -> None:
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

    scan, hides = ("privacy_unreadable", "สแกน.pdf"), ("file_hides", "ซ่อน.xlsx")
    warned = [(warning["code"], names[warning["path"]]) for warning in checked.json["warnings"]]
    assert sorted(warned) == sorted([scan, hides])
    assert [(hint["code"], names[hint["path"]]) for hint in reviewed.json["hints"]] == [hides]
    assert (checked.code, submitted.code, reviewed.code) == (0, 0, 0)
    assert all(code in submitted.out for code, _ in (scan, hides))
    page = office.cli(HEAD, "review", CONTACT_ID, json=False).out
    assert page.count("pictures without text") == 1
    assert "ทุกหน้า" in page


def test_an_attachment_says_once_what_is_the_matter_and_where() -> None:
    remarks = [Remark("no_text_layer", f"หน้า {number}") for number in range(1, 13)]
    remarks += [Remark("not_read_whole", "หน้า 5001", "9,000 หน้า / pages"), Remark("comment", "ความเห็น", "2")]
    readings = {"a": Reading((), tuple(remarks)), "b": Reading((), (Remark("comment", "ความเห็น"),)), "c": Reading(())}

    unread = {path: look_at_reading(path, reading, Context()) for path, reading in readings.items()}
    assert {path: [row.hit.level for row in rows] for path, rows in unread.items() if rows} == {"a": ["block"]}
    excerpt = unread["a"][0].hit.excerpt
    assert excerpt.count("pictures without text") == 1
    assert "… +4" in excerpt
    assert "not read whole" in excerpt
    assert [(told.code, told.path) for told in tell_hidden(readings)] == [("file_hides", "a"), ("file_hides", "b")]
