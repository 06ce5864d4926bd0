"""Administrators named anew when none is left; and everybody who would rather not wait for that."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.support.keys import KeyPair
from tests.support.ledger import Draft, LedgerBuilder, contact, key_of, news, small_office

PEOPLE, OFFICES, RULES = "policy/people.yaml", "policy/offices.yaml", "policy/rules.yaml"
ANNOUNCER = "office-of-palad-head"
HEIR = "hr-preparer"
SINCE = "2025-10-01"
FRESH = KeyPair.ed25519("heir at last")
APPOINTED = {"office": "administrator", "person": HEIR, "key": FRESH.public_line}


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    return ledger


def announcement(number: int = 1, *appoints: dict[str, Any], **fields: Any) -> dict[str, Any]:
    document = {
        "schema": "recovery/v1",
        "appoints": list(appoints) or [APPOINTED],
        "reason": {"th": "ผู้ดูแลระบบคนเดียวถึงแก่กรรม กุญแจสูญหาย"},
        "announced_on": "2025-10-05",
    }
    return {f"recoveries/{number}.yaml": document | fields}


def announce(ledger: LedgerBuilder, contents: dict[str, Any] | None = None, *, by: str = ANNOUNCER) -> str:
    return ledger.publish(ledger.prepare(contents or announcement(), by=by).approve("consent"), by="chief")


def objection(number: int = 1) -> dict[str, Any]:
    document = {
        "schema": "recovery_objection/v1",
        "recovery": number,
        "reason": {"th": "ผู้ดูแลระบบยังอยู่"},
        "objected_on": "2025-10-06",
    }
    return {f"recoveries/{number}--objection.yaml": document}


def appointed(ledger: LedgerBuilder, **more: Callable[[Any], object]) -> dict[str, Any]:
    """The two documents of policy as announced; `people`, `offices`: and something else beside it."""
    people, offices = deepcopy(ledger.read(PEOPLE)), deepcopy(ledger.read(OFFICES))
    heir = next(row for row in people["people"] if row["id"] == HEIR)
    heir["keys"].append({"key": FRESH.public_line, "since": SINCE})
    office = next(row for row in offices["offices"] if row["id"] == "administrator")
    office["holders"].append({"person": HEIR, "since": SINCE})
    more.get("people", len)(people)
    more.get("offices", len)(offices)
    return {PEOPLE: people, OFFICES: offices}


def carry_out(ledger: LedgerBuilder, contents: dict[str, Any] | None = None, *, by: str = ANNOUNCER) -> Draft:
    draft = ledger.prepare(contents or appointed(ledger), by=by).approve("consent")
    ledger.publish(draft, by="chief")
    return draft


def test_administrators_are_named_anew_after_the_days_that_policy_sets(ledger: LedgerBuilder) -> None:
    """The whole way, and then an ordinary change of policy by the one who was appointed."""
    announce(ledger)
    ledger.wait(31)
    carry_out(ledger)
    rules = ledger.read(RULES) | {"approval_max_age_days": 60}
    draft = ledger.prepare({RULES: rules}, by=HEIR, key=FRESH).approve("consent")
    ledger.publish(draft, by="chief")

    found = ledger.verify()
    assert ledger.codes() == []
    assert found.history.law.policy.rules.approval_max_age_days == 60
    assert list(found.history.open_recoveries()) == []


def test_nobody_has_to_wait_who_is_an_administrator(ledger: LedgerBuilder) -> None:
    announce(ledger)
    ledger.publish(ledger.prepare(appointed(ledger), by="admin").approve("consent"))
    assert ledger.codes() == []


def test_it_takes_effect_no_day_too_early(ledger: LedgerBuilder) -> None:
    announce(ledger)
    ledger.wait(29)
    carry_out(ledger)
    assert ledger.codes() == [["missing_administrator"]]


def test_an_administrator_who_is_there_objects(ledger: LedgerBuilder) -> None:
    """Alone; from then on it is void."""
    announce(ledger)
    ledger.publish(ledger.prepare(objection(), by="admin"), by="admin")
    ledger.wait(31)
    carry_out(ledger)
    assert ledger.codes() == [["missing_administrator"]]


@pytest.mark.parametrize("who", ["chief", ANNOUNCER, HEIR])
def test_nobody_else_objects(ledger: LedgerBuilder, who: str) -> None:
    announce(ledger)
    ledger.publish(ledger.prepare(objection(), by=who), by=who)
    assert ledger.codes() == [["missing_administrator"]]


@pytest.mark.parametrize("consenting", [[], ["deputy"], ["hr-head"]])
def test_nothing_is_announced_without_the_chief_executive(ledger: LedgerBuilder, consenting: list[str]) -> None:
    draft = ledger.prepare(announcement(), by=ANNOUNCER)
    for person in consenting:
        draft.approve("consent", by=person)
    ledger.publish(draft, by=ANNOUNCER)
    assert ledger.codes() == [["missing_chief_executive"]]


def test_the_chief_executive_announces_nothing_alone(ledger: LedgerBuilder) -> None:
    announce(ledger, by="chief")
    assert ledger.codes() == [["approval_by_author", "missing_chief_executive"]]


def test_nor_with_somebody_who_answers_for_nothing(ledger: LedgerBuilder) -> None:
    announce(ledger, by=HEIR)
    assert ledger.codes() == [["author_not_allowed"]]


EXCESSES: dict[str, dict[str, Callable[[Any], object]]] = {
    "somebody new": {
        "people": lambda doc: doc["people"].append(deepcopy(heir_in(doc)) | {"id": "stranger", "keys": [row()]})
    },
    "another key": {"people": lambda doc: doc["people"][0]["keys"].append(row())},
    "a second key of the heir": {"people": lambda doc: heir_in(doc)["keys"].append(row())},
    "the heir in another unit": {"people": lambda doc: heir_in(doc).update(units=["hr", "legal"])},
    "the old administrator ended": {"offices": lambda doc: holders_in(doc)[0].update(until="2026-02-01")},
    "the old administrator gone": {"offices": lambda doc: holders_in(doc).pop(0)},
    "another holder": {"offices": lambda doc: holders_in(doc).append({"person": ANNOUNCER, "since": SINCE})},
    "another office": {
        "offices": lambda doc: doc["offices"][0]["holders"].append({"person": HEIR, "since": SINCE}),
    },
    "a new office": {
        "offices": lambda doc: doc["offices"].append(
            deepcopy(doc["offices"][0]) | {"id": "new", "kind": "administrator"}
        ),
    },
}


def row() -> dict[str, str]:
    return {"key": KeyPair.ed25519("smuggled").public_line, "since": SINCE}


def heir_in(people: Any) -> Any:
    return next(row for row in people["people"] if row["id"] == HEIR)


def holders_in(offices: Any) -> Any:
    return next(row for row in offices["offices"] if row["id"] == "administrator")["holders"]


@pytest.mark.parametrize("excess", EXCESSES)
def test_no_more_is_done_than_was_announced(ledger: LedgerBuilder, excess: str) -> None:
    announce(ledger)
    ledger.wait(31)
    carry_out(ledger, appointed(ledger, **EXCESSES[excess]))
    assert len(ledger.codes()) == 1
    assert "missing_administrator" in ledger.codes()[0]


def test_no_less_either(ledger: LedgerBuilder) -> None:
    """Of two who are announced, not one alone."""
    second = {"office": "administrator", "person": ANNOUNCER, "key": key_of(ANNOUNCER).public_line}
    announce(ledger, announcement(1, APPOINTED, second))
    ledger.wait(31)
    carry_out(ledger)
    assert ledger.codes() == [["missing_administrator"]]


@pytest.mark.parametrize("path", [RULES, "CODEOWNERS"])
def test_nothing_else_comes_with_it(ledger: LedgerBuilder, path: str) -> None:
    announce(ledger)
    ledger.wait(31)
    other = ledger.read(RULES) | {"approval_max_age_days": 3650} if path == RULES else b"* @stranger\n"
    carry_out(ledger, appointed(ledger) | {path: other})
    assert ledger.codes() == [["missing_administrator"]]


def test_it_is_carried_out_once(ledger: LedgerBuilder) -> None:
    """The heir is dismissed again by the rules; the old announcement brings them back no more."""
    announce(ledger)
    ledger.wait(31)
    carry_out(ledger)
    offices = deepcopy(ledger.read(OFFICES))
    holders_in(offices).pop()
    ledger.publish(ledger.prepare({OFFICES: offices}, by="admin").approve("consent"))
    offices = deepcopy(offices)
    holders_in(offices).append({"person": HEIR, "since": SINCE})
    carry_out(ledger, {OFFICES: offices})
    assert ledger.codes() == [["missing_administrator"]]


def test_a_change_of_law_meanwhile_overtakes_it(ledger: LedgerBuilder) -> None:
    announce(ledger)
    rules = ledger.read(RULES) | {"approval_max_age_days": 60}
    ledger.publish(ledger.prepare({RULES: rules}, by="admin").approve("consent"))
    ledger.wait(31)
    carry_out(ledger)
    assert ledger.codes() == [["missing_administrator"]]


def test_where_policy_knows_no_recovery_there_is_none(ledger: LedgerBuilder) -> None:
    rules = {name: value for name, value in ledger.read(RULES).items() if name != "recovery"}
    ledger.publish(ledger.prepare({RULES: rules}, by="admin").approve("consent"))
    announce(ledger)
    assert ledger.codes() == [["recovery_not_allowed"]]


@pytest.mark.parametrize(
    ("appointment", "code"),
    [
        (APPOINTED | {"office": "chief-executive"}, "recovery_no_administrator"),
        (APPOINTED | {"person": "stranger"}, "law_unknown_reference"),
        (APPOINTED | {"key": key_of("chief").public_line}, "law_key_moved"),
        (APPOINTED | {"key": "ssh-dss AAAA"}, "law_key_invalid"),
    ],
)
def test_what_cannot_be_announced(ledger: LedgerBuilder, appointment: dict[str, Any], code: str) -> None:
    announce(ledger, announcement(1, appointment))
    assert ledger.codes() == [[code]]


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (announcement(1, APPOINTED | {"person": ANNOUNCER}), "recovery_twice"),
        ({"recoveries/1.yaml": None}, "statement_removed"),
        (announcement(2) | news("hr"), "statement_not_alone"),
        (objection(7), "recovery_unknown"),
    ],
)
def test_what_was_announced_is_not_altered_nor_taken_away(
    ledger: LedgerBuilder, contents: dict[str, Any], code: str
) -> None:
    announce(ledger)
    announce(ledger, contents)
    assert code in ledger.codes()[0]


def test_a_lost_key_is_no_heirs(tmp_path: Path) -> None:
    office = small_office()
    heir = next(row for row in office["people"] if row["id"] == HEIR)
    heir["keys"].append({"key": FRESH.public_line, "since": "2019-10-01", "lost": "2020-01-01"})
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office)
    announce(ledger)
    assert ledger.codes() == [["key_lost"]]
