"""Every attack of the tables, and the office it is made on: what `verify` rejects, guard and service must too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.attacks import (
    test_changes,
    test_compromise,
    test_law,
    test_openpgp,
    test_reviews,
    test_statements,
    test_tombstones,
)
from tests.attacks.attack import Attack, Attacks
from tests.support.ledger import LedgerBuilder, contact, manual, news
from tests.support.reviewed import reviewed_ledger

Office = Callable[[Path], LedgerBuilder]
ADDED_BY_VERIFY = {"history_rewritten"}
"""Said of the side line of a merge that is rejected anyway."""


def small(path: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(path / "own.git")
    ledger.publish_item(contact())
    ledger.publish_item(manual())
    return ledger


def law_office(path: Path) -> LedgerBuilder:
    ledger = LedgerBuilder(path / "own.git", office=test_law.office_of(second="administrator"))
    ledger.publish_item(contact())
    ledger.publish_item(news("hr"))
    return ledger


def reviewing_office(path: Path) -> LedgerBuilder:
    return reviewed_ledger(path / "own")


def of_reviews() -> Attacks:
    return {
        play.__name__.replace("_", " "): Attack(play, (tuple(codes.split()),), is_odd=False)
        for play, codes in test_reviews.HOSTILE.items()
    }


class Made(NamedTuple):
    name: str
    attack: Attack
    office: Office


TABLES: tuple[tuple[str, Attacks, Office], ...] = (
    ("change", test_changes.ATTACKS, small),
    ("law", test_law.ATTACKS, law_office),
    ("statement", test_statements.ATTACKS, small),
    ("openpgp", test_openpgp.ATTACKS, test_openpgp.openpgp_office),
    ("theft", test_compromise.ATTACKS, test_compromise.robbed_office),
    ("tombstone", test_tombstones.ATTACKS, test_tombstones.publishing_office),
    ("review", of_reviews(), reviewing_office),
)
EVERY = [Made(f"{table}: {name}", row, office) for table, rows, office in TABLES for name, row in rows.items()]


def sample(every: int) -> list[Any]:
    """All of them as parameters, one of `every` in the daily run."""
    return [
        pytest.param(attack, office, id=name, marks=[pytest.mark.long] if number % every else [])
        for number, (name, attack, office) in enumerate(EVERY)
    ]
