"""One person in two offices: the palad heads an office and acts for the mayor. Where policy says so, and shown."""

from pathlib import Path
from typing import Any

import pytest

from repo_schema.privacy.decisions import Decision, Spot
from service.site.verdict import verdict_of
from tests.support.ledger import MANUAL, LedgerBuilder, manual, small_office
from tests.support.site import client_of

PALAD = "office-of-palad-head"
RULES, OFFICES = "policy/rules.yaml", "policy/offices.yaml"


def acting() -> dict[str, Any]:
    """The head of the palad's office acts as chief executive, by an order; the chief's own term is over."""
    office = small_office()
    chief = next(row for row in office["offices"] if row["id"] == "chief-executive")
    holder = {"person": PALAD, "since": "2019-10-01", "acting": {"order": "คำสั่งที่ ๑๒/๒๕๖๘"}}
    chief["holders"].append(holder)
    return office


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return LedgerBuilder(tmp_path / "origin.git", office=acting())


def allow(ledger: LedgerBuilder, *units: str) -> None:
    rules = ledger.read(RULES) | {"combined_capacity": list(units)}
    ledger.publish(ledger.prepare({RULES: rules}, by="admin").approve("consent"))


def by_one(ledger: LedgerBuilder, **more: Any) -> None:
    """Prepared by another; checked and consented to by the palad."""
    draft = ledger.prepare(manual()).approve("unit_check", **more)
    ledger.publish(draft.approve("consent", by=PALAD, office="chief-executive"))


def test_one_person_checks_and_consents_where_policy_says_so(ledger: LedgerBuilder) -> None:
    """And everybody who reads it is told."""
    allow(ledger, "office-of-palad")
    by_one(ledger)
    assert ledger.codes() == []

    with client_of(ledger) as client:
        entry = client.get(f"/v1/{MANUAL.removesuffix('.yaml')}").json()
        page = client.get(f"/{MANUAL.removesuffix('.yaml')}", headers={"Accept": "text/html"}).text
    assert entry["proof"]["combined_capacity"]
    assert "เป็นคนเดียวกัน" in page
    said = verdict_of(entry, latest=1, anchor_pinned=True).sentences
    assert any(sentence.en.startswith("One person checked") for sentence in said if sentence.is_missing)


def test_two_persons_are_told_as_two(ledger: LedgerBuilder) -> None:
    allow(ledger, "office-of-palad")
    ledger.publish_item(manual())
    with client_of(ledger) as client:
        entry = client.get(f"/v1/{MANUAL.removesuffix('.yaml')}").json()
    assert "combined_capacity" not in entry["proof"]


def test_without_the_rule_it_takes_two(ledger: LedgerBuilder) -> None:
    by_one(ledger)
    (codes,) = ledger.codes()
    assert set(codes) & {"missing_unit_check", "missing_consent"}


def test_the_rule_is_for_the_unit_it_names(ledger: LedgerBuilder) -> None:
    allow(ledger, "hr")
    by_one(ledger)
    (codes,) = ledger.codes()
    assert set(codes) & {"missing_unit_check", "missing_consent"}


def test_whoever_prepares_is_another(ledger: LedgerBuilder) -> None:
    allow(ledger, "office-of-palad")
    draft = ledger.prepare(manual(), by="office-of-palad-preparer")
    draft.approve("unit_check", by="office-of-palad-preparer", office="head-of-office-of-palad")
    ledger.publish(draft.approve("consent", by=PALAD, office="chief-executive"))
    assert "missing_unit_check" in ledger.codes()[0]


def test_two_signatures_in_one_office_are_one(ledger: LedgerBuilder) -> None:
    allow(ledger, "office-of-palad")
    draft = ledger.prepare(manual()).approve("unit_check").approve("unit_check")
    ledger.publish(draft)
    assert ledger.codes() == [["missing_consent"]]


def test_who_decided_of_personal_data_is_not_who_consents(ledger: LedgerBuilder) -> None:
    allow(ledger, "office-of-palad")
    decision = Decision(Spot(MANUAL, "title.th", "phone"), 1, "lawful", "public_task")
    by_one(ledger, decisions=[decision])
    (codes,) = ledger.codes()
    assert set(codes) & {"missing_unit_check", "missing_consent"}


def test_the_rule_does_not_serve_the_push_that_brings_it(ledger: LedgerBuilder) -> None:
    """Nor is policy itself ever changed by one person in two offices."""
    rules = ledger.read(RULES) | {"combined_capacity": ["office-of-palad"]}
    draft = ledger.prepare({RULES: rules}, by="hr-preparer")
    ledger.publish(draft.approve("consent", by=PALAD, office="chief-executive"))
    assert ledger.codes() == [["missing_administrator"]]


def test_a_unit_that_is_not_there(ledger: LedgerBuilder) -> None:
    allow(ledger, "nobody")
    assert "law_unknown_reference" in ledger.codes()[0]
