"""A leak, from the moment it is known to the 90-day file: suppressed by one command, erased by two, proven after."""

import os
import signal
import subprocess
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from repo_schema.pointers import render_pointer
from service.ledger.attachments import Store
from service.ledger.breach_log import Incident, clock_of
from service.ledger.repository import find_git_dir
from tests.support import files
from tests.support.ledger import MANUAL, attachment, manual
from tests.support.office import CHIEF, CLERK, HEAD, Completed, Office, git, run_here

ITEM = "service-manual/office-of-palad/main"
NAME = "สำเนาบัตร.pdf"
LEAK = files.pdf("เรื่องที่ไม่ควรเปิดเผยแก่ผู้ใด")
SHA = sha256(LEAK).hexdigest()
FILE = f"files/{SHA[:2]}/{SHA}.pdf"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A manual with a file that should never have been shown, published the whole way."""
    office = Office(tmp_path / "office")
    pointer = Store(find_git_dir(office.desk(CLERK))).add([LEAK])
    contents = manual(attachments=[attachment(FILE, render_pointer(pointer), NAME)]) | {FILE: render_pointer(pointer)}
    office.publish_item(contents, approvers=(HEAD, CHIEF))
    return office


def holders(root: Path) -> list[Path]:
    """Every file below `root` in which the bytes stand."""
    mark = LEAK[(start := LEAK.index(b"stream\n") + 7) : start + 64]
    return [file for file in root.rglob("*") if file.is_file() and mark in file.read_bytes()]


def shown(office: Office) -> Completed:
    """The item, as the clerk's clone has it after the next look at the shared repository."""
    office.cli(CLERK, "inbox")
    return office.cli(CLERK, "show", ITEM)


def erase(office: Office) -> str:
    """Proposed by the head, signed by the chief executive, published; no byte is gone yet."""
    asked = office.cli(HEAD, "erase", ITEM, "--file", NAME, "--reason", "personal_data")
    assert asked.code == 0, asked.text
    assert asked.json["published"] is None
    office.approve(asked.json["id"], CHIEF)
    assert office.cli(HEAD, "publish", asked.json["id"]).code == 0
    return str(asked.json["statement"])


def test_whoever_may_suppress_does_so_with_one_command(office: Office) -> None:
    done = office.cli(HEAD, "suppress", ITEM, "--reason", "personal_data", "--known-at", "2026-11-27T09:30:00+07:00")

    assert done.code == 0, done.text
    assert done.json["published"] == office.main
    assert office.verify()["trusted"]
    assert shown(office).codes == ["item_withheld"]

    report = office.cli(HEAD, "erase", "--report").json["repositories"][0]
    assert report["statements"][0]["notify_by"] == "2026-11-30T09:30:00+07:00"


def test_a_withdrawal_and_its_lifting(office: Office) -> None:
    asked = office.cli(CLERK, "withdraw", ITEM, "--reason", "obsolete")
    assert (asked.code, asked.json["published"]) == (0, None)
    assert asked.json["missing"][0]["step"] == "take_down"

    assert office.cli(HEAD, "approve", asked.json["id"]).code == 0
    assert office.cli(CLERK, "publish", asked.json["id"]).code == 0
    assert shown(office).codes == ["item_withheld"]
    again = office.cli(HEAD, "lift", ITEM, "--kind", "withdrawal")
    office.approve(again.json["id"], CHIEF)
    assert office.cli(HEAD, "publish", again.json["id"]).code == 0
    assert shown(office).code == 0


def test_a_suppression_passes_the_guard(office: Office) -> None:
    assert run_here(["guard", "install", office.origin, "--anchor", office.anchor]).code == 0

    assert office.cli(HEAD, "suppress", ITEM, "--reason", "personal_data").json["published"] == office.main
    asked = office.cli(CLERK, "erase", ITEM, "--file", NAME, "--reason", "personal_data").json["id"]
    assert office.cli(CLERK, "publish", asked).codes == ["missing_take_down"]


def test_a_dry_run_and_a_missing_reason_change_nothing(office: Office) -> None:
    office.cli(HEAD, "inbox")
    before = office.snapshot()

    assert office.cli(HEAD, "suppress", ITEM, "--reason", "personal_data", "--dry-run").code == 0
    assert office.cli(HEAD, "suppress", ITEM).code == 2
    assert office.cli(HEAD, "erase", ITEM, "--reason", "personal_data").code == 2
    assert office.cli(HEAD, "erase", "--report").code == 0
    assert office.cli(HEAD, "suppress", "no/such/item", "--reason", "secret").codes == ["tombstone_item_missing"]
    assert office.snapshot() == before


def test_nothing_is_destroyed_before_two_have_signed(office: Office) -> None:
    asked = office.cli(HEAD, "erase", ITEM, "--file", NAME, "--reason", "personal_data")
    assert asked.json["published"] is None

    assert office.cli(HEAD, "erase").json["repositories"][0]["files"] == []
    assert office.cli(HEAD, "publish", asked.json["id"]).codes == ["missing_take_down"]
    assert holders(office.origin)


def test_after_an_erasure_no_byte_is_left_and_every_proof_holds(office: Office, tmp_path: Path) -> None:
    office.cli(CHIEF, "erase", "--report")
    older = tmp_path / "older"
    git(tmp_path, "clone", "--quiet", str(office.origin), str(older))
    before = office.verify()
    assert before["files"]["present"] == 1
    statement = erase(office)
    assert holders(office.origin)

    looked = office.cli(HEAD, "erase", "--dry-run").json["repositories"]
    assert {row["outcome"] for place in looked for row in place["files"]} <= {"to_destroy", "gone"}
    assert holders(office.origin)
    for person in (HEAD, CLERK, CHIEF):
        assert office.cli(person, "erase").code == 0

    assert holders(office.folder) == []
    fresh = tmp_path / "fresh"
    git(tmp_path, "clone", "--quiet", str(office.origin), str(fresh))
    found = run_here(["verify", "--repo", fresh, "--anchor", office.anchor, "--format", "json"])
    assert found.code == 0
    assert found.json["files"] == {"present": 0, "missing": 0, "damaged": 0, "erased": 1}
    assert found.json["accepted"] == before["accepted"] + 1
    signers = tmp_path / "signers"
    run_here(["verify", "--repo", fresh, "--anchor", office.anchor, "--allowed-signers", signers])
    for commit in git(fresh, "rev-list", "--first-parent", "main").split():
        git(fresh, "-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-commit", commit)

    again = office.cli(HEAD, "erase").json["repositories"]
    assert {row["outcome"] for place in again for row in place["files"]} == {"gone"}
    assert [row["path"] for row in again[0]["statements"]] == [statement]
    assert again[0]["reachable"]["named_in"] == [ITEM]


def test_the_officer_keeps_a_log_with_the_72_hours(office: Office, tmp_path: Path) -> None:
    """What the history proves is added, what this machine destroyed is noted, what the officer wrote stays."""
    log, page = tmp_path / "breach.yaml", tmp_path / "breach.html"
    known = "2025-11-27T09:30:00+07:00"
    more = ("--reason", "personal_data", "--known-at", known)
    assert office.cli(HEAD, "suppress", ITEM, *more).code == 0
    first = office.cli(HEAD, "erase", "--report", "--log", log, "--page", page).json["incidents"]
    assert [(row["item"], row["known_at"], row["clock"]) for row in first] == [(ITEM, known, "passed")]
    assert [act["what"] for act in first[0]["done"]] == ["suppressed"]
    assert "เลยกำหนดแล้ว" in page.read_text(encoding="utf-8")

    asked = office.cli(HEAD, "erase", ITEM, "--file", NAME, *more)
    office.approve(asked.json["id"], CHIEF)
    assert office.cli(HEAD, "publish", asked.json["id"]).code == 0
    written = log.read_text(encoding="utf-8")
    told = "  kinds: [contact, identity_number]\n  persons: 1\n  risk: some\n"
    log.write_text(f'{written}{told}  committee_notified_at: "2025-11-29T10:00:00+07:00"\n', encoding="utf-8")
    done = office.cli(HEAD, "erase", "--log", log, "--page", page).json["incidents"]
    again = office.cli(HEAD, "erase", "--log", log).json["incidents"]

    assert again == done
    assert (done[0]["clock"], done[0]["persons"], done[0]["kinds"]) == ("notified", 1, ["contact", "identity_number"])
    places = [act.get("place") for act in done[0]["done"] if act["what"] == "destroyed"]
    assert places == [str(office.desk(HEAD)), str(office.origin)], "whoever checked it has read it, and has it no more"
    text = page.read_text(encoding="utf-8")
    assert "แจ้งแล้วภายในกำหนด" in text
    assert "เลขประจำตัวหรือเอกสารแสดงตน" in text
    assert "notified" not in git(office.origin, "log", "-p", "main", "--", "tombstones")

    log.write_text(log.read_text(encoding="utf-8").replace("risk: some", "risk: little"), encoding="utf-8")
    kept = log.read_bytes()
    assert office.cli(HEAD, "erase", "--report", "--log", log).codes == ["schema_wrong_value"]
    assert log.read_bytes() == kept


@pytest.mark.parametrize(
    ("told", "hours", "clock", "left"),
    [
        ({}, 71, "running", 1),
        ({}, 73, "passed", None),
        ({"risk": "none"}, 73, "not_required", None),
        ({"committee_notified_at": "2025-11-30T09:30:00+07:00"}, 99, "notified", None),
        ({"committee_notified_at": "2025-11-30T09:30:01+07:00"}, 99, "notified_late", None),
    ],
)
def test_the_clock_runs_for_72_hours(told: dict[str, str], hours: int, clock: str, left: int | None) -> None:
    known = "2025-11-27T09:30:00+07:00"
    incident = Incident(ITEM, known, "2025-11-30T09:30:00+07:00", (), told)
    now = datetime.fromisoformat(known).timestamp() + hours * 3600

    assert clock_of(incident, now) == (clock, left)


def test_it_comes_back_by_no_way_of_ours(office: Office) -> None:
    erase(office)
    office.cli(CLERK, "erase")
    pointer = Store(find_git_dir(office.desk(CLERK))).add([LEAK])
    contents = manual("ฉบับใหม่", attachments=[attachment(FILE, render_pointer(pointer), NAME)])
    office.write_all(CLERK, contents | {FILE: render_pointer(pointer)})

    office.cli(CLERK, "submit", MANUAL, FILE)
    assert not holders(office.origin)


KILLS = {
    "half overwritten": (
        "import os, service.ledger.erasing as erasing",
        "def half(file):",
        "    file.chmod(0o600)",
        "    file.write_bytes(b'0')",
        "    os.kill(os.getpid(), 9)",
        "erasing.overwrite = half",
    ),
    "overwritten": ("import os, pathlib", "pathlib.Path.unlink = lambda *_, **__: os.kill(os.getpid(), 9)"),
}


@pytest.mark.long
@pytest.mark.parametrize("lines", KILLS.values(), ids=KILLS)
def test_a_killed_erasing_is_run_again(office: Office, tmp_path: Path, lines: tuple[str, ...]) -> None:
    erase(office)
    command = f"sys.argv = ['prongsai', 'erase', '--repo', {str(office.origin)!r}]"
    program = "\n".join([*lines, "import sys", command, "from cli.main import run", "run()"])
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    assert office.verify()["trusted"]

    assert run_here(["erase", "--repo", office.origin]).code == 0
    assert holders(office.origin) == []
    assert office.verify()["files"]["erased"] == 1
