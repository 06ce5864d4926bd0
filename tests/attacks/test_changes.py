"""Hostile Changes, built as an attacker would build them: each is rejected by name, alters nothing, and stops nobody.

One attack is one function: what it does before its `yield` is honest, what it does after is the attack. Each line of
`@attack(…)` is one rejected Change with all its findings' codes, in order.
"""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from repo_schema.history import History, attached_files
from service.ledger.verifier import Verification
from tests.support.keys import KeyPair
from tests.support.ledger import (
    CONTACT,
    DAY,
    MANUAL,
    UNITS,
    Draft,
    LedgerBuilder,
    attachment,
    contact,
    dump,
    key_of,
    label,
    manual,
    monthly,
    news,
    small_office,
)

Play = Callable[[LedgerBuilder], Iterator[None] | None]
PALAD = "office-of-palad"
HEAD = f"{PALAD}-head"
PREPARER = f"{PALAD}-preparer"
FAR = (1 << 37) - 1
"""The latest second that the grammar of commits takes: in the year 6325."""


class Attack(NamedTuple):
    play: Play
    findings: tuple[tuple[str, ...], ...]
    is_odd: bool
    """It leaves a tree on `main` that must be restored before anybody can build on it."""


ATTACKS: dict[str, Attack] = {}


def attack(*findings: str, odd: bool = False) -> Callable[[Play], Play]:
    def note(play: Play) -> Play:
        name = play.__name__.replace("_", " ")
        if name in ATTACKS:
            raise AssertionError(f"two attacks of one name: {name}")
        ATTACKS[name] = Attack(play, tuple(tuple(codes.split()) for codes in findings), odd)
        return play

    return note


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    """An office that has published twice."""
    ledger = LedgerBuilder(tmp_path / "origin.git")
    ledger.publish_item(contact())
    ledger.publish_item(manual())
    return ledger


def codes(verification: Verification) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(finding.code for finding in row.findings) for row in verification.rejected)


def sum_of(history: History) -> dict[str, str]:
    return {path: str(entry) for path, entry in history.entries.items()}


@pytest.mark.parametrize("attack", ATTACKS_BY_NAME := [], ids=[])
def test_placeholder(attack: Attack) -> None:
    raise AssertionError(attack)
