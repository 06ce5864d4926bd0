"""What each unit owes, by when, and how it stands: obligation × unit × period, computed and never stored.

A function of facts as of a day and of nothing else. A thing is on time if it became public by the end of its due day:
neither what a document says of itself nor when somebody signed counts. Before an obligation or a unit was in force,
and after a unit ended, nothing fell due.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from repo_schema.calendar import fiscal_year_of
from repo_schema.due import HalfYearly, Monthly, OnChange, Yearly, due_day, settle
from repo_schema.facts import Facts, Owed, Published
from repo_schema.law import Term
from repo_schema.periods import Period, find_period, multi_year, period_of, periods_between

__all__ = ["KINDS", "STANDING", "STATES", "Duty", "Kind", "State", "attestation_name", "duties", "periods_waivable"]

State: TypeAlias = Literal[
    "overdue",
    "due_soon",
    "in_review",
    "upcoming",
    "published_late",
    "published_on_time",
    "nil",
    "superseded",
    "waived",
]
STATES: Final[tuple[State, ...]] = (
    "overdue", "due_soon", "in_review", "upcoming",
    "published_late", "published_on_time", "nil", "superseded", "waived",
)  # fmt: skip
"""The most pressing first."""
Kind: TypeAlias = Literal["report", "standing", "change", "attestation", "freshness"]
KINDS: Final[tuple[Kind, ...]] = ("report", "standing", "change", "attestation", "freshness")
STANDING: Final = "standing"
"""The period of what is due once and then kept current."""
_LONGEST_DELAY: Final = timedelta(days=1500)
"""From the first day of a period to its due day, at most: two years, and grace."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Duty:
    obligation: str
    unit: str
    kind: Kind
    """`report`: the item of a period. `standing`: that anything is there at all. `change`: a version, after what it
    tells of took effect. `attestation`: that it is still current. `freshness`: that a collection has news."""
    period: str
    name: str | None
    """The item that does it; None where any will do."""
    due_on: date
    state: State
    public_on: date | None = None
    """When what was owed became public."""

    @property
    def is_met(self) -> bool:
        return self.public_on is not None

    @property
    def is_late(self) -> bool:
        return self.public_on is not None and self.public_on > self.due_on

    @property
    def fiscal_year(self) -> int:
        """The one it fell due in."""
        return fiscal_year_of(self.due_on)


def duties(facts: Facts) -> tuple[Duty, ...]:
    """Every duty that exists by `facts.day`, met or not, in the order of the catalogue, then unit, then due day."""
    found: list[Duty] = []
    for row in facts.roster.rows:
        for unit in facts.roster.units_of(row):
            mine = _of_scope(_Scope(facts, row, unit))
            found += sorted(mine, key=lambda duty: (duty.due_on, KINDS.index(duty.kind), duty.period))
    return tuple(found)


def attestation_name(item: str, quarter: str) -> str:
    """What an attestation of `item` (a name, or a whole id) for `quarter` is called."""
    return f"{item}--{quarter}"


def periods_waivable(cadence: str, period: str) -> bool:
    """Whether an obligation of `cadence` has a duty for `period` that can be waived."""
    if cadence in {"fiscal_year", "half_year", "month"}:
        return find_period(cadence, period) is not None  # type: ignore[arg-type]  # the three that are both
    return period == STANDING or find_period("quarter", period) is not None


class _Scope:
    """One obligation of one unit, as of a day."""

    def __init__(self, facts: Facts, row: Owed, unit: str) -> None:
        self.facts, self.row, self.unit = facts, row, unit
        self.day = facts.day
        self.term: Term = facts.roster.units[unit]
        self.since = max(facts.owed_since[row.obligation], self.term.since)
        self.versions: Sequence[Published] = facts.published.get((row.obligation, unit), ())
        self.statements = facts.attested.get((row.obligation, unit), ())

    def settle(self, day: date) -> date:
        return settle(day, self.row.due.grace, self.facts.roster.holidays)

    def owes(self, due_on: date) -> bool:
        """Whether anybody was there on the day it fell due."""
        return due_on >= self.since and self.term.covers(due_on)

    def duty(
        self,
        kind: Kind,
        period: str,
        due_on: date,
        *,
        name: str | None = None,
        versions: Sequence[Published] = (),
        public_on: date | None = None,
        superseded: bool = False,
        ways: Iterable[str] = (),
    ) -> Duty:
        """The duty with the state that follows.

        The first of `versions` met it, and the last says whether there is anything to report; `ways`: ids of
        submissions that would meet it.
        """
        on = versions[0].on if versions else public_on
        if on is not None:
            state: State = "published_late" if on > due_on else "published_on_time"
            state = "superseded" if superseded else "nil" if versions and versions[-1].is_nil else state
        elif (self.row.obligation, self.unit, period) in self.facts.waived:
            state = "waived"
        elif self.day > due_on:
            state = "overdue"
        elif self.facts.in_review.intersection(ways):
            state = "in_review"
        else:
            state = "due_soon" if (due_on - self.day).days <= self.row.due.grace.soon_days else "upcoming"
        return Duty(self.row.obligation, self.unit, kind, period, name, due_on, state, on)

    def id_of(self, name: str) -> str:
        return f"{self.row.obligation}/{self.unit}/{name}"

    def submissions(self) -> list[str]:
        """Submissions on their way for anything of this scope."""
        return [identity for identity in self.facts.in_review if identity.startswith(self.id_of(""))]


def _of_scope(scope: _Scope) -> Iterator[Duty]:
    rule = scope.row.due
    if not isinstance(rule, OnChange):
        yield from _reports(scope, rule)
        return
    yield from _standing(scope, rule)
    yield from _changes(scope, rule)
    if rule.attest_window_days is not None:
        yield from _attestations(scope, rule.attest_window_days)
    if rule.stale_after_days is not None:
        yield from _freshness(scope, rule.stale_after_days)


def _reports(scope: _Scope, rule: Yearly | HalfYearly | Monthly) -> Iterator[Duty]:
    """One for each period begun, if the unit was there in it and still is when it falls due."""
    for period in periods_between(scope.row.cadence, scope.since - _LONGEST_DELAY, scope.day):  # type: ignore[arg-type]
        due_on = scope.settle(due_day(rule, period))
        if scope.owes(due_on) and scope.term.since <= period.last:
            versions = [version for version in scope.versions if version.name == period.name]
            ways = [scope.id_of(period.name)]
            yield scope.duty("report", period.name, due_on, name=period.name, versions=versions, ways=ways)


def _standing(scope: _Scope, rule: OnChange) -> Iterator[Duty]:
    """Something must be there; and, of plans for several years, one for the year we are in."""
    due_on = scope.settle(scope.since + timedelta(days=rule.within_days))
    if scope.since <= scope.day and scope.term.covers(due_on):
        yield scope.duty("standing", STANDING, due_on, versions=scope.versions, ways=scope.submissions())
    if scope.row.cadence != "multi_year":
        return
    plans = [plan for version in scope.versions if (plan := multi_year(version.name))]
    ended = max((plan.last for plan in plans), default=scope.day)
    due_on = scope.settle(ended + timedelta(days=rule.within_days))
    if ended < scope.day and scope.owes(due_on):
        year = period_of("fiscal_year", ended + _DAY)
        yield scope.duty("standing", year.name, due_on, ways=scope.submissions())


def _changes(scope: _Scope, rule: OnChange) -> Iterator[Duty]:
    """A version that says from when it holds was due soon after; a correction of it was not due again."""
    known: set[tuple[str, date]] = set()
    for version in scope.versions:
        effective = version.effective_on
        if effective is None or (version.name, effective) in known:
            continue
        known.add((version.name, effective))
        due_on = scope.settle(effective + timedelta(days=rule.within_days))
        if effective >= scope.since and scope.owes(due_on):
            yield scope.duty("change", effective.isoformat(), due_on, name=version.name, versions=[version])


def _attestations(scope: _Scope, window: int) -> Iterator[Duty]:
    """One for each quarter that began with something to attest."""
    for quarter in periods_between("quarter", scope.since, scope.day):
        due_on = scope.settle(quarter.first + timedelta(days=window - 1))
        name = _to_attest(scope, quarter)
        if name is None or quarter.first < scope.since or not scope.owes(due_on):
            continue
        stated = [
            row.on for row in scope.statements if row.quarter == quarter.name and _stands_for(scope, row.name, name)
        ]
        renewed = [version.on for version in scope.versions if version.on >= quarter.first]
        later = [row.on for row in scope.statements if row.on > quarter.last and _stands_for(scope, row.name, name)]
        on = min([*stated, *renewed, *later], default=None)
        yield scope.duty(
            "attestation",
            quarter.name,
            due_on,
            name=name,
            public_on=on,
            superseded=on is not None and on <= due_on and on not in stated,
            ways=[scope.id_of(attestation_name(name, quarter.name)), scope.id_of(name)],
        )


def _to_attest(scope: _Scope, quarter: Period) -> str | None:
    """The item that stood when the quarter began: of a collection the newest, of plans the one in force."""
    standing = [version for version in scope.versions if version.on < quarter.first]
    if scope.row.cadence == "multi_year":
        plans = [(plan, version) for version in standing if (plan := multi_year(version.name))]
        standing = [version for plan, version in plans if plan.covers(quarter.first)]
    return standing[-1].name if standing else None


def _stands_for(scope: _Scope, stated: str, wanted: str) -> bool:
    """Of a collection any item does: what is attested is that nothing is missing."""
    return stated == wanted or scope.row.cadence == "collection"


def _freshness(scope: _Scope, days: int) -> Iterator[Duty]:
    """News, or a statement that there was none, since not too long ago."""
    if not scope.versions:
        return  # `standing` says so already
    last = max([version.on for version in scope.versions] + [row.on for row in scope.statements])
    due_on = scope.settle(last + timedelta(days=days))
    if scope.owes(due_on):
        yield scope.duty("freshness", last.isoformat(), due_on, ways=scope.submissions())
