"""People, keys and offices over time, as an administrator writes them down and the office decides them."""

from pathlib import Path
from typing import Any

import pytest

from service.ledger.founding import use_key
from tests.support.keys import KeyPair
from tests.support.ledger import CONTACT, MANUAL, contact, manual
from tests.support.office import ADMIN, CHIEF, CLERK, DEPUTY, HEAD, Office, public_key, run_here

CONTACT_ID = "contact/office-of-palad/main"
PEOPLE, OFFICES = "policy/people.yaml", "policy/offices.yaml"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path / "office")
    office.publish_item(contact("+6638000001"))
    return office


def new_key(office: Office, name: str) -> Path:
    """The public half of a fresh key."""
    return KeyPair.ed25519(name).write(office.folder / "fresh" / name).with_suffix(".pub")


def passed(office: Office, *words: str | Path) -> Any:
    """The command, then everybody's approval: what it said."""
    done = office.cli(ADMIN, *words)
    assert done.code == 0, done.text
    office.approve(done.json["id"], CHIEF)
    published = office.cli(ADMIN, "publish", done.json["id"])
    assert published.code == 0, published.text
    return done.json


def keys_of(office: Office, person: str) -> list[dict[str, Any]]:
    people = office.published(PEOPLE)["people"]
    keys: list[dict[str, Any]] = next(row for row in people if row["id"] == person)["keys"]
    return keys


def test_a_whole_life(office: Office) -> None:
    """Joins, acts, is appointed, gets a new key, leaves: each an ordinary change of the policy."""
    passed(office, "person", "add", "somsri", "--name", "นางสมศรี ใจดี", "--unit", "office-of-palad",
           "--key", new_key(office, "first"))  # fmt: skip
    passed(office, "office", "acting", "chief-executive", "somsri", "--order", "12/2569", "--since", "2026-01-05")
    passed(office, "office", "leave", "chief-executive", "somsri")
    passed(office, "office", "acting", "chief-executive", "somsri", "--order", "13/2569", "--since", "2029-01-01")
    passed(office, "office", "leave", "chief-executive", "somsri", "--on", "2028-12-31")
    passed(office, "office", "appoint", "chief-executive", "somsri", "--since", "2030-01-01")
    passed(office, "person", "rotate", "somsri", "--key", new_key(office, "second"), "--since", "2029-06-01")
    passed(office, "person", "key-add", "somsri", "--key", new_key(office, "third"))
    passed(office, "person", "leave", "somsri", "--on", "2030-02-01")

    chief = next(row for row in office.published(OFFICES)["offices"] if row["id"] == "chief-executive")
    held = [row for row in chief["holders"] if row["person"] == "somsri"]
    assert [row.get("acting") for row in held] == [{"order": "12/2569"}, None]
    assert held[1]["until"] == "2030-02-01"
    first, *others = keys_of(office, "somsri")
    assert first["until"] == "2029-06-01"
    assert [row["until"] for row in others] == ["2030-02-01"] * 2
    assert office.verify()["trusted"] is True


def test_a_change_is_shown_and_a_rehearsal_leaves_nothing(office: Office) -> None:
    office.desk(ADMIN)
    before = office.snapshot()
    told = office.cli(ADMIN, "office", "appoint", "chief-executive", DEPUTY, "--dry-run")
    thai = office.cli(ADMIN, "office", "appoint", "chief-executive", DEPUTY, "--dry-run", "--lang", "th", json=False)

    assert told.code == 0, told.text
    assert f"+  - person: {DEPUTY}" in told.json["diff"]
    assert told.json["missing"] == [{"step": "consent", "offices": ["chief-executive"]}]
    assert f"แต่งตั้ง {DEPUTY}" in thai.out
    assert office.snapshot() == before


def test_a_theft_from_the_record_to_the_last_approval(office: Office) -> None:
    """What is suspended is listed when it is recorded, in `status` and by `verify`; approved again, it is trusted."""
    fresh = new_key(office, "fresh-head")
    told = passed(office, "person", "compromised", HEAD, "--new-key", fresh)
    assert told["suspends"] == [CONTACT]
    verdict = run_here(["verify", "--repo", office.origin, "--format", "json"])
    assert (verdict.code, verdict.json["suspended"][0]["path"]) == (1, CONTACT)
    assert CONTACT in office.cli(CLERK, "status", "--lang", "th", json=False).out
    assert office.cli(CLERK, "status").json["suspended"][0]["path"] == CONTACT

    assert "ถูกระงับ" in run_here(["show", CONTACT_ID, "--repo", office.origin, "--lang", "th"]).out

    unnamed = office.cli(CLERK, "submit")
    again = office.cli(CLERK, "submit", CONTACT_ID)
    assert unnamed.codes == ["nothing_to_submit"]
    assert again.code == 0, again.text
    with_the_stolen_key = office.cli(HEAD, "approve", CONTACT_ID)
    assert with_the_stolen_key.codes == ["key_unknown_to_policy"]

    use_key(office.desk(HEAD), fresh.with_suffix(""))
    shown = office.cli(HEAD, "review", CONTACT_ID).json["changes"][0]
    assert (shown["path"], shown["is_new"]) == (CONTACT, True)
    assert any(row["after"] == "+6638000001" for row in shown["rows"]) or "+6638000001" in shown["text"]
    office.approve(CONTACT_ID, HEAD)
    assert office.cli(CLERK, "publish", CONTACT_ID).code == 0
    assert office.verify()["trusted"] is True


def test_what_was_decided_once_is_decided_again_when_it_is_listed_again(office: Office) -> None:
    """A manual that explains the classes of secrecy, suspended by a theft: it can be asked for, and looked at anew."""
    office.write_all(CLERK, manual("ลับ"))
    item = "service-manual/office-of-palad/main"
    assert office.cli(CLERK, "submit", MANUAL, "--ask-decision").code == 0
    assert office.cli(HEAD, "approve", item, "--decide", "1=false_positive").code == 0
    office.approve(item, CHIEF)
    assert office.cli(CLERK, "publish", item).code == 0
    fresh = new_key(office, "fresh-head")
    passed(office, "person", "compromised", HEAD, "--new-key", fresh)
    use_key(office.desk(HEAD), fresh.with_suffix(""))

    assert run_here(["guard", "install", office.origin, "--anchor", office.anchor]).code == 0
    unasked = office.cli(CLERK, "submit", MANUAL)
    asked = office.cli(CLERK, "submit", MANUAL, "--ask-decision")
    undecided = office.cli(HEAD, "approve", item)
    decided = office.cli(HEAD, "approve", item, "--decide", "1=false_positive")
    office.approve(item, CHIEF)

    assert unasked.codes == ["privacy_secrecy"]
    assert asked.code == 0, asked.text
    assert undecided.codes == ["privacy_undecided"]
    assert decided.code == 0, decided.text
    assert office.cli(CLERK, "publish", item).code == 0
    assert "service-manual" not in str(office.verify()["suspended"])


def test_whoever_acts_for_another_is_shown_with_the_order(office: Office) -> None:
    words = ("office", "acting", "chief-executive", DEPUTY, "--order", "12/2569", "--since", "2026-01-05")
    passed(office, *words)
    office.publish_item(manual(), approvers=(HEAD, DEPUTY))

    item = "service-manual/office-of-palad/main"
    assert "รักษาราชการแทนตามคำสั่งที่ 12/2569" in office.cli(CLERK, "show", item, "--lang", "th", json=False).out
    (act,) = office.cli(CLERK, "show", item).json["consented"]
    assert act["office"]["acting"] == {"order": "12/2569"}


def test_a_lost_key_suspends_nothing(office: Office) -> None:
    told = passed(office, "person", "lost", HEAD, "--new-key", new_key(office, "fresh-head"))

    assert told["suspends"] == []
    assert keys_of(office, HEAD)[0]["lost"]
    assert office.verify()["trusted"] is True


REFUSED: dict[str, tuple[list[str], str]] = {
    "nobody of that name": (["person", "lost", "nobody"], "person_unknown"),
    "somebody who is there already": (["person", "add", HEAD, "--name", "ซ้ำ", "--key", "KEY"], "person_exists"),
    "an office that is not there": (["office", "appoint", "mayor", HEAD], "office_unknown"),
    "somebody who does not hold it": (["office", "leave", "chief-executive", HEAD], "holder_unknown"),
    "a key of somebody else": (["person", "lost", HEAD, "--key", public_key(CHIEF)], "key_not_told"),
    "no public key": (["person", "rotate", HEAD, "--key", "missing.pub"], "key_unreadable"),
    "the last key of an office": (["person", "lost", CHIEF], "law_unsatisfiable"),
    "a key that is theirs already": (["person", "key-add", HEAD, "--key", public_key(HEAD)], "law_key_twice"),
}


@pytest.mark.parametrize(("words", "code"), REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_named_and_changes_nothing(office: Office, words: list[str], code: str) -> None:
    key = str(new_key(office, "x"))
    before = office.refs()
    done = office.cli(ADMIN, *[key if word == "KEY" else word for word in words])

    assert (done.code, set(done.codes)) == (1, {code}), done.text
    assert office.refs() == before


def test_a_buddhist_year_is_not_guessed_at(office: Office) -> None:
    assert office.cli(ADMIN, "person", "lost", HEAD, "--since", "2569-01-01").code == 2


def test_the_palad_acts_for_the_mayor_and_signs_twice(office: Office) -> None:
    """In two offices, where policy lets one person; the inbox asks for the one step after the other."""
    passed(office, "office", "acting", "chief-executive", HEAD, "--order", "12/2569")
    rules = office.published("policy/rules.yaml") | {"combined_capacity": ["office-of-palad"]}
    submitted = office.submit(ADMIN, {"policy/rules.yaml": rules})
    office.approve(submitted, CHIEF)
    assert office.cli(ADMIN, "publish", submitted).code == 0

    waiting = office.submit(CLERK, manual())
    for step in ("unit_check", "consent"):
        due = office.cli(HEAD, "approve", waiting, "--step", step)
        assert due.code == 0, due.text
    assert office.cli(HEAD, "approve", waiting).codes == ["step_none_due"]
    assert office.cli(CLERK, "publish", waiting).code == 0
    assert office.verify()["rejected"] == []
