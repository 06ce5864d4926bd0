"""The law of its day for one obligation of one unit: what was asked, from when to when, and the due day that follows.

A due day follows from the law in force while it lies ahead; once it has passed, no later law moves it. A law that moves
one into its own past makes it due on the day it is enacted. Nothing falls due by a law before that law was there, nor
for a unit on a day on which it was not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from repo_schema.due import settle
from repo_schema.facts import Owed, Roster
from repo_schema.law import Term

__all__ = ["Regime", "Regimes", "scopes_of"]


@dataclass(frozen=True, slots=True)
class Regime:
    """One law, or one holiday file, as far as it concerns the obligation of the unit."""

    since: date
    row: Owed
    term: Term
    holidays: frozenset[date]

    def settle(self, day: date) -> date:
        return settle(day, self.row.due.grace, self.holidays)


DueOf: TypeAlias = Callable[[Regime], date | None]
"""The day a regime asks for a thing, if it asks for it at all."""


class Regimes:
    """Oldest first; None where, for a time, nothing was asked."""

    def __init__(self, obligation: str, unit: str, rosters: Iterable[tuple[date, Roster]]) -> None:
        self._all: list[tuple[date, Regime | None]] = []
        for since, roster in rosters:
            row = next((row for row in roster.rows if row.obligation == obligation), None)
            binds = row is not None and unit in roster.units_of(row)
            regime = Regime(since, row, roster.units[unit], roster.holidays) if row and binds else None
            self._all.append((since, regime))

    @property
    def first(self) -> date:
        """The first day on which anything was asked."""
        return next(regime.since for _, regime in self._all if regime)

    @property
    def last(self) -> Regime:
        """The newest that asked anything."""
        return next(regime for _, regime in reversed(self._all) if regime)

    @property
    def current(self) -> Regime | None:
        return self._all[-1][1]

    @property
    def began(self) -> date:
        """The day from which the obligation has been asked of the unit without a break, or was the last time."""
        run = _last_run([regime for _, regime in self._all])
        return max(run[0].since, run[0].term.since)

    def on(self, day: date) -> Regime | None:
        """The one in force on `day`, if the unit was."""
        found = [regime for since, regime in self._all if since <= day]
        return found[-1] if found and found[-1] and found[-1].term.covers(day) else None

    def due(self, asked: DueOf) -> date | None:
        """When a thing fell, or falls, due; None where it never did."""
        due: date | None = None
        for since, regime in self._all:
            if due is not None and due < since:
                return due
            wanted = asked(regime) if regime else None
            if regime is None or wanted is None:
                due = None
            elif due is not None:
                due = max(wanted, since)
            else:
                due = wanted if wanted >= since else None
            if regime and due is not None and not regime.term.covers(due):
                due = None
        return due


def scopes_of(rosters: Sequence[tuple[date, Roster]]) -> Iterator[tuple[str, str]]:
    """Every obligation ever asked and every unit it was asked of: in the newest catalogue's order, ended ones last."""
    seen: dict[tuple[str, str], None] = {}
    for _, roster in reversed(rosters):
        for row in roster.rows:
            seen |= dict.fromkeys((row.obligation, unit) for unit in roster.units_of(row))
    order = list(dict.fromkeys(obligation for obligation, _ in seen))
    yield from sorted(seen, key=lambda scope: order.index(scope[0]))


def _last_run(regimes: Sequence[Regime | None]) -> list[Regime]:
    """The newest regimes that follow one another without a gap."""
    run: list[Regime] = []
    for regime in reversed(regimes):
        if regime is not None:
            run.insert(0, regime)
        elif run:
            break
    return run
