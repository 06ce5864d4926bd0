"""A clerk, a head and an executive meet personal data: before it is shared, while it is checked, when it is signed."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from repo_schema.approvals import parse_form
from service.ledger import approving, reviewing
from service.ledger.review_page import write_page
from tests.support import files
from tests.support.ledger import contact, manual, news
from tests.support.office import ADMIN, CHIEF, CLERK, HEAD, Office, git

NUMBER = "3-1006-00445-63-5"
MOBILE = "081-234-5678"
PATH = "items/news/office-of-palad/first.yaml"
NAME = "news/office-of-palad/first"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def story(body: str) -> Any:
    return news("office-of-palad", body=body)[PATH]


def everything_in(repository: Path) -> bytes:
    """Every object's bytes, reachable or not."""
    listing = git(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    return b"".join(
        git(repository, "cat-file", kind, oid).encode()
        for oid, kind in map(str.split, listing.splitlines())
        if kind != "tree"
    )


def test_a_number_is_refused_where_it_stands_and_nothing_is_shared(office: Office) -> None:
    office.write(CLERK, PATH, story(f"ผู้รับรางวัลคือ {NUMBER}"))

    checked = office.cli(CLERK, "check")
    refused = office.cli(CLERK, "submit", PATH)

    assert (checked.code, checked.codes) == (1, ["privacy_national_id"])
    (finding,) = checked.json["findings"]
    assert (finding["path"], finding["field"]) == (PATH, "content.body.th")
    assert finding["line"] is not None
    assert (refused.code, refused.codes) == (1, ["privacy_national_id"])
    assert "00445" not in checked.text + refused.text
    assert office.submissions() == []


def test_a_message_is_looked_at_before_it_is_signed(office: Office) -> None:
    office.write(CLERK, PATH, story("ข่าวประชาสัมพันธ์"))

    refused = office.cli(CLERK, "submit", PATH, "-m", f"ข่าวของ {NUMBER}")
    asked = office.cli(CLERK, "submit", PATH, "-m", f"ข่าวของ {NUMBER}", "--ask-decision")

    assert [refused.codes, asked.codes] == [["privacy_national_id"]] * 2
    assert office.submissions() == []


def test_what_the_law_requires_of_contact_is_no_finding(office: Office) -> None:
    office.write_all(CLERK, contact("+6638000002"))

    assert office.cli(CLERK, "check").json["warnings"] == []


def test_a_checker_decides_and_then_consent_is_needed(office: Office) -> None:
    """A telephone number in the news: the clerk is told, the head decides, the executive consents, citizens see it."""
    office.write(CLERK, PATH, story(f"สอบถามที่ {MOBILE}"))
    submitted = office.cli(CLERK, "submit", PATH)
    assert submitted.code == 0, submitted.text
    assert [need["step"] for need in submitted.json["missing"]] == ["unit_check"]

    shown = office.cli(HEAD, "review", NAME, json=False)
    undecided = office.cli(HEAD, "approve", NAME)
    masked = office.cli(HEAD, "approve", NAME, "--decide", "1=masked")
    nonsense = office.cli(HEAD, "approve", NAME, "--decide", "1=fine")
    unknown = office.cli(HEAD, "approve", NAME, "--decide", "1-2=false_positive")
    decided = office.cli(HEAD, "approve", NAME, "--decide", "1=lawful:consent")

    assert "ข้อมูลส่วนบุคคลและความลับ" in shown.out
    assert "1. [" in shown.out
    assert MOBILE not in shown.out.split("ข้อมูลส่วนบุคคลและความลับ")[1]
    assert [undecided.codes, masked.codes] == [["privacy_undecided"], ["privacy_still_there"]]
    assert [nonsense.codes, unknown.codes] == [["privacy_decision_invalid"]] * 2
    assert decided.code == 0, decided.text
    assert [need["step"] for need in decided.json["missing"]] == ["consent"]

    early = office.cli(CLERK, "publish", NAME)
    seen = office.cli(CHIEF, "review", NAME)
    consent = office.cli(CHIEF, "approve", NAME)
    done = office.cli(CHIEF, "publish", NAME)

    assert early.codes == ["missing_consent"]
    assert [row["decision"] for row in seen.json["privacy"]["decided"]] == ["lawful:consent"]
    assert [consent.code, done.code] == [0, 0], consent.text + done.text
    assert office.verify()["trusted"]


def test_the_page_for_a_forge_says_why_consent_is_asked_for(office: Office) -> None:
    office.write(CLERK, PATH, story(f"สอบถามที่ {MOBILE}"))
    assert office.cli(CLERK, "submit", PATH).code == 0
    with office.workspace(HEAD) as workspace:
        done = approving.approve(workspace, NAME, ask=lambda number, _: "lawful:consent" if number == 1 else "")
    with office.workspace(CHIEF) as workspace:
        page = write_page(reviewing.read(workspace, NAME), workspace.history.law.policy, office.folder / "page")

    told = page.read_text(encoding="utf-8").split("ข้อมูลส่วนบุคคลและความลับ")[1]
    assert [need.step for need in done.missing] == ["consent"]
    assert "เจ้าของข้อมูลยินยอม" in told
    assert MOBILE not in told


def test_a_block_that_is_none_goes_the_long_way(office: Office) -> None:
    """A manual that explains the classes of secrecy: asked for, decided, consented to."""
    office.write_all(CLERK, manual("ลับ"))
    path = next(iter(manual()))
    name = path.removeprefix("items/").removesuffix(".yaml")

    refused = office.cli(CLERK, "submit", path)
    asked = office.cli(CLERK, "submit", path, "--ask-decision")
    undecided = office.cli(HEAD, "approve", name)
    decided = office.cli(HEAD, "approve", name, "--decide", "1=false_positive")
    office.approve(name, CHIEF)
    done = office.cli(CLERK, "publish", name)

    assert refused.codes == ["privacy_secrecy"]
    assert asked.code == 0, asked.text
    assert [row["code"] for row in asked.json["warnings"]] == ["privacy_secrecy"]
    assert undecided.codes == ["privacy_undecided"]
    assert [decided.code, done.code] == [0, 0], decided.text + done.text


def test_what_was_masked_is_on_record(office: Office) -> None:
    office.write(CLERK, PATH, story(f"สอบถามที่ {MOBILE}"))
    assert office.cli(CLERK, "submit", PATH).code == 0
    assert office.cli(HEAD, "approve", NAME, "--decide", "1=lawful:consent").code == 0
    office.approve(NAME, CHIEF)
    assert office.cli(CLERK, "publish", NAME).code == 0
    office.write(CLERK, PATH, story("สอบถามที่ 081-xxx-xxxx"))
    assert office.cli(CLERK, "submit", PATH).code == 0

    shown = office.cli(HEAD, "review", NAME).json["privacy"]["found"]
    done = office.cli(HEAD, "approve", NAME, "--decide", "1=masked")
    form = parse_form(git(office.origin, "log", "-1", "--format=%B", f"submissions/{NAME}").removesuffix("\n") + "\n")

    assert [(row["number"], row["stands"]) for row in shown] == [(1, False)]
    assert done.code == 0, done.text
    assert [(row.kind, row.spot.where) for row in form.decisions] == [("masked", "content.body.th")]


def test_a_draft_that_held_it_never_reaches_the_shared_repository(office: Office) -> None:
    """Drafts committed along the way stay on the clerk's machine: one content commit is shared."""
    desk = office.desk(CLERK)
    office.write(CLERK, PATH, story(f"ผู้รับรางวัลคือ {NUMBER}"))
    git(desk, "add", "--all")
    git(desk, "commit", "--quiet", "--message", f"draft of {NUMBER}")
    office.write(CLERK, PATH, story("ผู้รับรางวัลหนึ่งคน"))
    git(desk, "commit", "--quiet", "--all", "--message", "masked")

    done = office.cli(CLERK, "submit", PATH)
    office.approve(NAME, HEAD)
    published = office.cli(CLERK, "publish", NAME)

    assert [done.code, published.code] == [0, 0], done.text + published.text
    assert NUMBER.encode() in everything_in(desk)
    assert NUMBER.encode() not in everything_in(office.origin)


def test_a_waiver_and_an_import_are_looked_at_too(office: Office) -> None:
    waived = office.cli(CLERK, "waive", "contact", "standing", "--reason", f"ให้ดูเลข {NUMBER} แทน")

    assert waived.codes == ["privacy_national_id"]
    assert office.submissions() == []


def test_policy_may_name_its_people(office: Office) -> None:
    """A list of names in policy is what policy is."""
    path = "policy/people.yaml"
    people = office.published(path)
    for letter, row in zip("กขคงจฉชซ", people["people"], strict=False):
        row["name"]["th"] = f"นายสม{letter}า รักศาสนา"
    office.write(ADMIN, path, people)

    found = office.cli(ADMIN, "check")

    assert (found.json["paths"], "privacy_" in found.text) == ([path], False)


def test_a_number_inside_an_attachment_is_found_before_it_is_shared(office: Office, tmp_path: Path) -> None:
    office.write(CLERK, PATH, story("ประกาศรายชื่อตามไฟล์แนบ"))
    (tmp_path / "รายชื่อ.pdf").write_bytes(files.pdf(f"ผู้รับเงิน {NUMBER}"))
    assert office.cli(CLERK, "attach", NAME, tmp_path / "รายชื่อ.pdf").code == 0

    refused = office.cli(CLERK, "submit")
    assert (refused.code, refused.codes) == (1, ["privacy_national_id"])
    assert refused.json["findings"][0]["field"] == "หน้า 1"
    assert "00445" not in refused.text
    assert office.submissions() == []


def test_a_checker_who_signs_without_reading_is_still_asked_about_the_attachment(
    office: Office, tmp_path: Path
) -> None:
    """Their clone has never held its bytes."""
    office.write(CLERK, PATH, story("ประกาศตามไฟล์แนบ"))
    (tmp_path / "ประกาศ.pdf").write_bytes(files.pdf(f"ติดต่อ {MOBILE}"))
    file = office.cli(CLERK, "attach", NAME, tmp_path / "ประกาศ.pdf").json["file"]
    assert office.cli(CLERK, "submit").code == 0

    signed = office.cli(HEAD, "approve", NAME)
    assert (signed.code, signed.codes) == (1, ["privacy_undecided"])
    assert signed.json["findings"][0]["path"] == file


def test_nobody_checks_a_submission_whose_attachment_cannot_be_read_anywhere(office: Office, tmp_path: Path) -> None:
    office.write(CLERK, PATH, story("ประกาศตามไฟล์แนบ"))
    (tmp_path / "ประกาศ.pdf").write_bytes(files.pdf("แผนที่"))
    assert office.cli(CLERK, "attach", NAME, tmp_path / "ประกาศ.pdf").code == 0
    assert office.cli(CLERK, "submit").code == 0
    shutil.rmtree(office.origin / "lfs")

    signed = office.cli(HEAD, "approve", NAME)
    assert (signed.code, signed.codes) == (1, ["file_missing_in_store"])
