"""While it serves, each receipt and each witness's word is read once; and a lie among them is still found out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from repo_schema.commits import Commit
from repo_schema.history import SignedCommit
from service.ledger import chains
from service.ledger.follower import Follower
from service.ledger.index import build
from service.ledger.repository import Repository
from service.ledger.signatures import verify_commit
from tests.attacks.test_checkpoints import rob
from tests.service.test_index import contents
from tests.support.ledger import DAY, START, LedgerBuilder, contact, manual
from tests.support.receiver import RECEIPTS, receive
from tests.support.witnessing import checkpoint, office_with_witness, witnessed

LATER = START + 100 * DAY


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """Three publications, each with a receipt."""
    ledger = LedgerBuilder(tmp_path / "origin.git", office=office_with_witness())
    for number in range(3):
        ledger.publish_item(contact(f"+663800000{number}"))
        receive(ledger, LATER + number * DAY)
    return ledger


@pytest.fixture
def follower(ledger: LedgerBuilder, tmp_path: Path) -> Iterator[Follower]:
    with Follower(ledger.git_dir, tmp_path / "index.sqlite", anchor=ledger.anchor) as follower:
        follower.start()
        yield follower


@pytest.fixture
def proven(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The receipts and the words of witnesses whose signature was checked, in order."""
    seen: list[str] = []

    def check(commit: Commit) -> SignedCommit:
        seen.append(commit.id)
        return verify_commit(commit)

    monkeypatch.setattr(chains, "verify_commit", check)
    return seen


def afresh(ledger: LedgerBuilder, tmp_path: Path) -> dict[str, list[Any]]:
    """What an index says that is made of everything, now."""
    file = tmp_path / "afresh.sqlite"
    with Repository(ledger.git_dir) as repository:
        build(repository, file, anchor=ledger.anchor, pinned=True, head=ledger.head)
    return contents(file)


def sources(tables: dict[str, list[Any]]) -> list[str]:
    return [value for row in tables["changes"] for value in row if value in {"receipt", "claimed"}]


def test_one_more_receipt_is_one_more_signature(
    ledger: LedgerBuilder, follower: Follower, proven: list[str], tmp_path: Path
) -> None:
    """It costs the change: what was read before the service had it is not read again."""
    witnessed(ledger, checkpoint(ledger), at=LATER + 4 * DAY)
    ledger.publish_item(manual())
    receipt = receive(ledger, LATER + 5 * DAY)
    word = (ledger.git_dir / "refs/heads/prongsai/witness/press").read_text().strip()
    proven.clear()
    follower.refresh()
    assert sorted(proven) == sorted([receipt, word])

    proven.clear()
    ledger.publish_item(contact("+6638000009"))
    later = receive(ledger, LATER + 6 * DAY)
    follower.refresh()
    assert proven == [later]
    follower.refresh()
    assert proven == [later]

    assert contents(follower.index_path) == afresh(ledger, tmp_path)


def test_a_receiver_whose_key_is_stolen_dates_nothing_any_more(
    ledger: LedgerBuilder, follower: Follower, tmp_path: Path
) -> None:
    """Learned while serving: what the key dated, and no witness saw, is a claim again."""
    assert sources(contents(follower.index_path)) == ["claimed", "receipt", "receipt", "receipt"]
    rob(ledger)
    assert follower.refresh()

    served = contents(follower.index_path)
    assert sources(served) == ["claimed"] * 5
    assert served == afresh(ledger, tmp_path)


def test_what_a_witness_saw_of_a_stolen_receiver_stays_dated(
    ledger: LedgerBuilder, follower: Follower, tmp_path: Path
) -> None:
    witnessed(ledger, checkpoint(ledger), at=LATER + 4 * DAY)
    ledger.publish_item(manual())
    receive(ledger, LATER + 5 * DAY)
    follower.refresh()
    rob(ledger)
    assert follower.refresh()

    served = contents(follower.index_path)
    assert sources(served) == ["claimed", "receipt", "receipt", "receipt", "claimed", "claimed"]
    assert served == afresh(ledger, tmp_path)


def test_a_branch_that_was_rewritten_is_read_anew(ledger: LedgerBuilder, follower: Follower, tmp_path: Path) -> None:
    """Other times for the same heads, signed by the receiver itself: the service says what the branch says now."""
    (ledger.git_dir / RECEIPTS).unlink()
    receive(ledger, LATER + 50 * DAY)
    assert follower.refresh()

    served = contents(follower.index_path)
    assert sources(served) == ["claimed", "claimed", "claimed", "receipt"]
    assert served == afresh(ledger, tmp_path)


def test_receipts_of_the_same_heads_at_other_times_are_read_anew(
    ledger: LedgerBuilder, follower: Follower, tmp_path: Path
) -> None:
    """As many as there were, and the last for the same head: only their times are others."""
    heads = [commit for commit in chain(ledger) if commit != ledger.anchor]
    (ledger.git_dir / RECEIPTS).unlink()
    for number, head in enumerate(heads):
        receive(ledger, LATER + (20 + number) * DAY, head=head)
    assert follower.refresh()

    assert contents(follower.index_path) == afresh(ledger, tmp_path)


def chain(ledger: LedgerBuilder) -> list[str]:
    with Repository(ledger.git_dir) as repository:
        return repository.first_parents(ledger.head)


def test_a_receipt_of_another_history_is_named_however_late_it_comes(
    ledger: LedgerBuilder, follower: Follower, tmp_path: Path
) -> None:
    receive(ledger, LATER + 5 * DAY, head="1" * 40)
    follower.refresh()
    ledger.publish_item(manual())
    receive(ledger, LATER + 6 * DAY)
    follower.refresh()

    served = contents(follower.index_path)
    assert "history_rewritten" in str(served["meta"])
    assert served == afresh(ledger, tmp_path)
