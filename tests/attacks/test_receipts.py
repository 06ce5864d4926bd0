"""Receipts forged, moved and bent, as whoever can write the branch would: none dates anything, each is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from repo_schema.receipts import Receipt, render_receipt
from tests.support.keys import KeyPair
from tests.support.ledger import DAY, START, LedgerBuilder, contact, key_of, manual
from tests.support.receiver import office_with_receiver, receive


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """One publication, received a day later."""
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_receiver())
    ledger.publish_item(contact("+6638000001"))
    receive(ledger, START + DAY)
    ledger.publish_item(contact("+6638000002"))
    return ledger


LATER = START + 2 * DAY
NOT_RECEIVERS, INVALID = "receipt_not_receivers", "receipt_invalid"


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        pytest.param(lambda one: receive(one, LATER, key=KeyPair.ed25519()), NOT_RECEIVERS, id="a stranger's"),
        pytest.param(lambda one: receive(one, LATER, key=key_of("admin")), NOT_RECEIVERS, id="an administrator's"),
        pytest.param(lambda one: receive(one, LATER, signed=False), "receipt_invalid", id="unsigned"),
        pytest.param(lambda one: receive(one, LATER, message="received\n"), "receipt_invalid", id="of another form"),
        pytest.param(
            lambda one: receive(one, LATER, message=render_receipt(Receipt(one.head, LATER)) + "\n"),
            "receipt_invalid",
            id="the form, and one more line",
        ),
        pytest.param(lambda one: receive(one, LATER, contents={"README.md": b"x"}), INVALID, id="carrying files"),
        pytest.param(lambda one: receive(one, START), "receipt_backwards", id="back-dated before the last"),
        pytest.param(lambda one: receive(one, LATER, head=one.anchor), "receipt_backwards", id="of an older head"),
    ],
)  # fmt: skip
def test_a_forged_receipt_dates_nothing_and_is_named(
    ledger: LedgerBuilder, forge: Callable[[LedgerBuilder], str], code: str
) -> None:
    forged = forge(ledger)
    found = ledger.verify()

    assert found.trusted, "a receipt is no part of any verdict"
    assert [(finding.code, finding.commit) for finding in found.receipts.findings] == [(code, forged)]
    assert [span.last for span in found.receipts.spans] == [1]


def test_a_good_receipt_after_a_forged_one_counts(ledger: LedgerBuilder) -> None:
    receive(ledger, LATER, key=KeyPair.ed25519())
    receive(ledger, LATER + DAY)

    assert [span.received for span in ledger.verify().receipts.spans] == [START + DAY, LATER + DAY]


def test_a_main_that_was_rewritten_is_told_by_its_receipts(ledger: LedgerBuilder) -> None:
    """Force-pushed: everything on the new main is well approved, and the old head is nowhere in it."""
    receive(ledger, LATER)
    ledger.move_main(ledger.anchor)
    ledger.publish_item(manual())
    found = ledger.verify()

    assert found.history.is_trusted
    assert not found.trusted
    assert {finding.code for finding in found.receipts.findings} == {"history_rewritten"}


def test_a_main_rolled_back_is_told_by_its_receipts(ledger: LedgerBuilder) -> None:
    receive(ledger, LATER)
    ledger.move_main(ledger.raw(ledger.head).decode().split("parent ")[1][:40])

    assert not ledger.verify().trusted


def test_whoever_was_a_receiver_once_dates_nothing_any_more(tmp_path: Path) -> None:
    office = office_with_receiver()
    office["offices"][-1]["holders"][0]["until"] = "2025-10-02"
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office)
    ledger.publish_item(contact())
    receive(ledger, START + 3 * DAY)

    assert [finding.code for finding in ledger.verify().receipts.findings] == ["receipt_not_receivers"]
