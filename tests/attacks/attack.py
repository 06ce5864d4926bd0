"""One attack is one function: what it does before its `yield` is honest, what it does after is the attack."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from repo_schema.history import History, Verdict
from repo_schema.manifests import Entry
from service.ledger.verifier import Verification
from tests.support.ledger import Draft, LedgerBuilder

Play: TypeAlias = Callable[[LedgerBuilder], Iterator[None] | None]
"""A plain function is all attack."""


class Attack(NamedTuple):
    play: Play
    findings: tuple[tuple[str, ...], ...]
    """Of each Change that is rejected, all its findings' codes, in order."""
    is_odd: bool
    """It leaves a tree on `main` that must be restored before anybody can build on it."""


Attacks: TypeAlias = dict[str, Attack]


def noted_in(attacks: Attacks, *findings: str, odd: bool = False) -> Callable[[Play], Play]:
    """Note an attack under its own name; each text is one rejected Change."""

    def note(play: Play) -> Play:
        name = play.__name__.replace("_", " ")
        if name in attacks:
            raise AssertionError(f"two attacks of one name: {name}")
        attacks[name] = Attack(play, tuple(tuple(codes.split()) for codes in findings), odd)
        return play

    return note


class State(NamedTuple):
    """The trusted state after one Change, and whether `main` was it."""

    entries: Mapping[str, Entry]
    law: object
    is_trusted: bool


class Outcome(NamedTuple):
    before: State
    after: State
    later: State
    codes: tuple[tuple[str, ...], ...]


def codes(verification: Verification) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(finding.code for finding in row.findings) for row in verification.rejected)


def carry_out(attack: Attack, ledger: LedgerBuilder, honest: Callable[[], Draft]) -> Outcome:
    """Attack, then publish what somebody honest had prepared before; and what the verifier made of it all."""
    strike = begin(attack.play, ledger)
    clean, draft = ledger.head, honest()
    strike()
    struck = ledger.head
    if attack.is_odd:
        ledger.restore(clean)
    ledger.publish(draft.approve("unit_check"))

    states: dict[str, State] = {}

    def note(verdict: Verdict, history: History) -> None:
        states[verdict.commit] = State(dict(history.entries), history.law, history.is_trusted)

    verification = ledger.verify(sink=note)
    return Outcome(states[clean], states[struck], states[ledger.head], codes(verification))


def begin(play: Play, ledger: LedgerBuilder) -> Callable[[], object]:
    """Do what is honest in `play`; the answer does the rest."""
    if not inspect.isgeneratorfunction(play):
        return lambda: play(ledger)
    steps = play(ledger)
    next(steps)
    return lambda: next(steps, None)
