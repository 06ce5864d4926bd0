"""What became public by the end of a day, and who owed what on it: all that duties are judged by.

Built from verdicts or from an index, equally; nothing in it is a clock, a proposal or an opinion. What came to
publication later than the day asked about is not in the facts of that day, so that every past report can be given
again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from repo_schema.due import Due, parse_due, render_due
from repo_schema.law import Law, Term

__all__ = ["Attested", "Facts", "Owed", "Published", "Register", "Roster", "Scope", "Waived"]

Scope: TypeAlias = tuple[str, str]
"""Obligation and unit."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A row of the catalogue, as far as duties go."""

    obligation: str
    number: int
    group: str
    cadence: str
    due: Due
    units: tuple[str, ...]
    """Whom it binds; empty: every unit."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Who owes what, by one law and one holiday file."""

    rows: tuple[Owed, ...]
    units: Mapping[str, Term]
    holidays: frozenset[date]

    def units_of(self, row: Owed) -> Sequence[str]:
        """The units `row` binds, in force or not; each duty asks whether its unit was."""
        return [unit for unit in row.units or self.units if unit in self.units]

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": [
                {
                    "obligation": row.obligation,
                    "number": row.number,
                    "group": row.group,
                    "cadence": row.cadence,
                    "due": render_due(row.due),
                    "units": list(row.units),
                }
                for row in self.rows
            ],
            "units": {
                unit: [term.since.isoformat(), term.until.isoformat() if term.until else None]
                for unit, term in self.units.items()
            },
            "holidays": sorted(day.isoformat() for day in self.holidays),
        }

    @classmethod
    def of_law(cls, law: Law, holidays: Iterable[date]) -> "Roster":
        rows = (
            Owed(
                obligation=row.id,
                number=row.number,
                group=row.group,
                cadence=row.cadence,
                due=row.due,
                units=() if law.catalogue.wildcards.keys() & set(row.preparers) else row.preparers,
            )
            for row in sorted(law.catalogue.obligations.values(), key=lambda row: (row.number, row.id))
        )
        terms = {unit.id: unit.term for unit in law.policy.units.values()}
        return cls(tuple(rows), terms, frozenset(holidays))

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> "Roster":
        rows = (
            Owed(
                obligation=row["obligation"],
                number=row["number"],
                group=row["group"],
                cadence=row["cadence"],
                due=parse_due(row["due"]),
                units=tuple(row["units"]),
            )
            for row in value["rows"]
        )
        terms = {
            unit: Term(date.fromisoformat(since), date.fromisoformat(until) if until else None)
            for unit, (since, until) in value["units"].items()
        }
        return cls(tuple(rows), terms, frozenset(map(date.fromisoformat, value["holidays"])))


@dataclass(frozen=True, slots=True)
class Published:
    """One version of an item."""

    obligation: str
    unit: str
    name: str
    on: date
    """The day it became public."""
    is_nil: bool = False
    """It says that there is nothing to report."""
    effective_on: date | None = None


@dataclass(frozen=True, slots=True)
class Attested:
    """A statement that an item was still current in a quarter."""

    obligation: str
    unit: str
    name: str
    quarter: str
    on: date


@dataclass(frozen=True, slots=True)
class Waived:
    obligation: str
    unit: str
    period: str
    on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """As of the end of `day`."""

    day: date
    rosters: Sequence[tuple[date, Roster]]
    """Who owed what from which day on, oldest first; never empty."""
    published: Mapping[Scope, Sequence[Published]] = field(default_factory=dict)
    """Every version, oldest first."""
    attested: Mapping[Scope, Sequence[Attested]] = field(default_factory=dict)
    waived: frozenset[tuple[str, str, str]] = frozenset()
    """Obligation, unit, period."""
    in_review: frozenset[str] = frozenset()
    """Ids of submissions on their way; known at a desk only, never part of what is public."""

    @property
    def roster(self) -> Roster:
        """Who owes what now."""
        return self.rosters[-1][1]

    @property
    def rows(self) -> Mapping[str, Owed]:
        """Every obligation ever owed, as it stood last; those of the newest catalogue first."""
        rows: dict[str, Owed] = {}
        for _, roster in reversed(self.rosters):
            rows = rows | {row.obligation: row for row in roster.rows if row.obligation not in rows}
        return rows


@dataclass(slots=True)
class Register:
    """Everything that became public, in the order in which it did; asked for the facts of any day."""

    rosters: list[tuple[date, Roster]] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)
    attested: list[Attested] = field(default_factory=list)
    waived: list[Waived] = field(default_factory=list)

    @classmethod
    def joined(cls, parts: Iterable["Register"]) -> "Register":
        """What these hold, one after the other."""
        whole = cls()
        for part in parts:
            whole.rosters += part.rosters
            whole.published += part.published
            whole.attested += part.attested
            whole.waived += part.waived
        return whole

    def facts(self, day: date, *, in_review: Iterable[str] = ()) -> Facts | None:
        """As of the end of `day`; None when nobody owed anything yet."""
        rosters = [(on, roster) for on, roster in self.rosters if on <= day]
        if not rosters:
            return None
        published: dict[Scope, list[Published]] = defaultdict(list)
        for version in self.published:
            if version.on <= day:
                published[version.obligation, version.unit].append(version)
        attested: dict[Scope, list[Attested]] = defaultdict(list)
        for statement in self.attested:
            if statement.on <= day:
                attested[statement.obligation, statement.unit].append(statement)
        waived = ((row.obligation, row.unit, row.period) for row in self.waived if row.on <= day)
        return Facts(day, rosters, published, attested, frozenset(waived), frozenset(in_review))
