"""Attestations and waivers: honest ones count and change no item; each dishonest one is refused by its own name."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.attacks.attack import Attack, Attacks, carry_out, codes, noted_in
from tests.support.ledger import (
    CONTACT,
    MANUAL,
    LedgerBuilder,
    contact,
    label,
    manual,
    monthly,
    news,
    small_office,
    waiver,
)

PALAD = "office-of-palad"
HEAD = f"{PALAD}-head"
RISK = "risk-actions/legal/2569"

ATTACKS: Attacks = {}
attack = partial(noted_in, ATTACKS)


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """An office that has published twice."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    ledger.publish_item(manual())
    return ledger


# Empty means no: what is not there, not this one, not now, not again.


@attack("attestation_item_missing")
def of_an_item_that_is_not_there(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(ledger.attestation("items/laws/legal/main.yaml")).approved())


@attack("attestation_item_missing")
def of_an_item_that_was_only_landed(ledger: LedgerBuilder) -> Iterator[None]:
    clean = ledger.head
    yield
    ledger.land(news("hr"))
    statement = ledger.attestation("items/news/hr/first.yaml")
    ledger.restore(clean)
    ledger.publish(ledger.prepare(statement).approved())


@attack("attestation_version_differs")
def of_an_older_version(ledger: LedgerBuilder) -> Iterator[None]:
    statement = ledger.attestation(CONTACT)
    ledger.publish_item(contact("+6638000002"))
    yield
    ledger.publish(ledger.prepare(statement).approved())


@attack("attestation_version_differs")
def overtaken_by_a_new_version_after_it_was_approved(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(ledger.attestation(CONTACT)).approved()
    ledger.publish_item(contact("+6638000002"))
    yield
    ledger.publish(draft)


@attack("attestation_version_differs")
def of_another_items_version(ledger: LedgerBuilder) -> None:
    entry = ledger.tree_of(ledger.head)[MANUAL][1]
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT, entry=entry)).approved())


@attack("attestation_twice")
def a_second_time_in_one_quarter(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT)).approved())
    yield
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT, attested_on="2025-10-04")).approved())


@attack("stale")
def two_prepared_side_by_side(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(ledger.attestation(CONTACT, attested_on="2025-10-04")).approved()
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT)).approved())
    yield
    ledger.publish(draft)


@attack("attestation_quarter_differs")
def for_a_quarter_to_come(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT, "2569-q2")).approved())


@attack("attestation_quarter_differs")
def for_a_quarter_gone_by(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(ledger.attestation(CONTACT))
    ledger.wait(100)
    yield
    ledger.publish(draft.approved())


@attack("statement_removed")
def taken_back(ledger: LedgerBuilder) -> Iterator[None]:
    statement = ledger.attestation(CONTACT)
    ledger.publish(ledger.prepare(statement).approved())
    yield
    ledger.publish(ledger.prepare(dict.fromkeys(statement)).approved())


@attack("attestation_not_owed")
def of_what_is_published_by_period(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish_item(monthly(1))
    yield
    ledger.publish(ledger.prepare(ledger.attestation("items/procurement-monthly/hr/2569-01.yaml")).approved())


@attack("statement_not_alone statement_not_alone")
def two_in_one_submission(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT) | ledger.attestation(MANUAL)).approved())


@attack("statement_not_alone")
def beside_the_item_it_speaks_of(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(ledger.attestation(CONTACT) | contact("+6638000002"))
    ledger.publish(draft.approve("unit_check"))


@attack("submission_mixed")
def beside_a_change_of_law(ledger: LedgerBuilder) -> None:
    rules = ledger.read("policy/rules.yaml") | {"approval_max_age_days": 30}
    draft = ledger.prepare(ledger.attestation(CONTACT) | {"policy/rules.yaml": rules})
    ledger.publish(draft.approve("unit_check").approve("consent").approve("administer"))


@attack("statement_mismatch")
def of_one_item_under_the_name_of_another(ledger: LedgerBuilder) -> None:
    ((path, document),) = ledger.attestation(CONTACT).items()
    document["item"] = f"service-manual/{PALAD}/main"
    ledger.publish(ledger.prepare({path: document}).approved())


@attack("item_schema_not_of_obligation")
def an_item_in_the_place_of_an_attestation(ledger: LedgerBuilder) -> None:
    (path,) = ledger.attestation(CONTACT)
    ledger.publish(ledger.prepare({path: contact()[CONTACT]}).approved())


@attack("item_unit_not_responsible attestation_item_missing publisher_not_allowed")
def by_a_unit_that_is_not_responsible(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(ledger.attestation("items/contact/hr/main.yaml")).approved())


# Who.


@attack("missing_unit_check")
def an_attestation_that_nobody_checked(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT)))


@attack("approval_by_author missing_unit_check")
def an_attestation_checked_by_its_author(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(ledger.attestation(CONTACT), by=HEAD)
    ledger.publish(draft.approve("unit_check"))


@attack("missing_unit_check")
def an_attestation_checked_by_another_units_head(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(ledger.attestation(CONTACT)).approve("unit_check", by="hr-head", office="head-of-hr")
    ledger.publish(draft)


@attack("author_not_allowed")
def an_attestation_by_another_unit(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT), by="hr-preparer").approved())


@attack("publisher_not_allowed")
def an_attestation_published_by_another_unit(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT)).approved(), by="hr-preparer")


@attack("missing_consent")
def a_waiver_without_the_executive(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(waiver(RISK)).approve("unit_check"))


@attack("missing_consent")
def a_waiver_of_an_exempt_obligation_needs_consent_all_the_same(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(waiver("procurement-monthly/hr/2568-10")).approve("unit_check"))


@attack("missing_consent")
def a_waiver_consented_to_by_an_executive_of_other_units(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(waiver(RISK)).approve("unit_check").approve("consent", by="deputy")
    ledger.publish(draft)


@attack("missing_unit_check")
def a_waiver_over_the_units_head(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(waiver(RISK)).approve("consent"))


@attack("author_not_allowed")
def a_waiver_by_another_unit(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(waiver(RISK), by="hr-preparer").approved())


# Which duty.


@attack("waiver_twice")
def a_waiver_reworded(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish(ledger.prepare(waiver(RISK)).approved())
    yield
    ledger.publish(ledger.prepare(waiver(RISK, "เหตุผลอื่น")).approved())


@attack("waiver_period_unknown")
def a_waiver_of_a_half_of_what_is_yearly(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(waiver("risk-actions/legal/2569-h1")).approved())


@attack("waiver_period_unknown")
def a_waiver_of_a_gregorian_year(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(waiver("risk-actions/legal/2026")).approved())


@attack("statement_mismatch")
def a_waiver_of_another_period_than_its_name(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(waiver(RISK, period="2570")).approved())


@attack("schema_missing_field")
def a_waiver_without_a_reason(ledger: LedgerBuilder) -> None:
    (path, document), *_ = waiver(RISK).items()
    ledger.publish(ledger.prepare({path: {key: document[key] for key in document.keys() - {"reason"}}}).approved())


@attack("item_obligation_unknown publisher_not_allowed")
def a_waiver_of_no_obligation(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(waiver("nothing/legal/2569")).approved())


@attack("statement_removed")
def a_waiver_taken_back(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish(ledger.prepare(waiver(RISK)).approved())
    yield
    ledger.publish(ledger.prepare(dict.fromkeys(waiver(RISK))).approved())


@attack("path_not_allowed")
def a_statement_at_a_path_no_rule_names(ledger: LedgerBuilder) -> None:
    (document,) = ledger.attestation(CONTACT).values()
    ledger.publish(ledger.prepare({f"attestations/current/contact/{PALAD}/main.yaml": document}).approved())


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_hostile_statement_is_rejected(ledger: LedgerBuilder, attack: Attack) -> None:
    """By name; the trusted state is as it was; whoever comes honestly afterwards is accepted."""
    outcome = carry_out(attack, ledger, lambda: ledger.prepare(news("legal", "later")))

    assert outcome.before.is_trusted
    assert outcome.codes[-1:] == attack.findings
    assert outcome.after.entries == outcome.before.entries
    assert outcome.later.entries.keys() - outcome.before.entries.keys() == {"items/news/legal/later.yaml"}


def test_an_attestation_is_kept_and_changes_no_item(ledger: LedgerBuilder) -> None:
    before = ledger.verify().history.entries
    statement = ledger.attestation(CONTACT)
    ledger.publish(ledger.prepare(statement).approved())

    after = ledger.verify()
    assert after.trusted
    assert after.history.entries.keys() - before.keys() == statement.keys()
    assert {path: after.history.entries[path] for path in before} == before


def test_each_quarter_has_its_own(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT)).approved())
    ledger.wait(92)
    ledger.publish(ledger.prepare(ledger.attestation(CONTACT, "2569-q2")).approved())

    assert ledger.verify().trusted


def test_what_needs_consent_needs_none_to_be_attested(ledger: LedgerBuilder) -> None:
    """The executive consented to the very bytes; nothing in them changed."""
    ledger.publish(ledger.prepare(ledger.attestation(MANUAL)).approved())
    assert ledger.verify().trusted


def test_a_waiver_of_a_duty_and_the_item_all_the_same(ledger: LedgerBuilder) -> None:
    """Who was let off may still do it."""
    ledger.publish(ledger.prepare(waiver("procurement-monthly/hr/2568-10")).approved())
    ledger.publish(ledger.prepare(waiver("contact/office-of-palad/2569-q1")).approved())
    ledger.publish(ledger.prepare(waiver("qa/hr/standing")).approved())

    after = ledger.verify()
    assert (after.trusted, codes(after)) == (True, ())


def test_the_executive_may_publish_a_waiver_with_their_consent(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(waiver(RISK)).approve("unit_check")
    ledger.publish(draft, by="chief", message=draft.form("consent", "chief-executive"))
    assert ledger.verify().trusted


def test_an_operator_prepares_items_and_states_nothing(tmp_path: Path) -> None:
    """Whoever works for several units does not speak for one of them."""
    office = small_office()
    holders = [{"person": "legal-preparer", "since": "2019-10-01"}]
    office["offices"].append(
        {"id": "operator", "title": label("ผู้ช่วย"), "kind": "operator", "units": [PALAD], "holders": holders}
    )
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office)
    ledger.publish(ledger.prepare(contact(), by="legal-preparer").approved())
    assert ledger.verify().trusted

    ledger.publish(ledger.prepare(ledger.attestation(CONTACT), by="legal-preparer").approved())
    assert codes(ledger.verify()) == (("author_not_allowed",),)


def test_an_attestation_sent_back_is_not_published(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(ledger.attestation(CONTACT))
    ledger.send_back(draft)
    ledger.publish(draft.approved())
    assert codes(ledger.verify()) == (("returned",),)
