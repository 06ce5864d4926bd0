"""Hostile changes of the law: policy, catalogue and settings change by the law before them, or not at all."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.attack import Attack, Attacks, carry_out, codes, noted_in
from tests.support.keys import KeyPair
from tests.support.ledger import (
    CONTACT,
    DAY,
    LedgerBuilder,
    contact,
    key_of,
    label,
    manual,
    news,
    small_office,
)

PEOPLE = "policy/people.yaml"
OFFICES = "policy/offices.yaml"
UNITS = "policy/units.yaml"
RULES = "policy/rules.yaml"
OBLIGATIONS = "catalogue/obligations.yaml"
FRAMEWORK = "catalogue/frameworks/oit-2563.yaml"
SETTINGS = "prongsai.yaml"
SINCE = "2019-10-01"


ATTACKS: Attacks = {}
attack = partial(noted_in, ATTACKS)


def office_of(**more: str) -> dict[str, Any]:
    """`small_office` with more persons, each an administrator with a key."""
    office = small_office()
    for person in more:
        office["people"].append(person_row(person))
        holder = {"person": person, "since": SINCE}
        next(row for row in office["offices"] if row["id"] == "administrator")["holders"].append(holder)
    return office


def person_row(person: str, *keys: KeyPair, units: tuple[str, ...] = ()) -> dict[str, Any]:
    listed = [{"key": key.public_line, "since": SINCE} for key in keys or (key_of(person),)]
    return {"id": person, "name": label(person), "units": list(units), "keys": listed}


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """An office with two administrators, that has published twice."""
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_of(second="administrator"))
    ledger.publish_item(contact())
    ledger.publish_item(news("hr"))
    return ledger


# What may be done to a document.


def put(ledger: LedgerBuilder, path: str, change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The document at `path`, changed."""
    document = deepcopy(ledger.read(path))
    change(document)
    return {path: document}


def row_of(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(row for row in rows if row["id"] == name)


def appoint(ledger: LedgerBuilder, office: str, person: str, since: str = SINCE) -> dict[str, Any]:
    def change(document: dict[str, Any]) -> None:
        row_of(document["offices"], office)["holders"].append({"person": person, "since": since})

    return put(ledger, OFFICES, change)


def end_term(ledger: LedgerBuilder, office: str, person: str, until: str) -> dict[str, Any]:
    def change(document: dict[str, Any]) -> None:
        holders = row_of(document["offices"], office)["holders"]
        next(row for row in holders if row["person"] == person)["until"] = until

    return put(ledger, OFFICES, change)


def set_rules(ledger: LedgerBuilder, **more: Any) -> dict[str, Any]:
    return put(ledger, RULES, lambda document: document.update(more))


def add_person(ledger: LedgerBuilder, *rows: dict[str, Any]) -> dict[str, Any]:
    return put(ledger, PEOPLE, lambda document: document["people"].extend(rows))


def passed(ledger: LedgerBuilder, contents: dict[str, Any]) -> str:
    """A change of law as it should be: by an administrator, with the chief executive's consent."""
    return ledger.publish(ledger.prepare(contents, by="admin").approve("consent"), by="admin")


# Who may change it.


@attack("missing_chief_executive")
def without_the_chief_executive(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(set_rules(ledger, approval_max_age_days=30)))


@attack("missing_chief_executive")
def with_another_executive(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(set_rules(ledger, approval_max_age_days=30)).approve("consent", by="deputy"))


@attack("missing_chief_executive")
def with_two_administrators_only(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(set_rules(ledger, approval_max_age_days=30))
    ledger.publish(draft.approve("administer", by="second", office="administrator"))


@attack("missing_administrator")
def without_an_administrator(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(set_rules(ledger, approval_max_age_days=30), by="hr-preparer")
    ledger.publish(draft.approve("consent"))


@attack("approval_by_author missing_chief_executive")
def by_the_chief_executive_alone(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(set_rules(ledger, approval_max_age_days=30), by="chief")
    ledger.publish(draft.approve("administer").approve("consent"))


@attack("missing_administrator")
def administered_by_the_head_of_a_unit(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(set_rules(ledger, approval_max_age_days=30), by="hr-preparer")
    ledger.publish(draft.approve("administer", by="hr-head").approve("consent"))


@attack("publisher_not_allowed")
def published_by_a_bystander(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(set_rules(ledger, approval_max_age_days=30)).approve("consent")
    ledger.publish(draft, by="hr-preparer")


@attack("publisher_not_allowed")
def published_by_the_head_of_a_unit(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(set_rules(ledger, approval_max_age_days=30)).approve("consent")
    ledger.publish(draft, by="hr-head")


@attack("missing_administrator missing_chief_executive publisher_not_allowed")
def a_house_file_by_a_unit(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare({".gitattributes": b"* -diff\n"}, by="hr-preparer")
    ledger.publish(draft.approve("unit_check", by="hr-head"), by="hr-preparer")


@attack("restoration_differs")
def straight_onto_main(ledger: LedgerBuilder) -> None:
    ledger.land(set_rules(ledger, approval_max_age_days=30), by="admin")


# Power taken and used in the same breath.


@attack("submission_mixed")
def an_office_and_its_use_in_one_submission(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(appoint(ledger, "head-of-hr", "hr-preparer") | news("hr", "mine"), by="hr-preparer")
    draft.approve("unit_check", by="hr-preparer", office="head-of-hr").approve("administer").approve("consent")
    ledger.publish(draft, by="chief")


@attack("submission_mixed")
def a_house_file_beside_an_item(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare({".gitattributes": b"* -diff\n"} | news("hr", "mine"))
    draft.approve("unit_check").approve("administer").approve("consent")
    ledger.publish(draft, by="admin")


@attack("submission_mixed")
def a_return_beside_a_policy(ledger: LedgerBuilder) -> None:
    ledger.send_back(ledger.prepare(contact("+6638000002")), contents=set_rules(ledger, approval_max_age_days=30))


@attack(
    "missing_administrator missing_chief_executive publisher_not_allowed",
    "approval_office_not_held missing_unit_check",
)
def an_office_taken_in_a_rejected_change_before(ledger: LedgerBuilder) -> None:
    clean = ledger.head
    ledger.publish(ledger.prepare(appoint(ledger, "head-of-hr", "legal-head"), by="hr-preparer"), by="hr-preparer")
    draft = ledger.prepare(news("hr", "mine"), by="hr-preparer", base=clean)
    ledger.publish(draft.approve("unit_check", by="legal-head", office="head-of-hr"))


@attack(
    "restoration_differs",
    "signer_unknown",
)
def a_key_listed_in_a_rejected_change_before(ledger: LedgerBuilder) -> None:
    ledger.land(add_person(ledger, person_row("stranger", units=("hr",))), by="admin")
    ledger.publish(ledger.prepare(news("hr", "mine"), by="stranger").approve("unit_check"))


@attack("missing_chief_executive")
def a_chief_executive_appointed_by_the_change_that_needs_one(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(appoint(ledger, "chief-executive", "second"))
    ledger.publish(draft.approve("consent", by="second", office="administrator"))


@attack("approval_office_not_held missing_chief_executive")
def an_office_used_before_it_is_given(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(appoint(ledger, "chief-executive", "second"))
    ledger.publish(draft.approve("consent", by="second", office="chief-executive"))


# The thresholds, old and new.


@attack("missing_administrator")
def a_threshold_lowered_without_the_old_one(ledger: LedgerBuilder) -> Iterator[None]:
    passed_by_both(ledger, set_rules(ledger, administrators=2))
    yield
    passed(ledger, set_rules(ledger, administrators=1))


@attack("missing_administrator")
def a_threshold_raised_without_the_new_one(ledger: LedgerBuilder) -> None:
    passed(ledger, set_rules(ledger, administrators=2))


@attack("missing_administrator")
def a_threshold_met_by_one_administrator_twice(ledger: LedgerBuilder) -> Iterator[None]:
    passed_by_both(ledger, set_rules(ledger, administrators=2))
    yield
    draft = ledger.prepare(set_rules(ledger, approval_max_age_days=30) | {RULES: rules_with(ledger, 30)}, by="hr-head")
    draft.approve("administer").approve("administer").approve("consent")
    ledger.publish(draft, by="admin")


@attack("approval_by_author missing_administrator")
def a_threshold_met_by_the_author_twice(ledger: LedgerBuilder) -> Iterator[None]:
    passed_by_both(ledger, set_rules(ledger, administrators=2))
    yield
    draft = ledger.prepare({RULES: rules_with(ledger, 30)}).approve("administer").approve("consent")
    ledger.publish(draft)


@attack("missing_administrator")
def new_administrators_who_count_for_their_own_threshold(ledger: LedgerBuilder) -> None:
    """The new rules are met by the old holders."""
    contents = appoint(ledger, "administrator", "hr-head") | set_rules(ledger, administrators=2)
    draft = ledger.prepare(contents).approve("consent")
    ledger.publish(draft.approve("administer", by="hr-head"))


@attack("missing_administrator")
def an_office_made_an_administrators_by_the_change_it_signs(ledger: LedgerBuilder) -> None:
    def change(document: dict[str, Any]) -> None:
        row_of(document["offices"], "deputy-executive")["kind"] = "administrator"

    draft = ledger.prepare(put(ledger, OFFICES, change) | set_rules(ledger, administrators=2)).approve("consent")
    ledger.publish(draft.approve("administer", by="deputy"))


def passed_by_both(ledger: LedgerBuilder, contents: dict[str, Any]) -> str:
    draft = ledger.prepare(contents).approve("administer", by="second", office="administrator")
    return ledger.publish(draft.approve("consent"))


def rules_with(ledger: LedgerBuilder, days: int) -> dict[str, Any]:
    return dict(set_rules(ledger, approval_max_age_days=days)[RULES])


# Keys.


@attack("law_key_moved")
def a_key_moved_to_another_person(ledger: LedgerBuilder) -> None:
    def change(document: dict[str, Any]) -> None:
        head, preparer = (row_of(document["people"], name) for name in ("hr-head", "hr-preparer"))
        head["keys"], preparer["keys"] = [{"key": key_of("fresh").public_line, "since": SINCE}], head["keys"]

    passed(ledger, put(ledger, PEOPLE, change))


@attack("law_key_moved")
def a_key_moved_after_it_was_unlisted(ledger: LedgerBuilder) -> Iterator[None]:
    def unlist(document: dict[str, Any]) -> None:
        row_of(document["people"], "second")["keys"] = [{"key": key_of("fresh").public_line, "since": SINCE}]

    passed(ledger, put(ledger, PEOPLE, unlist))
    yield
    passed(ledger, add_person(ledger, person_row("ghost", key_of("second"))))


@attack("law_key_moved")
def a_person_under_a_new_name(ledger: LedgerBuilder) -> None:
    def rename(people: dict[str, Any]) -> None:
        row_of(people["people"], "second")["id"] = "third"

    def follow(offices: dict[str, Any]) -> None:
        row_of(offices["offices"], "administrator")["holders"][1]["person"] = "third"

    passed(ledger, put(ledger, PEOPLE, rename) | put(ledger, OFFICES, follow))


@attack("law_key_twice")
def a_key_listed_for_two(ledger: LedgerBuilder) -> None:
    passed(ledger, add_person(ledger, person_row("twin", key_of("hr-head"))))


@attack("law_key_twice")
def a_key_listed_twice_for_one(ledger: LedgerBuilder) -> None:
    passed(ledger, add_person(ledger, person_row("twin", key_of("twin"), key_of("twin"))))


@attack("law_key_invalid")
def a_key_that_is_junk(ledger: LedgerBuilder) -> None:
    row = person_row("twin")
    row["keys"][0]["key"] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA=="
    passed(ledger, add_person(ledger, row))


@attack("law_duplicate_id")
def a_person_listed_twice(ledger: LedgerBuilder) -> None:
    passed(ledger, add_person(ledger, person_row("hr-head", key_of("fresh"))))


# A law that nobody could follow.


@attack("law_unsatisfiable")
def an_office_that_nobody_holds(ledger: LedgerBuilder) -> None:
    passed(ledger, end_term(ledger, "head-of-hr", "hr-head", "2025-01-01"))


@attack("law_unsatisfiable law_unsatisfiable law_unsatisfiable law_unsatisfiable law_unsatisfiable")
def an_organisation_without_a_chief_executive(ledger: LedgerBuilder) -> None:
    def change(document: dict[str, Any]) -> None:
        row_of(document["offices"], "chief-executive")["holders"] = []
        row_of(document["offices"], "deputy-executive")["holders"] = []

    passed(ledger, put(ledger, OFFICES, change))


@attack("law_unsatisfiable")
def more_administrators_than_there_are(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(set_rules(ledger, administrators=3))
    draft.approve("administer", by="second", office="administrator").approve("consent")
    ledger.publish(draft)


@attack("law_unsatisfiable")
def a_unit_whose_only_member_is_its_head(ledger: LedgerBuilder) -> None:
    def change(document: dict[str, Any]) -> None:
        row_of(document["people"], "hr-preparer")["units"] = []

    passed(ledger, put(ledger, PEOPLE, change))


@attack("law_unsatisfiable")
def keys_that_all_ended(ledger: LedgerBuilder) -> None:
    def change(document: dict[str, Any]) -> None:
        row_of(document["people"], "hr-head")["keys"][0]["until"] = "2025-01-01"

    passed(ledger, put(ledger, PEOPLE, change))


@attack("law_in_use")
def a_unit_removed_that_has_items(ledger: LedgerBuilder) -> None:
    def units(document: dict[str, Any]) -> None:
        document["units"] = [row for row in document["units"] if row["id"] != "hr"]

    def offices(document: dict[str, Any]) -> None:
        document["offices"] = [row for row in document["offices"] if "hr" not in row["units"]]

    def people(document: dict[str, Any]) -> None:
        for row in document["people"]:
            row["units"] = [unit for unit in row["units"] if unit != "hr"]

    def obligations(document: dict[str, Any]) -> None:
        for row in document["obligations"]:
            row["preparers"] = [{"hr": "legal"}.get(unit, unit) for unit in row["preparers"]]
            row["publishers"] = [{"hr": "legal"}.get(unit, unit) for unit in row["publishers"]]

    changes = {UNITS: units, OFFICES: offices, PEOPLE: people, OBLIGATIONS: obligations}
    contents: dict[str, Any] = {}
    for path, change in changes.items():
        contents |= put(ledger, path, change)
    passed(ledger, contents)


@attack("law_in_use")
def an_obligation_removed_that_has_items(ledger: LedgerBuilder) -> None:
    passed(ledger, without_obligation(ledger, "contact"))


def without_obligation(ledger: LedgerBuilder, obligation: str) -> dict[str, Any]:
    def obligations(document: dict[str, Any]) -> None:
        document["obligations"] = [row for row in document["obligations"] if row["id"] != obligation]

    def rules(document: dict[str, Any]) -> None:
        document["consent_exempt"] = [row for row in document["consent_exempt"] if row["obligation"] != obligation]

    def framework(document: dict[str, Any]) -> None:
        document["codes"] = [
            row for row in document["codes"] if obligation not in {of["id"] for of in row["obligations"]}
        ]

    contents = put(ledger, OBLIGATIONS, obligations) | put(ledger, RULES, rules)
    return contents | put(ledger, FRAMEWORK, framework)


@attack("law_missing_document")
def a_document_of_the_law_deleted(ledger: LedgerBuilder) -> None:
    passed(ledger, {RULES: None})


@attack("law_missing_document")
def a_house_document_deleted(ledger: LedgerBuilder) -> None:
    passed(ledger, {"calendar/holidays.yaml": None})


@attack("law_unknown_reference")
def a_framework_in_force_deleted(ledger: LedgerBuilder) -> None:
    passed(ledger, {FRAMEWORK: None})


@attack("item_name_differs")
def a_framework_under_another_name(ledger: LedgerBuilder) -> None:
    passed(ledger, {"catalogue/frameworks/oit-2567.yaml": ledger.read(FRAMEWORK)})


@attack("item_schema_not_of_obligation")
def an_item_in_the_place_of_a_policy(ledger: LedgerBuilder) -> None:
    passed(ledger, {RULES: contact()[CONTACT]})


@attack("item_schema_not_of_obligation")
def one_policy_in_the_place_of_another(ledger: LedgerBuilder) -> None:
    passed(ledger, {RULES: ledger.read(UNITS)})


@attack("law_due_differs law_due_differs")
def due_rules_of_other_cadences(ledger: LedgerBuilder) -> None:
    def change(document: dict[str, Any]) -> None:
        row_of(document["obligations"], "contact")["due"]["stale_after_days"] = 30
        row_of(document["obligations"], "annual-plan")["due"] = dict(row_of(document["obligations"], "news")["due"])

    passed(ledger, put(ledger, OBLIGATIONS, change))


@attack("law_unknown_reference")
def an_office_for_a_unit_that_is_none(ledger: LedgerBuilder) -> None:
    def change(document: dict[str, Any]) -> None:
        row_of(document["offices"], "deputy-executive")["units"].append("nowhere")

    passed(ledger, put(ledger, OFFICES, change))


@attack("format_newer")
def another_format_version(ledger: LedgerBuilder) -> None:
    passed(ledger, put(ledger, SETTINGS, lambda document: document.update(format=2)))


# Two meanings made into a third.


@attack("stale")
def two_changes_of_different_documents_at_once(ledger: LedgerBuilder) -> Iterator[None]:
    """All of the law counts as one path."""
    second = ledger.prepare(set_rules(ledger, approval_max_age_days=30)).approve("consent")
    passed(ledger, add_person(ledger, person_row("newcomer", units=("hr",))))
    yield
    ledger.publish(second)


@attack("stale stale")
def an_old_law_brought_back(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(
        set_rules(ledger, approval_max_age_days=30) | add_person(ledger, person_row("newcomer"))
    ).approve("consent")
    ledger.publish(draft)
    passed(ledger, end_term(ledger, "administrator", "second", "2025-10-01"))
    yield
    ledger.publish(draft)


# What a new law does.


@attack("missing_consent")
def an_exemption_taken_back(ledger: LedgerBuilder) -> Iterator[None]:
    before = ledger.read(RULES)
    passed(ledger, exempt(ledger, "service-manual"))
    ledger.publish(ledger.prepare(manual()).approve("unit_check"))
    passed(ledger, {RULES: before})
    yield
    ledger.publish(ledger.prepare(manual("ฉบับใหม่")).approve("unit_check"))


def exempt(ledger: LedgerBuilder, obligation: str) -> dict[str, Any]:
    rows = ledger.read(RULES)["consent_exempt"]
    return set_rules(ledger, consent_exempt=[*rows, {"obligation": obligation, "because": "routine"}])


@attack("approval_office_not_held missing_unit_check")
def an_approval_by_someone_who_left_since(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(news("hr", "mine")).approve("unit_check")
    contents = end_term(ledger, "head-of-hr", "hr-head", "2025-10-01")
    row_of(contents[OFFICES]["offices"], "head-of-hr")["holders"].append(
        {"person": "legal-head", "since": "2025-10-01"}
    )
    passed(ledger, contents)
    yield
    ledger.publish(draft)


@attack("signer_unknown missing_unit_check")
def an_approval_by_a_key_unlisted_since(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(news("hr", "mine")).approve("unit_check")

    def change(document: dict[str, Any]) -> None:
        row_of(document["people"], "hr-head")["keys"] = [{"key": key_of("fresh").public_line, "since": SINCE}]

    passed(ledger, put(ledger, PEOPLE, change))
    yield
    ledger.publish(draft)


@attack("approval_office_not_held missing_unit_check")
def an_office_before_its_term(ledger: LedgerBuilder) -> Iterator[None]:
    passed(ledger, appoint(ledger, "head-of-hr", "legal-head", "2026-10-01"))
    yield
    draft = ledger.prepare(news("hr", "mine"))
    ledger.publish(draft.approve("unit_check", by="legal-head", office="head-of-hr"))


@attack("signer_unknown")
def a_key_listed_after_preparing_and_gone_again(ledger: LedgerBuilder) -> Iterator[None]:
    """Neither in force when its base was, nor since."""
    key = key_of("temp")
    passed(ledger, add_person(ledger, person_row("temp", key, units=("hr",))))

    def drop(document: dict[str, Any]) -> None:
        document["people"] = [row for row in document["people"] if row["id"] != "temp"]

    passed(ledger, put(ledger, PEOPLE, drop))
    yield
    ledger.publish(ledger.prepare(news("hr", "mine"), by="temp").approve("unit_check"))


@attack("approval_too_old missing_unit_check")
def an_age_that_was_shortened_since(ledger: LedgerBuilder) -> Iterator[None]:
    draft = ledger.prepare(news("hr", "mine")).approve("unit_check")
    passed(ledger, set_rules(ledger, approval_max_age_days=5))
    yield
    ledger.wait(6).publish(draft)


def with_terms(ledger: LedgerBuilder, person: str, **term: str) -> dict[str, Any]:
    """The people, the first key of `person` in force on other days, and a new one beside it."""

    def change(document: dict[str, Any]) -> None:
        keys = row_of(document["people"], person)["keys"]
        keys[0] |= term
        keys.append({"key": key_of(f"{person} anew").public_line, "since": SINCE})

    return put(ledger, PEOPLE, change)


@attack("signer_unknown missing_unit_check")
def an_approval_with_a_key_that_ended_dated_back(ledger: LedgerBuilder) -> Iterator[None]:
    then = ledger.at
    passed(ledger, with_terms(ledger, "hr-head", until="2025-10-10"))
    ledger.wait(20)
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("unit_check"))
    yield
    ledger.publish(ledger.prepare(news("hr", "second")).approve("unit_check", at=then))


@attack("signer_unknown")
def content_with_a_key_that_ended_dated_back(ledger: LedgerBuilder) -> Iterator[None]:
    then = ledger.at
    passed(ledger, with_terms(ledger, "hr-preparer", until="2025-10-10"))
    ledger.wait(20)
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("unit_check"))
    yield
    draft = ledger.prepare(news("hr", "second"), at=then).approve("unit_check")
    ledger.publish(draft, key=key_of("hr-preparer anew"))


@attack("signer_unknown")
def a_merge_with_a_key_that_ended_dated_back(ledger: LedgerBuilder) -> Iterator[None]:
    then = ledger.at
    passed(ledger, with_terms(ledger, "hr-preparer", until="2025-10-10"))
    ledger.wait(20)
    ledger.publish(ledger.prepare(contact("+6638000002")).approve("unit_check"))
    yield
    draft = ledger.prepare(news("hr", "second"), key=key_of("hr-preparer anew"), at=then)
    ledger.publish(draft.approve("unit_check", at=then), at=then)


@attack("signer_unknown missing_unit_check")
def an_approval_with_a_key_not_yet_in_force_dated_ahead(ledger: LedgerBuilder) -> Iterator[None]:
    passed(ledger, with_terms(ledger, "hr-head", since="2030-01-01"))
    yield
    ahead = ledger.at + 5 * 365 * DAY
    ledger.publish(ledger.prepare(news("hr", "second")).approve("unit_check", at=ahead))


@attack("author_not_allowed")
def an_operator_of_another_unit(ledger: LedgerBuilder) -> Iterator[None]:
    passed(ledger, operator_for(ledger, "legal"))
    yield
    ledger.publish(ledger.prepare(news("hr", "mine"), by="deputy").approve("unit_check"))


@attack("publisher_not_allowed")
def an_operator_who_publishes(ledger: LedgerBuilder) -> Iterator[None]:
    """They prepare; a member of the unit publishes."""
    passed(ledger, operator_for(ledger, "hr"))
    yield
    ledger.publish(ledger.prepare(news("hr", "mine"), by="deputy").approve("unit_check"), by="deputy")


def operator_for(ledger: LedgerBuilder, unit: str) -> dict[str, Any]:
    holders = [{"person": "deputy", "since": SINCE}]
    office = {"id": "operator", "title": label("ธุรการ"), "kind": "operator", "units": [unit], "holders": holders}
    return put(ledger, OFFICES, lambda document: document["offices"].append(office))


@attack("author_not_allowed item_unit_ended publisher_not_allowed")
def a_unit_that_has_ended(ledger: LedgerBuilder) -> Iterator[None]:
    def change(document: dict[str, Any]) -> None:
        row_of(document["units"], "legal")["until"] = "2025-10-01"

    passed(ledger, put(ledger, UNITS, change))
    yield
    ledger.publish(ledger.prepare(news("legal")).approve("unit_check"))


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_hostile_change_of_law_is_rejected(ledger: LedgerBuilder, attack: Attack) -> None:
    """By name; the law and the trusted state are as they were; whoever comes honestly afterwards is accepted."""
    outcome = carry_out(attack, ledger, lambda: ledger.prepare(contact("+6638000099")))

    assert outcome.before.is_trusted
    assert outcome.codes == attack.findings
    assert outcome.after.entries == outcome.before.entries
    assert outcome.after.law == outcome.before.law
    assert outcome.later.entries[CONTACT] != outcome.before.entries[CONTACT]


def test_the_law_changes_by_an_ordinary_submission(ledger: LedgerBuilder) -> None:
    """Signed by an administrator, here as its author, and by the chief executive."""
    passed(ledger, set_rules(ledger, approval_max_age_days=30))

    after = ledger.verify()
    assert after.trusted
    assert after.history.law.policy.rules.approval_max_age_days == 30


@pytest.mark.parametrize("publisher", ["admin", "second", "chief"])
def test_an_administrator_may_sign_what_another_prepared(ledger: LedgerBuilder, publisher: str) -> None:
    draft = ledger.prepare(set_rules(ledger, approval_max_age_days=30), by="hr-preparer")
    ledger.publish(draft.approve("administer").approve("consent"), by=publisher)

    assert ledger.verify().trusted


def test_a_house_file_changes_as_the_law_does(ledger: LedgerBuilder) -> None:
    passed(ledger, {"README.md": b"# read me\n", "CODEOWNERS": None})

    assert ledger.verify().trusted


def test_nobody_changes_the_law_alone(tmp_path: Path) -> None:
    """The administrator, acting as chief executive, needs another: prepared, approved, or both."""
    office = small_office()
    row_of(office["offices"], "chief-executive")["holders"].append({"person": "admin", "since": SINCE})
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office)
    contents = set_rules(ledger, approval_max_age_days=30)

    alone = ledger.prepare(contents).approve("administer").approve("consent", by="admin", office="chief-executive")
    ledger.publish(alone)
    approving = ledger.prepare(contents, by="hr-preparer", base=ledger.anchor).approve("administer")
    ledger.publish(approving.approve("consent", by="admin", office="chief-executive"))
    assert codes(ledger.verify()) == (
        ("approval_by_author", "missing_chief_executive"),
        ("missing_chief_executive",),
    )

    ledger.publish(ledger.prepare(contents, base=ledger.anchor).approve("consent"))
    assert ledger.verify().trusted


def test_an_acting_chief_executive_may_publish_what_the_other_consented_to(tmp_path: Path) -> None:
    office = small_office()
    row_of(office["offices"], "chief-executive")["holders"].append({"person": "deputy", "since": SINCE})
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office)
    draft = ledger.prepare(set_rules(ledger, approval_max_age_days=30)).approve("consent")
    ledger.publish(draft, by="deputy")

    assert ledger.verify().trusted


def test_an_office_is_replaced_by_those_who_hold_the_old_one(ledger: LedgerBuilder) -> None:
    """The new one cannot have signed for itself."""

    def change(document: dict[str, Any]) -> None:
        row_of(document["offices"], "chief-executive")["id"] = "mayor"

    passed(ledger, put(ledger, OFFICES, change))
    draft = ledger.prepare(set_rules(ledger, approval_max_age_days=30))
    ledger.publish(draft.approve("consent", office="mayor", by="chief"))

    assert ledger.verify().trusted


def test_both_thresholds_met_change_the_threshold(ledger: LedgerBuilder) -> None:
    passed_by_both(ledger, set_rules(ledger, administrators=2))
    passed_by_both(ledger, set_rules(ledger, administrators=1))
    passed(ledger, set_rules(ledger, approval_max_age_days=30))

    assert ledger.verify().trusted


def test_an_exemption_counts_from_the_next_change(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(manual()).approve("unit_check")
    ledger.publish(draft)
    assert codes(ledger.verify()) == (("missing_consent",),)

    passed(ledger, exempt(ledger, "service-manual"))
    ledger.publish(draft)
    assert (len(ledger.verify().rejected), ledger.verify().trusted) == (1, True)


def test_joining_after_preparing_is_early_enough(ledger: LedgerBuilder) -> None:
    """A newcomer prepares, is then listed, and their submission is published as it stands."""
    draft = ledger.prepare(news("hr", "mine"), by="newcomer").approve("unit_check", by="hr-head")
    ledger.publish(draft, by="hr-preparer")
    assert codes(ledger.verify()) == (("signer_unknown",),)

    passed(ledger, add_person(ledger, person_row("newcomer", units=("hr",))))
    ledger.publish(draft, by="hr-preparer")
    assert (len(ledger.verify().rejected), ledger.verify().trusted) == (1, True)


def test_leaving_the_unit_after_preparing_takes_nothing_back(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(news("hr", "mine")).approve("unit_check")

    def change(document: dict[str, Any]) -> None:
        row_of(document["people"], "hr-preparer")["units"] = []
        row_of(document["people"], "second")["units"] = ["hr"]

    passed(ledger, put(ledger, PEOPLE, change))
    ledger.publish(draft, by="second")
    assert ledger.verify().trusted


def test_an_unlisted_key_may_come_back_to_its_owner(ledger: LedgerBuilder) -> None:
    def keys(key: KeyPair) -> dict[str, Any]:
        listed = [{"key": key.public_line, "since": SINCE}]
        return put(ledger, PEOPLE, lambda document: row_of(document["people"], "second").update(keys=listed))

    passed(ledger, keys(key_of("fresh")))
    passed(ledger, keys(key_of("second")))

    assert ledger.verify().trusted


def test_what_was_not_satisfiable_before_stops_no_other_change(tmp_path: Path) -> None:
    """An office vacated by time alone must not lock the law that would fill it."""
    office = small_office()
    row_of(office["offices"], "head-of-hr")["holders"][0]["until"] = "2025-10-05"
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office)
    ledger.wait(10)
    passed(ledger, set_rules(ledger, approval_max_age_days=30))
    passed(ledger, appoint(ledger, "head-of-hr", "legal-head"))
    ledger.publish(ledger.prepare(news("hr")).approve("unit_check", by="legal-head", office="head-of-hr"))

    assert ledger.verify().trusted


def test_an_operator_prepares_for_the_units_of_the_office(ledger: LedgerBuilder) -> None:
    passed(ledger, operator_for(ledger, "hr"))
    ledger.publish(ledger.prepare(news("hr", "mine"), by="deputy").approve("unit_check"), by="hr-preparer")

    assert ledger.verify().trusted


def test_an_operator_whose_term_ended_after_preparing_takes_nothing_back(ledger: LedgerBuilder) -> None:
    contents = operator_for(ledger, "hr")
    row_of(contents[OFFICES]["offices"], "operator")["holders"][0]["until"] = "2025-10-10"
    passed(ledger, contents)
    draft = ledger.prepare(news("hr", "mine"), by="deputy")
    ledger.wait(20)
    ledger.publish(draft.approve("unit_check"), by="hr-preparer")
    assert ledger.verify().trusted

    late = ledger.prepare(news("hr", "late"), by="deputy")
    ledger.publish(late.approve("unit_check"), by="hr-preparer")
    assert codes(ledger.verify()) == (("author_not_allowed",),)


def test_a_key_ends_on_its_day(tmp_path: Path) -> None:
    """Its last day counts; the day after does not."""
    office = small_office()
    row_of(office["people"], "hr-head")["keys"][0]["until"] = "2025-10-12"
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office)
    last_day = ledger.at + 10 * DAY
    ledger.publish(ledger.prepare(news("hr"), at=last_day).approve("unit_check", at=last_day), at=last_day)
    assert ledger.verify().trusted

    late = last_day + DAY
    ledger.publish(ledger.prepare(news("hr", "late"), at=late).approve("unit_check", at=late), at=late)
    assert codes(ledger.verify()) == (("signer_unknown", "missing_unit_check"),)


def test_an_obligation_without_items_may_go(ledger: LedgerBuilder) -> None:
    passed(ledger, without_obligation(ledger, "laws"))

    assert ledger.verify().trusted
