"""Withdrawals, suppressions, erasures, liftings: honest ones alter no item; each other one is refused by name."""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from repo_schema.approvals import Step
from tests.attacks.attack import Attack, Attacks, carry_out, codes, noted_in
from tests.support.ledger import (
    Draft,
    LedgerBuilder,
    attachment,
    contact,
    manual,
    news,
)
from tests.support.reviewed import RECORDER, record, reviewed_ledger
from tests.support.tombstones import erasure, lifting, suppression, suppression_of_files, tombstone, withdrawal

PALAD = "office-of-palad"
PREPARER, HEAD = f"{PALAD}-preparer", f"{PALAD}-head"
HEAD_OFFICE = f"head-of-{PALAD}"
CONTACT_ID, MANUAL_ID = f"contact/{PALAD}/main", f"service-manual/{PALAD}/main"
PDF = b"%PDF-1.7 a name that must go"
SHA = sha256(PDF).hexdigest()

ATTACKS: Attacks = {}
attack = partial(noted_in, ATTACKS)


def attached(ledger: LedgerBuilder) -> dict[str, Any]:
    """A manual that names the file."""
    file, pointer = ledger.attach(PDF)
    return manual(attachments=[attachment(file, pointer)]) | {file: pointer}


def publishing_office(path: Path) -> LedgerBuilder:
    """An office that has published twice, once with a file."""
    ledger = LedgerBuilder(path / "own.git")
    ledger.publish_item(contact())
    ledger.publish_item(attached(ledger))
    return ledger


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return publishing_office(tmp_path)


def signed(draft: Draft, *people: str) -> Draft:
    offices = {HEAD: HEAD_OFFICE, "chief": "chief-executive", "deputy": "deputy-executive"}
    for person in people:
        draft.approve("take_down", person, offices.get(person, f"head-of-{person.removesuffix('-head')}"))
    return draft


# Who signs: the offices that policy names for it, each signature another person's.


@attack("missing_take_down")
def a_clerk_suppresses_alone(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(suppression(CONTACT_ID), by=PREPARER), by=PREPARER)


@attack("author_not_allowed missing_take_down publisher_not_allowed")
def a_stranger_to_the_unit_suppresses(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(suppression(CONTACT_ID), by="hr-preparer"), by="hr-preparer")


@attack("missing_take_down")
def the_head_of_another_unit_signs(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(suppression(CONTACT_ID), by=PREPARER)
    ledger.publish(draft.approve("take_down", "hr-head", "head-of-hr"), by=PREPARER)


@attack("missing_take_down missing_take_down")
def consent_stands_in_for_it(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(erasure(MANUAL_ID, SHA), by=PREPARER)
    draft.approve("unit_check", HEAD, HEAD_OFFICE).approve("consent", "chief", "chief-executive")
    ledger.publish(draft, by=PREPARER)


@attack("missing_take_down")
def one_person_erases(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(erasure(MANUAL_ID, SHA), by=HEAD), by=HEAD)


@attack("approval_by_author missing_take_down")
def the_executive_erases_alone_and_signs_twice(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(erasure(MANUAL_ID, SHA), by="chief")
    draft.approve("take_down", "chief", "chief-executive").approve("take_down", "chief", "chief-executive")
    ledger.publish(draft, by="chief")


@attack("missing_take_down")
def the_head_signs_and_the_clerk_takes_the_other_place(ledger: LedgerBuilder) -> None:
    ledger.publish(signed(ledger.prepare(erasure(MANUAL_ID, SHA), by=PREPARER), HEAD), by=PREPARER)


@attack("approval_manifest_differs missing_take_down")
def a_signature_for_one_file_erases_another(ledger: LedgerBuilder) -> None:
    other = ledger.prepare(erasure(MANUAL_ID, "0" * 64), by=PREPARER).manifest
    draft = ledger.prepare(erasure(MANUAL_ID, SHA), by=PREPARER)
    draft.approve("take_down", HEAD, HEAD_OFFICE).approve("take_down", "chief", "chief-executive", manifest=other)
    ledger.publish(draft, by=PREPARER)


@attack("missing_take_down")
def whoever_suppressed_lifts_alone(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish(ledger.prepare(suppression(CONTACT_ID), by=HEAD), by=HEAD)
    yield
    ledger.publish(ledger.prepare(lifting(CONTACT_ID), by=HEAD), by=HEAD)


# What it speaks of was published, under exactly this name.


@attack("tombstone_item_missing")
def of_an_item_that_is_not_there(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(suppression("laws/legal/main"), by="legal-head"), by="legal-head")


@attack("statement_mismatch")
def of_another_item_than_its_path(ledger: LedgerBuilder) -> None:
    contradicting = {path: said | {"item": MANUAL_ID} for path, said in suppression(CONTACT_ID).items()}
    ledger.publish(ledger.prepare(contradicting, by=HEAD), by=HEAD)


@attack("item_schema_not_of_obligation")
def an_erasure_under_the_rules_of_a_suppression(ledger: LedgerBuilder) -> None:
    (document,) = erasure(MANUAL_ID, SHA).values()
    path = f"tombstones/suppression/{MANUAL_ID}--1.yaml"
    ledger.publish(ledger.prepare({path: document}, by=HEAD), by=HEAD)


@attack("tombstone_versions_unknown")
def of_versions_to_come(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(suppression(CONTACT_ID, 1, 2), by=HEAD), by=HEAD)


@attack("schema_out_of_range")
def of_versions_the_wrong_way_round(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish_item(contact("+6638000002"))
    yield
    ledger.publish(ledger.prepare(suppression(CONTACT_ID, 2, 1), by=HEAD), by=HEAD)


@attack("tombstone_file_unknown")
def of_another_items_file(ledger: LedgerBuilder) -> None:
    ledger.publish(signed(ledger.prepare(erasure(CONTACT_ID, SHA), by=HEAD), "chief"), by=HEAD)


@attack("erasure_file_shared")
def of_a_file_that_another_unit_shows(ledger: LedgerBuilder) -> Iterator[None]:
    """Whoever learns a digest could otherwise name the file themselves and destroy it for everybody."""
    file = next(path for path in ledger.tree_of(ledger.head) if path.startswith("files/"))
    pointer = ledger.raw(ledger.tree_of(ledger.head)[file][1])
    ledger.publish_item(news("hr", attachments=[attachment(file, pointer)]))
    yield
    ledger.publish(signed(ledger.prepare(erasure("news/hr/first", SHA), by="hr-head"), "deputy"), by="hr-head")


@attack("lifting_of_nothing")
def a_lifting_of_nothing(ledger: LedgerBuilder) -> None:
    ledger.publish(signed(ledger.prepare(lifting(CONTACT_ID), by=HEAD), "chief"), by=HEAD)


@attack("lifting_of_nothing")
def a_second_lifting(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish(ledger.prepare(suppression(CONTACT_ID), by=HEAD), by=HEAD)
    ledger.publish(signed(ledger.prepare(lifting(CONTACT_ID), by=HEAD), "chief"), by=HEAD)
    yield
    again = tombstone("lifting", CONTACT_ID, 2, lifts={"kind": "suppression", "number": 1})
    ledger.publish(signed(ledger.prepare(again, by=HEAD), "chief"), by=HEAD)


@attack("schema_wrong_value")
def an_erasure_lifted(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish(signed(ledger.prepare(erasure(MANUAL_ID, SHA), by=HEAD), "chief"), by=HEAD)
    yield
    ledger.publish(signed(ledger.prepare(lifting(MANUAL_ID, "erasure"), by=HEAD), "chief"), by=HEAD)


# What was said stays, and what was erased does not come back.


@attack("statement_removed")
def taken_back(ledger: LedgerBuilder) -> Iterator[None]:
    said = suppression(CONTACT_ID)
    ledger.publish(ledger.prepare(said, by=HEAD), by=HEAD)
    yield
    ledger.publish(ledger.prepare(dict.fromkeys(said), by=HEAD), by=HEAD)


@attack("statement_removed")
def rewritten(ledger: LedgerBuilder) -> Iterator[None]:
    ledger.publish(ledger.prepare(suppression(CONTACT_ID), by=HEAD), by=HEAD)
    yield
    ledger.publish(ledger.prepare(suppression(CONTACT_ID, reason="mistake"), by=HEAD), by=HEAD)


@attack("statement_not_alone")
def hidden_beside_an_item(ledger: LedgerBuilder) -> None:
    draft = ledger.prepare(contact("+6638000003") | suppression(CONTACT_ID), by=PREPARER)
    ledger.publish(signed(draft.approve("unit_check"), "chief"), by=PREPARER)


@attack("schema_unknown_field")
def with_a_free_text_that_repeats_the_name(ledger: LedgerBuilder) -> None:
    ledger.publish(ledger.prepare(suppression(CONTACT_ID, note={"th": "นายสมชาย"}), by=HEAD), by=HEAD)


@attack("attachment_erased")
def an_erased_file_comes_back_under_another_item(ledger: LedgerBuilder) -> Iterator[None]:
    files = [path for path in ledger.tree_of(ledger.head) if path.startswith("files/")]
    ledger.publish_item(manual("ฉบับใหม่") | dict.fromkeys(files))
    ledger.publish(signed(ledger.prepare(erasure(MANUAL_ID, SHA), by=HEAD), "chief"), by=HEAD)
    file, pointer = ledger.attach(PDF)
    yield
    ledger.publish_item(news("hr", attachments=[attachment(file, pointer)]) | {file: pointer})


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_hostile_statement_is_rejected(ledger: LedgerBuilder, attack: Attack) -> None:
    """By name; the trusted state is as it was; whoever comes honestly afterwards is accepted."""
    outcome = carry_out(attack, ledger, lambda: ledger.prepare(news("legal", "later")))

    assert outcome.before.is_trusted
    assert outcome.codes[-1:] == attack.findings
    assert outcome.after.entries == outcome.before.entries
    assert outcome.later.entries.keys() - outcome.before.entries.keys() == {"items/news/legal/later.yaml"}


@pytest.mark.parametrize(
    ("statement", "author", "signers", "publisher"),
    [
        (suppression(CONTACT_ID), HEAD, (), HEAD),
        (suppression(CONTACT_ID), PREPARER, (HEAD,), PREPARER),
        (suppression(CONTACT_ID), "chief", (), "chief"),
        (suppression_of_files(MANUAL_ID, SHA), HEAD, (), PREPARER),
        (withdrawal(MANUAL_ID), PREPARER, ("chief",), PREPARER),
        (erasure(MANUAL_ID, SHA), HEAD, ("chief",), PREPARER),
        (erasure(MANUAL_ID, SHA), PREPARER, (HEAD, "chief"), "chief"),
    ],
)
def test_whom_policy_names_takes_down_and_no_item_changes(
    ledger: LedgerBuilder, statement: dict[str, Any], author: str, signers: tuple[str, ...], publisher: str
) -> None:
    before = ledger.verify().history.entries
    ledger.publish(signed(ledger.prepare(statement, by=author), *signers), by=publisher)

    after = ledger.verify()
    assert (after.trusted, codes(after)) == (True, ())
    assert after.history.entries.keys() - before.keys() == statement.keys()
    assert {path: after.history.entries[path] for path in before} == before


def test_what_one_person_suppresses_alone_moves_no_clock(ledger: LedgerBuilder) -> None:
    """Dated in a far year, it would otherwise end every term of office."""
    before = ledger.verify().history.at
    draft = ledger.prepare(suppression(CONTACT_ID), by=HEAD, at=4_000_000_000)
    ledger.publish(draft, by=HEAD, at=4_000_000_000)

    assert ledger.verify().history.at == before


def test_where_policy_names_nobody_nobody_takes_down(tmp_path: Path) -> None:
    rules = {
        "schema": "policy_rules/v1",
        "approval_max_age_days": 90,
        "administrators": 1,
        "consent_exempt": [{"obligation": "contact", "because": "basic"}],
        "attachments": {"warn_bytes": 1, "refuse_bytes": 10_000_000},
    }
    ledger = LedgerBuilder(tmp_path / "origin.git", contents={"policy/rules.yaml": rules})
    ledger.publish_item(contact())
    ledger.publish(signed(ledger.prepare(suppression(CONTACT_ID), by=HEAD), "chief"), by=PREPARER)

    assert codes(ledger.verify()) == (("missing_take_down",),)


def test_a_merge_review_never_takes_down(tmp_path: Path) -> None:
    """A recorder's word is not the executive's own signature."""
    ledger = reviewed_ledger(tmp_path)
    ledger.publish_item(attached(ledger))
    clean = ledger.head
    steps: tuple[tuple[Step, str], ...] = (("take_down", HEAD), ("consent", RECORDER))
    for step, publisher in steps:
        draft = ledger.prepare(erasure(MANUAL_ID, SHA), by=HEAD)
        ledger.publish(record(draft, step=step), by=publisher)
        ledger.restore(clean)

    first, second = codes(ledger.verify())
    assert {"review_step_not_allowed", "missing_take_down"} <= set(first)
    assert {"review_out_of_scope", "missing_take_down"} <= set(second)
