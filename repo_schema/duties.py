"""What each unit owes, by when, and how it stands: obligation × unit × period, computed and never stored.

A function of facts as of a day and of nothing else. A thing is on time if it became public by the end of its due day:
neither what a document says of itself nor when somebody signed counts. When it was due follows from the law of its day
(`regimes`): what was owed stays owed, also of an obligation or a unit that has ended since.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final, Literal, TypeAlias

from repo_schema.calendar import fiscal_year_of
from repo_schema.due import OnChange, due_day
from repo_schema.facts import Facts, Published
from repo_schema.periods import Cadence, Period, find_period, multi_year, period_of, periods_between
from repo_schema.regimes import Regime, Regimes, scopes_of

__all__ = [
    "KINDS",
    "STANDING",
    "STATES",
    "Duty",
    "Kind",
    "State",
    "attestation_name",
    "duties",
    "periods_waivable",
    "waived_by",
]

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
_PERIODIC: Final[tuple[Cadence, ...]] = ("fiscal_year", "half_year", "month")


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
    for obligation, unit in scopes_of(facts.rosters):
        mine = _of_scope(_Scope(facts, obligation, unit))
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


def waived_by(cadence: str) -> str:
    """The kind of period a duty of `cadence` is waived by, as `TERMS` calls it."""
    return {"fiscal_year": "fiscal_year", "half_year": "half_year", "month": "monthly"}.get(cadence, "kept_current")


class _Scope:
    """One obligation of one unit, as of a day."""

    def __init__(self, facts: Facts, obligation: str, unit: str) -> None:
        self.facts, self.obligation, self.unit = facts, obligation, unit
        self.day = facts.day
        self.regimes = Regimes(obligation, unit, facts.rosters)
        self.row = self.regimes.last.row
        self.began = self.regimes.began
        self.versions: Sequence[Published] = facts.published.get((obligation, unit), ())
        self.statements = facts.attested.get((obligation, unit), ())

    def after(self, day: date, days: Callable[[OnChange], int | None]) -> date | None:
        """The due day so many days after `day`, of what is kept current."""

        def asked(regime: Regime) -> date | None:
            rule = regime.row.due
            number = days(rule) if isinstance(rule, OnChange) else None
            return None if number is None else regime.settle(day + timedelta(days=number))

        return self.regimes.due(asked)

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
        elif (self.obligation, self.unit, period) in self.facts.waived:
            state = "waived"
        elif self.day > due_on:
            state = "overdue"
        elif self.facts.in_review.intersection(ways):
            state = "in_review"
        else:
            state = "due_soon" if (due_on - self.day).days <= self.row.due.grace.soon_days else "upcoming"
        return Duty(self.obligation, self.unit, kind, period, name, due_on, state, on)

    def id_of(self, name: str) -> str:
        return f"{self.obligation}/{self.unit}/{name}"

    def submissions(self) -> list[str]:
        """Submissions on their way for anything of this scope."""
        return [identity for identity in self.facts.in_review if identity.startswith(self.id_of(""))]


def _of_scope(scope: _Scope) -> Iterator[Duty]:
    yield from _reports(scope)
    if isinstance(scope.row.due, OnChange):
        yield from _standing(scope)
        yield from _changes(scope)
        yield from _attestations(scope)
        yield from _freshness(scope)


def _reports(scope: _Scope) -> Iterator[Duty]:
    """One for each period begun, if the unit was there in it and still was when it fell due."""
    for cadence in _PERIODIC:
        for period in periods_between(cadence, scope.regimes.first - _LONGEST_DELAY, scope.day):
            due_on = scope.regimes.due(partial(_due_of_period, cadence, period))
            if due_on is not None:
                versions = [version for version in scope.versions if version.name == period.name]
                ways = [scope.id_of(period.name)]
                yield scope.duty("report", period.name, due_on, name=period.name, versions=versions, ways=ways)


def _due_of_period(cadence: Cadence, period: Period, regime: Regime) -> date | None:
    rule = regime.row.due
    if isinstance(rule, OnChange) or regime.row.cadence != cadence or regime.term.since > period.last:
        return None
    return regime.settle(due_day(rule, period))


def _standing(scope: _Scope) -> Iterator[Duty]:
    """Something must be there; and, of plans for several years, one for the year we are in."""
    due_on = scope.after(scope.began, lambda rule: rule.within_days)
    if scope.began <= scope.day and due_on is not None:
        yield scope.duty("standing", STANDING, due_on, versions=scope.versions, ways=scope.submissions())
    if scope.row.cadence != "multi_year":
        return
    plans = [plan for version in scope.versions if (plan := multi_year(version.name))]
    ended = max((plan.last for plan in plans), default=scope.day)
    due_on = scope.after(ended, lambda rule: rule.within_days)
    if ended < scope.day and due_on is not None:
        year = period_of("fiscal_year", ended + _DAY)
        yield scope.duty("standing", year.name, due_on, ways=scope.submissions())


def _changes(scope: _Scope) -> Iterator[Duty]:
    """A version that says from when it holds was due soon after; a correction of it was not due again."""
    known: set[tuple[str, date]] = set()
    for version in scope.versions:
        effective = version.effective_on
        if effective is None or (version.name, effective) in known:
            continue
        known.add((version.name, effective))
        due_on = scope.after(effective, lambda rule: rule.within_days)
        if scope.regimes.on(effective) and due_on is not None:
            yield scope.duty("change", effective.isoformat(), due_on, name=version.name, versions=[version])


def _attestations(scope: _Scope) -> Iterator[Duty]:
    """One for each quarter that began with something to attest."""
    for quarter in periods_between("quarter", scope.began, scope.day):
        name = _to_attest(scope, quarter)
        due_on = scope.after(quarter.first, lambda rule: rule.attest_window_days and rule.attest_window_days - 1)
        if name is None or due_on is None or quarter.first < scope.began or not scope.regimes.on(quarter.first):
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


def _freshness(scope: _Scope) -> Iterator[Duty]:
    """News, or a statement that there was none, since not too long ago; while anybody asks for any."""
    if not scope.versions or scope.regimes.current is None:
        return  # `standing` says so already
    last = max([version.on for version in scope.versions] + [row.on for row in scope.statements])
    due_on = scope.after(last, lambda rule: rule.stale_after_days)
    if due_on is not None:
        yield scope.duty("freshness", last.isoformat(), due_on, ways=scope.submissions())
