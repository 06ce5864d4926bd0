"""The branch of receipts at the door: it only grows, and only by a receiver."""

from pathlib import Path

import pytest

from tests.support.guarded import Guarded
from tests.support.keys import KeyPair
from tests.support.ledger import DAY, START, LedgerBuilder, contact
from tests.support.receiver import RECEIPTS, office_with_receiver, receive

BRANCH = f"{RECEIPTS}:{RECEIPTS}"


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    """One publication and its receipt, both landed."""
    ledger = LedgerBuilder(tmp_path / "own.git", office=office_with_receiver())
    ledger.publish_item(contact())
    guarded = Guarded(ledger, tmp_path / "origin.git")
    receive(ledger, START + DAY)
    done = guarded.push(BRANCH)
    assert done.returncode == 0, done.stderr
    return guarded


def test_a_receipt_lands_with_the_head_it_is_of(guarded: Guarded) -> None:
    guarded.ledger.publish_item(contact("+6638000002"))
    receipt = receive(guarded.ledger, START + 2 * DAY)

    done = guarded.push("main", BRANCH)
    assert done.returncode == 0, done.stderr
    assert guarded.at(RECEIPTS) == receipt


def test_a_receipt_of_a_head_that_is_not_there_is_refused(guarded: Guarded) -> None:
    guarded.ledger.publish_item(contact("+6638000002"))
    receive(guarded.ledger, START + 2 * DAY)

    done = guarded.push(BRANCH)
    assert done.returncode != 0
    assert "history_rewritten" in done.stderr


@pytest.mark.parametrize(
    ("signer", "at", "code"),
    [(KeyPair.ed25519("stranger"), START + 2 * DAY, "receipt_not_receivers"), (None, START, "receipt_backwards")],
    ids=["a stranger's", "back-dated"],
)
def test_a_forged_receipt_does_not_land(guarded: Guarded, signer: KeyPair | None, at: int, code: str) -> None:
    before = guarded.at(RECEIPTS)
    guarded.ledger.publish_item(contact("+6638000002"))
    receive(guarded.ledger, at, key=signer)

    done = guarded.push("main", BRANCH)
    assert code in done.stderr
    assert guarded.at(RECEIPTS) == before


def test_the_branch_is_neither_rewritten_nor_deleted(guarded: Guarded) -> None:
    before = guarded.at(RECEIPTS)
    (guarded.ledger.git_dir / RECEIPTS).unlink()
    receive(guarded.ledger, START + 3 * DAY)
    for spec in (f"+{BRANCH}", f":{RECEIPTS}"):
        done = guarded.push(spec)
        assert "guard_receipts_rewritten" in done.stderr, done.stderr
    assert guarded.at(RECEIPTS) == before
