"""Years of an office's files come in by one run: listed, checked once, consented to once, labelled for ever."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.ledger.workbooks import read_sheets
from service.settings import Settings
from tests.support.ledger import CONTACT, START, contact
from tests.support.office import CHIEF, CLERK, HEAD, ROOT, Clock, Office, run_command
from tests.support.old_files import HEADER, LONG_NAME, ROWS, lay_out, listing

MANUAL = "service-manual/office-of-palad/main"
STATS = "service-stats/office-of-palad/2567-h1"
MONTHLY = "procurement-monthly/office-of-palad/2567-01"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Begun on 1 October 2568; contact published."""
    office = Office(tmp_path_factory.mktemp("import") / "office", begun=START)
    office.publish_item(contact(), clock=Clock(START + 86_400))
    return office


@pytest.fixture
def office(begun: Office, tmp_path: Path) -> Office:
    return begun.copy_to(tmp_path / "office")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "แฟ้มเดิม")


def examine(office: Office, submission: str) -> None:
    """The head is asked about the files that no program could read, and looks at every page."""
    unread = office.cli(HEAD, "approve", submission).json["findings"]
    assert {finding["code"] for finding in unread} == {"privacy_undecided"}
    looked = office.cli(HEAD, "approve", submission, "--decide", f"1-{len(unread)}=examined")
    assert looked.code == 0, looked.text


def test_from_a_folder_to_the_public(office: Office, folder: Path, tmp_path: Path) -> None:
    book = listing(tmp_path / "บัญชี.xlsx")
    done = office.cli(CLERK, "import", folder, "--manifest", book)
    assert done.code == 0, done.text
    assert done.json["items"] == [STATS, MANUAL, MONTHLY]
    (submitted,) = done.json["submitted"]
    assert submitted["id"].startswith("import/office-of-palad/")
    assert [need["step"] for need in submitted["missing"]] == ["unit_check", "consent"]

    again = office.cli(CLERK, "import", folder, "--manifest", book)
    assert (again.code, again.json["submitted"], again.json["waiting"]) == (0, [], [STATS, MANUAL, MONTHLY])
    shown = office.cli(HEAD, "review", submitted["id"], "--lang", "th", json=False)
    assert all(f"items/{item}.yaml" in shown.out for item in (STATS, MANUAL, MONTHLY))
    assert LONG_NAME in shown.out
    examine(office, submitted["id"])
    office.approve(submitted["id"], CHIEF)
    assert office.cli(CLERK, "publish", submitted["id"]).code == 0
    assert office.verify()["trusted"]
    assert office.verify()["files"] == {"present": 4, "missing": 0, "damaged": 0, "erased": 0}

    last = office.cli(CLERK, "import", folder, "--manifest", book)
    assert (last.json["submitted"], last.json["published"]) == ([], [STATS, MANUAL, MONTHLY])
    app = create_app(Settings(office.origin, tmp_path / "index.sqlite", office.anchor, 60))
    with TestClient(app) as client:
        item = client.get(f"/v1/items/{STATS}").json()
        assert item["imported"]["original_on"] == "2024-04-01"
        assert "content" not in item["document"]
        assert {file["role"] for file in item["files"]} == {"machine_readable", "original"}
        assert client.get(f"/v1/items/{MONTHLY}").json()["files"][0]["name"] == LONG_NAME
        page = client.get(f"/items/{STATS}").text
        assert "นำเข้าจากไฟล์เดิม ยังไม่ได้กรอกตามแบบ วันที่เดิมเป็นไปตามที่หน่วยงานระบุ" in page
        assert "1 เมษายน 2567 (ค.ศ. 2024)" in page
    told = office.cli(CLERK, "show", STATS, "--lang", "th", json=False)
    assert "นำเข้าจากไฟล์เดิม: วันที่เดิม 1 เมษายน 2567 (ค.ศ. 2024) ตามที่หน่วยงานระบุ" in told.out
    labels = {("log",): "นำเข้าจากไฟล์เดิม 3 รายการ", ("log", STATS): "นำเข้าจากไฟล์เดิม: วันที่เดิม 1 เมษายน 2567"}
    for words, label in labels.items():
        (line, *rest) = office.cli(CLERK, *words, "--lang", "th", json=False).out.splitlines()
        assert label in line
        assert not any("นำเข้า" in other for other in rest)


def test_a_batch_that_is_half_published_is_gone_on_with(office: Office, folder: Path, tmp_path: Path) -> None:
    """Some published, some on their way, some new: each run submits only what is left."""
    first, both = [list(row) for row in ROWS[:2]], [list(row) for row in ROWS[:3]]

    def finish(row: Any) -> None:
        examine(office, row["id"])
        office.approve(row["id"], *[CHIEF][: len(row["missing"]) - 1])
        assert office.cli(CLERK, "publish", row["id"]).code == 0

    begun = office.cli(CLERK, "import", folder, "--manifest", listing(tmp_path / "1.xlsx", first)).json
    finish(begun["submitted"][0])
    second = office.cli(CLERK, "import", folder, "--manifest", listing(tmp_path / "2.xlsx", both)).json
    last = office.cli(CLERK, "import", folder, "--manifest", listing(tmp_path / "3.xlsx")).json

    assert (second["published"], second["waiting"], second["items"]) == ([STATS], [], [MANUAL])
    assert (last["published"], last["waiting"], last["items"]) == ([STATS], [MANUAL], [MONTHLY])
    for row in (second["submitted"][0], last["submitted"][0]):
        finish(row)
    assert office.verify()["trusted"]


def test_the_list_is_written_for_the_clerk(office: Office, folder: Path, tmp_path: Path) -> None:
    book = tmp_path / "บัญชี.xlsx"
    done = office.cli(CLERK, "import", folder, "--manifest", book, "--lang", "th", json=False)

    assert done.code == 0
    assert f"prongsai import {folder} --manifest {book}" in done.out
    first, obligations, units = read_sheets(book)
    assert list(first.rows[0]) == HEADER
    assert {str(row[0]) for row in first.rows[1:]} == {row[0] for row in ROWS}
    assert len(obligations.rows) == 44
    assert "office-of-palad" in {row[0] for row in units.rows}
    untouched = office.cli(CLERK, "import", folder, "--manifest", book)
    assert {row["code"] for row in untouched.json["findings"]} == {"sheet_cell_wrong"}, "blank cells are named"


def test_a_run_cut_short_is_run_again(office: Office, folder: Path, tmp_path: Path) -> None:
    """Killed before its n-th git command, for every n: at most one submission comes of it, and it is whole."""
    book = listing(tmp_path / "บัญชี.xlsx")
    words = ["import", str(folder), "--manifest", str(book), "--repo", str(office.desk(CLERK))]
    jobs = [[kill_at, words] for kill_at in (8, 14, 20)]
    command = [sys.executable, "-m", "tests.support.crash", json.dumps(jobs)]
    codes = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    assert -9 in codes

    done = run_command(["import", folder, "--manifest", book, "--format", "json"], cwd=office.desk(CLERK))
    assert done.code == 0, done.text
    (name,) = office.submissions()
    examine(office, name.removeprefix("submissions/"))
    office.approve(name.removeprefix("submissions/"), CHIEF)
    assert office.cli(CLERK, "publish", name.removeprefix("submissions/")).code == 0
    assert office.verify()["files"]["present"] == 4


def test_a_batch_can_be_sent_back_and_imported_again(office: Office, folder: Path, tmp_path: Path) -> None:
    book = listing(tmp_path / "บัญชี.xlsx")
    name = office.cli(CLERK, "import", folder, "--manifest", book).json["submitted"][0]["id"]
    assert office.cli(HEAD, "return", name, "--reason", "มีชื่อผู้ร้องเรียนในคู่มือ").code == 0
    rows = [list(row) for row in ROWS if row[0] != "คู่มือ.pdf"]

    again = office.cli(CLERK, "import", folder, "--manifest", listing(tmp_path / "ใหม่.xlsx", rows))
    assert again.code == 0, again.text
    assert again.json["items"] == [STATS, MONTHLY]


def cell(row: int, column: int, value: Any) -> list[list[Any]]:
    rows = [list(row) for row in ROWS]
    rows[row][column] = value
    return rows


@pytest.mark.parametrize(
    ("rows", "code", "line", "column"),
    [
        pytest.param(cell(0, 0, "ไม่มี.pdf"), "import_file_missing", 2, None, id="a file that is not there"),
        pytest.param(cell(0, 0, "../../etc/passwd.pdf"), "import_file_missing", 2, None, id="a way out of the folder"),
        pytest.param(cell(0, 1, "๔๔"), "sheet_cell_wrong", 2, "B", id="there are 43"),
        pytest.param(cell(0, 2, "กองที่ยุบแล้ว"), "sheet_cell_wrong", 2, "C", id="a unit that is not"),
        pytest.param(cell(0, 2, "งานกฎหมายและคดี"), "sheet_cell_wrong", 2, "C", id="a unit that does not answer for it"),
        pytest.param(cell(0, 3, "67"), "sheet_cell_wrong", 2, "D", id="a year of two digits"),
        pytest.param(cell(0, 3, "2567-h3"), "sheet_cell_wrong", 2, "D", id="a third half"),
        pytest.param(cell(3, 3, "ม.ค. 67"), "sheet_cell_wrong", 5, "D", id="a month of a year of two digits"),
        pytest.param(cell(2, 6, "29/2/2566"), "sheet_cell_wrong", 4, "G", id="29 February of no leap year"),
        pytest.param(cell(2, 6, None), "sheet_cell_wrong", 4, "G", id="nothing to date it by"),
        pytest.param(cell(0, 6, "=TODAY()"), "sheet_cell_formula", 2, "G", id="a formula"),
        pytest.param(cell(0, 7, "ไม่แน่ใจ"), "sheet_cell_wrong", 2, "H", id="personal data not considered"),
        pytest.param(cell(0, 7, None), "sheet_cell_wrong", 2, "H", id="personal data left blank"),
        pytest.param(cell(1, 4, "อีกชื่อ"), "import_rows_differ", 3, None, id="two titles of one item"),
        pytest.param(cell(1, 0, ROWS[0][0]), "import_file_twice", 3, None, id="a file listed twice"),
        pytest.param(cell(0, 3, "2569-h1"), "import_too_new", 4, None, id="a period still to be reported by its form"),
        pytest.param(cell(2, 6, "1 พ.ย. 2568"), "import_too_new", 4, None, id="of a day after the beginning"),
    ],
)
def test_a_bad_list_is_refused_where_it_is_bad(
    office: Office, folder: Path, tmp_path: Path, rows: list[list[Any]], code: str, line: int, column: str | None
) -> None:
    before = office.snapshot()
    done = office.cli(CLERK, "import", folder, "--manifest", listing(tmp_path / "บัญชี.xlsx", rows))
    found = [row for row in done.json["findings"] if row["code"] == code]

    assert done.code == 1
    assert found, done.text
    if code != "import_too_new":
        assert found[0]["line"] == line
    if column:
        assert f"!{column}" in found[0]["field"]
    assert office.submissions() == []
    assert {name for name in office.snapshot() if name not in before and "lfs" not in name} == set()


def test_a_file_that_may_not_be_attached_stops_the_run(office: Office, folder: Path, tmp_path: Path) -> None:
    (folder / "คู่มือ.pdf").write_bytes(b"")
    link = folder / str(ROWS[1][0])
    link.unlink()
    link.symlink_to(tmp_path / "secret.pdf")
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    done = office.cli(CLERK, "import", folder, "--manifest", listing(tmp_path / "บัญชี.xlsx"))

    assert sorted(done.codes) == ["file_empty", "import_file_missing"]
    assert office.submissions() == []


def test_what_is_filled_in_by_its_form_is_not_displaced(office: Office, folder: Path, tmp_path: Path) -> None:
    rows = cell(2, 1, "contact")
    done = office.cli(CLERK, "import", folder, "--manifest", listing(tmp_path / "บัญชี.xlsx", rows))

    assert done.codes == ["import_replaces"]
    assert done.json["findings"][0]["path"] == CONTACT
