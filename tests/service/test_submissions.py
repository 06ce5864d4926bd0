"""A change on its way, where `main` is not what it should be, where law is changed, where files are shared."""

from pathlib import Path

import pytest

from repo_schema.layout import submission_id
from tests.support import files
from tests.support.ledger import CONTACT, MANUAL, contact, dump, manual
from tests.support.office import ADMIN, CHIEF, CLERK, HEAD, Office, git

RULES = "policy/rules.yaml"
CONTACT_ID = "contact/office-of-palad/main"
BAD_PHONE, GOOD_PHONE = "+6638666666", "+6638000001"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


def land(office: Office, path: str, data: bytes) -> str:
    """Straight onto `main` with plain git, as nobody should."""
    vandal = office.folder / "vandal"
    git(office.folder, "clone", "--quiet", str(office.origin), str(vandal))
    (vandal / path).parent.mkdir(parents=True, exist_ok=True)
    (vandal / path).write_bytes(data)
    git(vandal, "add", "--all")
    git(vandal, "commit", "--quiet", "--message", "a small correction")
    git(vandal, "push", "--quiet", "origin", "HEAD:main")
    return git(vandal, "rev-parse", "HEAD")


def phone(office: Office) -> str:
    return str(office.published(CONTACT)["content"]["phones"][0]["number"])


# `main` is not what it should be.


def test_what_landed_unapproved_is_made_trusted_by_approval(office: Office) -> None:
    """The same bytes, properly: named, since nobody should take a vandal's work along unawares."""
    land(office, CONTACT, dump(contact(GOOD_PHONE)[CONTACT]))
    assert office.verify()["trusted"] is False

    unnamed = office.cli(CLERK, "submit")
    named = office.cli(CLERK, "submit", CONTACT_ID)
    office.approve(CONTACT_ID, HEAD)
    published = office.cli(CLERK, "publish", CONTACT_ID)

    assert unnamed.codes == ["nothing_to_submit"]
    assert (named.code, named.json["paths"]) == (0, [CONTACT]), named.text
    assert published.code == 0, published.text
    told = office.verify()
    assert (told["trusted"], told["accepted"], len(told["rejected"])) == (True, 1, 1)


def test_reviewers_see_the_trusted_text_beside_the_proposed_one(office: Office) -> None:
    """However often something else landed meanwhile."""
    office.publish_item(contact("+6638000009"))
    bad = land(office, CONTACT, dump(contact(BAD_PHONE)[CONTACT]))

    item_id = office.submit(CLERK, contact(GOOD_PHONE))
    shown = office.cli(HEAD, "review", item_id).json["changes"][0]["rows"]
    office.approve(item_id, HEAD)
    assert office.cli(CLERK, "publish", item_id).code == 0

    assert [(row["before"], row["after"]) for row in shown] == [("+6638000009", GOOD_PHONE)]
    assert phone(office) == GOOD_PHONE
    told = office.verify()
    assert (told["trusted"], [row["commit"] for row in told["rejected"]]) == (True, [bad])


def test_what_landed_elsewhere_does_not_stand_in_the_way(office: Office) -> None:
    """Untrusted bytes at another path are neither taken along nor blessed."""
    land(office, MANUAL, dump(manual("ของแปลกปลอม")[MANUAL]))

    office.publish_item(contact(GOOD_PHONE))

    told = office.verify()
    assert (told["trusted"], told["untrusted_paths"], told["accepted"]) == (False, [MANUAL], 1)


# Law.


def change_rules(office: Office, days: int) -> bytes:
    text = git(office.origin, "show", f"main:{RULES}") + "\n"
    changed = text.replace("approval_max_age_days: 90", f"approval_max_age_days: {days}")
    assert changed != text
    return changed.encode()


def test_policy_changes_by_administrator_and_chief_executive(office: Office) -> None:
    """An ordinary submission, under rules of its own."""
    item_id = office.submit(ADMIN, {RULES: change_rules(office, 30)})
    early = office.cli(ADMIN, "publish", item_id)
    by_head = office.cli(HEAD, "approve", item_id)
    office.approve(item_id, CHIEF)
    published = office.cli(ADMIN, "publish", item_id)

    assert item_id.startswith("policy/")
    assert early.codes == ["missing_chief_executive"]
    assert by_head.codes == ["step_none_due"]
    assert published.code == 0, published.text
    assert office.published(RULES)["approval_max_age_days"] == 30
    assert office.verify()["trusted"] is True


def test_two_changes_of_policy_prepared_on_one_base_are_two_submissions(office: Office) -> None:
    """Neither displaces the other on its way; of the two, whichever is published first makes the other stale."""
    rules = office.submit(ADMIN, {RULES: change_rules(office, 30)})
    tip = git(office.origin, "rev-parse", f"submissions/{rules}")
    git(office.desk(ADMIN), "checkout", "--quiet", "--", RULES)
    other = office.submit(ADMIN, {RULES: change_rules(office, 45)})

    assert sorted(office.submissions()) == sorted([rules, other])
    assert git(office.origin, "rev-parse", f"submissions/{rules}") == tip
    office.approve(other, CHIEF)
    assert office.cli(ADMIN, "publish", other).code == 0
    assert office.published(RULES)["approval_max_age_days"] == 45
    assert office.cli(CHIEF, "approve", rules).codes == ["stale"]


def test_nobody_else_changes_policy(office: Office) -> None:
    """A clerk may propose; without an administrator it goes nowhere."""
    item_id = office.submit(CLERK, {RULES: change_rules(office, 3000)})
    office.approve(item_id, CHIEF)

    assert "missing_administrator" in office.cli(CLERK, "publish", item_id).codes
    office.approve(item_id, ADMIN)
    assert office.cli(CLERK, "publish", item_id).codes == ["publisher_not_allowed"]
    assert office.cli(ADMIN, "publish", item_id).code == 0


def test_policy_and_items_do_not_mix(office: Office) -> None:
    office.write_all(CLERK, contact() | {RULES: change_rules(office, 30)})

    assert office.cli(CLERK, "submit").codes == ["submission_mixed"]
    assert office.cli(CLERK, "submit", CONTACT_ID).code == 0


def test_a_change_of_policy_that_strands_a_unit(office: Office) -> None:
    text = git(office.origin, "show", "main:policy/people.yaml").replace("- office-of-palad", "- hr") + "\n"
    office.write(ADMIN, "policy/people.yaml", text.encode())

    assert "law_unsatisfiable" in office.cli(ADMIN, "submit").codes
    assert office.submissions() == []


# Files.


def test_a_file_stays_as_long_as_an_item_names_it(office: Office, tmp_path: Path) -> None:
    """Two items share it; it leaves with the last of them, in the same submission."""
    (tmp_path / "ร่วม.pdf").write_bytes(files.pdf("ร่วม"))
    office.write_all(CLERK, contact() | manual())
    for item_id in (CONTACT_ID, "service-manual/office-of-palad/main"):
        assert office.cli(CLERK, "attach", item_id, tmp_path / "ร่วม.pdf").code == 0
    done = office.cli(CLERK, "submit", "--together")
    assert done.code == 0, done.text
    assert len(done.json["paths"]) == 3
    office.approve(done.json["id"], HEAD, CHIEF)
    assert office.cli(CLERK, "publish", done.json["id"]).code == 0
    (file,) = git(office.origin, "ls-tree", "-r", "--name-only", "main", "files/").splitlines()

    office.publish_item(contact(GOOD_PHONE))
    assert git(office.origin, "ls-tree", "-r", "--name-only", "main", "files/") == file
    office.publish_item(manual("ไม่มีไฟล์แล้ว"), approvers=(HEAD, CHIEF))

    assert git(office.origin, "ls-tree", "-r", "--name-only", "main", "files/") == ""
    assert office.verify()["trusted"] is True


def test_a_file_is_read_by_reviewers_under_its_own_name(office: Office, tmp_path: Path) -> None:
    """A name of eighty Thai letters is longer than a file system holds; it is cut, and opens all the same."""
    name = "ก" * 80 + ".pdf"
    (tmp_path / name).write_bytes(files.pdf("ยาว")) if len(name.encode()) < 256 else None
    office.write_all(CLERK, contact())
    assert office.cli(CLERK, "attach", CONTACT_ID, tmp_path / name).code == 0
    item_id = office.submit(CLERK, {})

    (file,) = office.cli(HEAD, "review", item_id).json["files"]

    assert (file["name"], file["state"]) == (name, "present")
    assert Path(file["place"]).read_bytes() == files.pdf("ยาว")
    assert str(office.desk(HEAD)) in file["place"]


# Names.


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        ([CONTACT], CONTACT_ID),
        ([f"files/ab/ab{'0' * 62}.pdf", MANUAL, CONTACT], CONTACT_ID),
        ([RULES], "policy/a74da10fc608"),
    ],
)
def test_a_submission_is_called_after_its_first_item(paths: list[str], name: str) -> None:
    assert submission_id(dict.fromkeys(paths), "a" * 40) == name


def test_a_submission_is_found_by_the_ending_of_its_name(office: Office) -> None:
    office.submit(CLERK, contact())
    office.submit(CLERK, manual())

    exact = office.cli(HEAD, "review", CONTACT_ID)
    begun = office.cli(HEAD, "review", "contact")
    ended = office.cli(HEAD, "review", "main")

    assert (exact.code, begun.code, begun.json["id"]) == (0, 0, CONTACT_ID)
    assert ended.codes == ["submission_unknown"]
    assert CONTACT_ID in ended.json["findings"][0]["hint"]["th"]
