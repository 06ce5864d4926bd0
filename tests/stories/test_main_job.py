"""The main job, as its people live it: real commands, real keys, a real server, stock git for whoever doubts."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import files
from tests.support import office as support
from tests.support.ledger import CONTACT, MANUAL, contact, item, manual
from tests.support.office import ADMIN, CHIEF, CLERK, DEPUTY, HEAD, Clock, Office, git, run_command, run_here, serving

DAY = 86_400
THAI_NAME = "แผนที่ตั้งสำนักงานและเส้นทางเดินรถประจำทาง ปี ๒๕๖๙ (ฉบับปรับปรุง).pdf"
PDF = files.pdf("แผนที่ตั้งสำนักงาน", "เส้นทางเดินรถประจำทาง")
FILLED = {
    "title.th": "ข้อมูลการติดต่อสำนักปลัด",
    "summary.th": "ที่อยู่ หมายเลขโทรศัพท์ และแผนที่ตั้งขององค์การบริหารส่วนตำบลบ้านบึง",
    "privacy.has_personal_data": "false",
    "privacy.lawful_basis": "none",
    "content.address.house_no": '"99"',
    "content.address.tambon": "บ้านบึง",
    "content.address.amphoe": "บ้านบึง",
    "content.address.changwat": "ตัวอย่าง",
    "content.address.postcode": "20170",
    "effective_on": "2025-10-01",
    "content.phones.number": '"+6638000001"',
    "content.fax.number": '"038000002"',
    "content.map.lat": "13.3",
    "content.map.lon": "101.1",
}
"""What a clerk types into the form; the postcode as people type it, without quotation marks."""


def fill_in(form: str) -> str:
    """The form with every empty field filled, line by line, comments and all left as they are."""
    lines: list[str] = []
    trail: list[tuple[int, str]] = []
    for line in form.split("\n"):
        match = re.match(r"( *)(- )?(\w+):(?:  #|$)", line)
        if line.strip() == "-":
            lines.append(f"{line} office@banbueng.example")
            continue
        if match:
            indent = len(match[1]) + len(match[2] or "")
            trail = [(at, name) for at, name in trail if at < indent] + [(indent, match[3])]
            value = FILLED.get(".".join(name for _, name in trail))
            line = line.replace(f"{match[3]}:", f"{match[3]}: {value}", 1) if value else line  # noqa: PLW2901
        lines.append(line)
    return "\n".join(lines)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def commits(repository: Path) -> list[str]:
    return git(repository, "rev-list", "--branches", "--remotes").split()


def assert_stock_git_agrees(repository: Path, signers: Path) -> None:
    """Every commit, by `git verify-commit` alone."""
    allowed = f"gpg.ssh.allowedSignersFile={signers}"
    command = ["git", "-C", str(repository), "-c", allowed, "verify-commit", *commits(repository)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count('Good "git" signature') == len(commits(repository))


def test_from_init_to_a_published_item(tmp_path: Path) -> None:
    """Every step a process of its own, every person in a clone of their own, all of it in Thai unless asked."""
    (tmp_path / "office.yaml").write_text(support.office_text(), encoding="utf-8")

    def prongsai(*arguments: str | Path, at: Path = tmp_path, code: int = 0) -> str:
        done = run_command(arguments, cwd=at)
        assert done.code == code, done.text
        assert "prongsai-bug" not in done.text
        return done.out

    # The administrator begins; the shared repository and the clones are made as `init` says.
    begun = prongsai("init", "first", "--from", "office.yaml", "--key", support.keys() / ADMIN, "--format", "json")
    anchor = json.loads(begun)["anchor"]
    git(tmp_path, "clone", "--quiet", "--bare", "first", "origin.git")
    clerk, head = (tmp_path / person for person in (CLERK, HEAD))
    for desk in (clerk, head):
        git(tmp_path, "clone", "--quiet", "origin.git", str(desk))
        git(desk, "config", "gpg.format", "ssh")
        git(desk, "config", "user.signingkey", str(support.keys() / desk.name))
        git(desk, "config", "prongsai.anchor", anchor)

    # The clerk fills in the form, with the mistake everyone makes.
    assert CONTACT in prongsai("new", "contact", at=clerk)
    form = (clerk / CONTACT).read_text(encoding="utf-8")
    filled = fill_in(form)
    (clerk / CONTACT).write_text(filled, encoding="utf-8")
    wrong = next(at for at, line in enumerate(filled.split("\n"), start=1) if "postcode" in line)
    told = prongsai("check", at=clerk, code=1)
    assert f"[schema_wrong_type] {CONTACT}:{wrong} · content.address.postcode" in told
    assert f"บรรทัดที่ {wrong} หัวข้อ content.address.postcode เป็นข้อมูลผิดชนิด" in told
    assert "→ กรุณาแก้ให้ตรงชนิด" in told
    assert told.count("✗") == 1
    prongsai("submit", at=clerk, code=1)
    (clerk / CONTACT).write_text(filled.replace("20170", '"20170"'), encoding="utf-8")
    assert "ไม่พบข้อผิดพลาด" in prongsai("check", at=clerk)

    # A file with a Thai name goes along.
    (tmp_path / THAI_NAME).write_bytes(PDF)
    assert THAI_NAME in prongsai("attach", "contact/office-of-palad/main", f"../{THAI_NAME}", at=clerk)
    assert "✓ ส่งแล้ว: contact/office-of-palad/main" in prongsai("submit", "-m", "ปรับปรุงข้อมูลการติดต่อ", at=clerk)

    # The head reads all of it, opens the file, and signs.
    assert "● contact/office-of-palad/main" in prongsai("inbox", at=head)
    shown = prongsai("review", "contact/office-of-palad/main", at=head)
    assert "ปรับปรุงข้อมูลการติดต่อ" in shown
    assert "+6638000001" in shown
    assert (head / ".git/prongsai/reading").is_dir()
    assert next((head / ".git/prongsai/reading").rglob("*.pdf")).read_bytes() == PDF
    assert "ครบแล้ว" in prongsai("approve", "contact/office-of-palad/main", at=head)
    assert "✓ เผยแพร่แล้ว" in prongsai("publish", "contact/office-of-palad/main", at=clerk)

    # Anyone verifies all of it, with our command and without.
    origin, signers = tmp_path / "origin.git", tmp_path / "signers"
    told = prongsai("verify", "--repo", origin, "--anchor", anchor, "--allowed-signers", signers, "--format", "json")
    verified = json.loads(told)
    assert (verified["trusted"], verified["changes"], verified["accepted"]) == (True, 1, 1)
    assert verified["files"] == {"present": 1, "missing": 0, "damaged": 0, "erased": 0}
    assert_stock_git_agrees(origin, signers)
    assert verified["head"][:12] in prongsai("log", at=clerk)
    record = json.loads(prongsai("show", "contact/office-of-palad/main", "--format", "json", at=clerk))
    assert record["title"]["th"] == FILLED["title.th"]


def test_without_an_anchor_verify_says_so_and_does_not_fail(office: Office) -> None:
    done = run_here(["verify", "--repo", office.origin, "--format", "json"])

    assert done.code == 0
    assert (done.json["anchor_pinned"], done.json["anchor"]) == (False, office.anchor)
    assert office.anchor in done.err


def phone(record: Any) -> str:
    return str(record["document"]["content"]["phones"][0]["number"])


def date_before(days: int) -> str:
    return (datetime.now(tz=UTC) - timedelta(days=days)).date().isoformat()


@pytest.fixture
def old_office(tmp_path: Path) -> Office:
    """An office two years old that published once more than a year ago, by its own clock, and once just now."""
    begun = time.time() // DAY * DAY - 730 * DAY
    office = Office(tmp_path, begun=begun)
    office.publish_item(contact("+6638000001"), clock=Clock(begun + 300 * DAY))
    office.publish_item(contact("+6638000002"))
    return office


def test_a_citizen_reads_what_stood_there_last_year(old_office: Office) -> None:
    item = "contact/office-of-palad/main"

    now = old_office.cli(CLERK, "show", item).json
    then = old_office.cli(CLERK, "show", item, "--as-of", date_before(365)).json
    before = old_office.cli(CLERK, "show", item, "--as-of", date_before(500))

    assert (then["version"], phone(then)) == (1, "+6638000001")
    assert (now["version"], phone(now)) == (2, "+6638000002")
    assert (before.code, before.codes) == (1, ["item_not_found"])


def test_history_and_difference_are_told(old_office: Office) -> None:
    item = "contact/office-of-palad/main"

    changes = old_office.cli(CLERK, "log").json["changes"]
    versions = old_office.cli(CLERK, "log", item).json["versions"]
    changed = old_office.cli(CLERK, "diff", item).json["changes"]
    told = old_office.cli(CLERK, "diff", item, "--from", "1", "--to", "2", json=False).out

    assert [row["commit"] for row in changes] == git(old_office.origin, "rev-list", "--first-parent", "main").split()
    assert [row["version"] for row in versions] == [2, 1]
    assert [(row["before"], row["after"]) for row in changed] == [("+6638000001", "+6638000002")]
    assert "+6638000001 → +6638000002" in told
    for words in (["log"], ["log", item], ["show", item], ["verify"]):
        said = old_office.cli(CLERK, *words, json=False)
        assert (said.code, said.err.startswith("✗")) == (0, False), said.text
    assert "ฉบับที่ 2" in old_office.cli(CLERK, "log", item, json=False).out
    assert old_office.published(CONTACT)["title"]["th"] in old_office.cli(CLERK, "show", item, json=False).out


def test_what_is_not_exempt_needs_an_executive(office: Office) -> None:
    """Head, then chief executive, then publication; whoever signed what is told of the version."""
    item = office.submit(CLERK, manual())
    waits = office.cli(CHIEF, "inbox").json["submissions"][0]
    office.approve(item, HEAD, CHIEF)
    published = office.cli(CLERK, "publish", item)
    shown = office.cli(CLERK, "show", item).json

    assert [need["step"] for need in waits["missing"]] == ["unit_check", "consent"]
    assert published.code == 0, published.text
    assert office.submissions() == []
    assert shown["checked"][0]["person"]["id"] == HEAD
    assert shown["consented"][0]["person"]["id"] == CHIEF
    assert shown["published"]["person"]["id"] == CLERK
    assert office.verify()["trusted"] is True


def test_an_executive_consents_and_publishes_in_one_act(office: Office) -> None:
    item = office.submit(CLERK, manual())
    office.approve(item, HEAD)

    done = office.cli(CHIEF, "publish", item, "--consent")

    assert done.code == 0, done.text
    assert office.cli(CHIEF, "show", item).json["consented"][0]["person"]["id"] == CHIEF
    assert office.verify()["accepted"] == 1


def test_a_deputy_consents_for_the_units_given_to_them(office: Office) -> None:
    unit = "policy-plan"
    line = {"no": "1", "name": {"th": "ซ่อมถนน"}, "budget": "500.00", "start": "2025-11", "end": "2026-02"}
    content = {"plan_period": {"from": "2025-10-01", "to": "2026-09-30"}, "lines": [line], "total": "500.00"}
    period = {"kind": "fiscal_year", "fiscal_year": 2569}

    planned = office.submit("nipa", item(f"items/annual-plan/{unit}/2569.yaml", "plan", period, content))
    office.approve(planned, "wichai", DEPUTY)
    done = office.cli("nipa", "publish", planned)

    assert done.code == 0, done.text
    assert office.verify()["trusted"] is True


def test_what_is_sent_back_is_mended_and_goes_through(office: Office) -> None:
    """The author reads why; the old content can never be published, the new one can."""
    reason = "หมายเลขโทรศัพท์ผิด กรุณาตรวจกับป้ายหน้าสำนักงาน"
    item = office.submit(CLERK, contact("+6638000009"))
    returned = office.cli(HEAD, "return", item, "--reason", reason)
    seen = office.cli(CLERK, "inbox")
    refused = office.cli(HEAD, "approve", item)
    again = office.submit(CLERK, contact("+6638000001"))
    office.approve(item, HEAD)
    published = office.cli(CLERK, "publish", item)

    assert returned.code == 0, returned.text
    assert (seen.json["submissions"][0]["state"], seen.json["submissions"][0]["reason"]) == ("returned", reason)
    assert reason in office.cli(CLERK, "inbox", json=False).out or published.code == 0
    assert refused.codes == ["returned"]
    assert again == item
    assert published.code == 0, published.text
    assert office.published(CONTACT)["content"]["phones"][0]["number"] == "+6638000001"
    assert office.verify()["trusted"] is True


def test_a_key_that_only_the_agent_holds_signs(office: Office, tmp_path: Path) -> None:
    """`user.signingkey` names the public half; the private one is nowhere on disk."""
    private = tmp_path / "agent" / CLERK
    private.parent.mkdir()
    for half in (private, private.with_name(f"{CLERK}.pub")):
        half.write_bytes((support.keys() / half.name).read_bytes())
    private.chmod(0o600)
    public = private.with_name(f"{CLERK}.pub")
    with agent(private) as environment:
        private.unlink()
        desk = office.clone(tmp_path / "desk", public)
        (desk / CONTACT).parent.mkdir(parents=True)
        (desk / CONTACT).write_text(yaml.safe_dump(contact()[CONTACT]), encoding="utf-8")

        done = run_command(["submit", "--format", "json"], cwd=desk, env=environment)

    assert done.code == 0, done.text
    assert office.submissions() == ["contact/office-of-palad/main"]
    refused = run_command(["submit", "--format", "json"], cwd=desk, env={"SSH_AUTH_SOCK": ""})
    assert (refused.code, refused.codes) == (4, ["key_not_configured"])


@contextmanager
def agent(key: Path) -> Iterator[dict[str, str]]:
    """An ssh-agent of one's own that holds `key`."""
    place = key.parent / "agent.sock"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(place)], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 10
        while not place.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        environment = {"SSH_AUTH_SOCK": str(place)}
        subprocess.run(["ssh-add", "-q", str(key)], env=os.environ | environment, check=True)
        yield environment
    finally:
        process.terminate()
        process.wait(10)


# A citizen, and a real server.


@pytest.mark.skipif(sys.platform != "linux", reason="servers run on Linux")
def test_a_citizen_reads_over_http_whatever_happens_on_main(old_office: Office) -> None:
    address = f"/v1/{CONTACT.removesuffix('.yaml')}"
    with serving(old_office.origin, old_office.anchor) as server:
        # Last year's version, and today's.
        assert server.get(f"{address}?as_of={date_before(365)}")["version"] == 1
        now = server.get(address)
        assert (now["version"], phone(now)) == (2, "+6638000002")

        # A new publication appears by itself, within two seconds.
        head = old_office.publish_item(manual(), approvers=(HEAD, CHIEF))
        manual_address = f"/v1/{MANUAL.removesuffix('.yaml')}"
        assert server.wait_for(manual_address, lambda found: found["version"] == 1, seconds=2).get("version") == 1
        assert server.get("/v1/verification")["trusted"] is True

        # Something bad lands on main: it is shown as rejected, and what is served stays as it was.
        vandal = old_office.folder / "vandal"
        git(old_office.folder, "clone", "--quiet", str(old_office.origin), str(vandal))
        text = (vandal / CONTACT).read_text(encoding="utf-8")
        (vandal / CONTACT).write_text(text.replace("+6638000002", "+6638666666"), encoding="utf-8")
        git(vandal, "commit", "--quiet", "--all", "--message", "a small correction")
        git(vandal, "push", "--quiet", "origin", "HEAD:main")
        bad = git(vandal, "rev-parse", "HEAD")
        told = server.wait_for("/v1/verification", lambda found: found["rejected"], seconds=2)
        assert [row["commit"] for row in told["rejected"]] == [bad]
        assert told["trusted"] is False
        assert told["rejected"][0]["findings"][0]["code"] == "signature_missing"
        served = server.get(address)
        assert (served["version"], served["document"]) == (2, now["document"])
        assert head != bad

        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(15) == 0
