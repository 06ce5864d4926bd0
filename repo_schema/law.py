"""The law of a content repository at one moment: settings, policy and catalogue, parsed and coherent.

A `Law` exists only if its documents agree with one another: every id is defined once and every reference resolves.
Whether a person *may* do a thing is asked of it; whether they *did* is the judge's question.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from repo_schema.due import Due
from repo_schema.layout import TombstoneKind
from repo_schema.reviews import Account, ReviewRules

OfficeKind: TypeAlias = Literal[
    "unit_head",
    "data_reviewer",
    "executive",
    "chief_executive",
    "administrator",
    "operator",
    "receiver",
    "recorder",
    "witness",
]
_ANSWERING: Final[frozenset[OfficeKind]] = frozenset(
    {"unit_head", "data_reviewer", "executive", "chief_executive", "administrator"}
)
EVERY_UNIT: Final = "all"
"""In an office's `units`: every unit in force."""


@dataclass(frozen=True, slots=True)
class Label:
    th: str
    en: str | None = None

    def as_json(self) -> dict[str, str]:
        return {"th": self.th} | ({"en": self.en} if self.en else {})


@dataclass(frozen=True, slots=True)
class Term:
    """From a day up to, not including, another."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def meets(self, first: date, last: date) -> bool:
        """Whether any day from `first` to `last` is covered."""
        return self.since <= max(first, last) and (self.until is None or min(first, last) < self.until)


@dataclass(frozen=True, slots=True)
class Unit:
    id: str
    name: Label
    kind: str
    term: Term


@dataclass(frozen=True, slots=True)
class Holding:
    person: str
    term: Term
    acting_order: str | None = None
    """รักษาราชการแทน: the number of the order, where the holder acts for another."""


@dataclass(frozen=True, slots=True)
class Office:
    id: str
    title: Label
    kind: OfficeKind
    units: tuple[str, ...]
    holdings: tuple[Holding, ...]

    def answers_for(self, unit: str) -> bool:
        return unit in self.units or EVERY_UNIT in self.units

    def is_held_by(self, person: str, day: date) -> bool:
        return any(holding.person == person and holding.term.covers(day) for holding in self.holdings)

    def holders(self, day: date) -> frozenset[str]:
        return frozenset(holding.person for holding in self.holdings if holding.term.covers(day))


@dataclass(frozen=True, slots=True)
class Compromise:
    """Somebody else may have signed with a key."""

    since: date | None
    """None: nobody knows since when."""


@dataclass(frozen=True, slots=True)
class PersonKey:
    key: str
    """Canonical, without a comment."""
    term: Term
    """Ended: the key is retired; what is dated in its term and in flight still counts."""
    lost: date | None = None
    """Since when its owner has it no more; once this is said it signs nothing, and nothing else is doubted."""
    compromised: Compromise | None = None
    """Once this is said it signs nothing, and what rests on it is suspended."""

    @property
    def barred(self) -> Literal["key_lost", "key_compromised"] | None:
        """Why it signs nothing any more, as a finding's code; None: it may, in its term."""
        return "key_compromised" if self.compromised else "key_lost" if self.lost else None


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: Label
    units: tuple[str, ...]
    keys: tuple[PersonKey, ...]
    accounts: tuple[Account, ...] = ()
    """Names on forges; one account belongs to one person, for ever."""


@dataclass(frozen=True, slots=True)
class Rules:
    approval_max_age_days: int
    administrators: int
    consent_exempt: Mapping[str, str]
    """Obligation to why: `basic` or `routine`. What is not here needs consent."""
    warn_bytes: int
    refuse_bytes: int
    draft_days: int = 90
    """How long a submission nobody moves on with is kept."""
    combined: frozenset[str] = frozenset()
    """Units in which one person may check and consent, holding an office for either."""
    recovery_days: int | None = None
    """After how many days an announced recovery takes effect; None: there is none."""
    take_down: Mapping[TombstoneKind, tuple[frozenset[OfficeKind], ...]] = field(default_factory=dict)
    """Kind of statement to its signatures, each of one of these kinds of office; what is not here is nobody's."""
    reviews: ReviewRules | None = None
    """None: merge reviews count nowhere."""


@dataclass(frozen=True, slots=True)
class Policy:
    units: Mapping[str, Unit]
    offices: Mapping[str, Office]
    people: Mapping[str, Person]
    rules: Rules
    _by_key: dict[str, list[tuple[PersonKey, Person]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key: dict[str, list[tuple[PersonKey, Person]]] = defaultdict(list)
        for person in self.people.values():
            for row in person.keys:
                by_key[row.key].append((row, person))
        object.__setattr__(self, "_by_key", dict(by_key))

    def units_on(self, day: date) -> frozenset[str]:
        return frozenset(unit.id for unit in self.units.values() if unit.term.covers(day))

    def listed_keys(self) -> Iterator[tuple[str, Person, Term]]:
        for person in self.people.values():
            for listed in person.keys:
                yield listed.key, person, listed.term

    def signer(self, key: str, first: date, last: date) -> Person | None:
        """Who signs with `key` on some day from `first` to `last`; nobody, with a key lost or compromised."""
        return next((person for row, person in self._keys(key) if not row.barred and row.term.meets(first, last)), None)

    def barred(self, key: str) -> Literal["key_lost", "key_compromised"] | None:
        """Why `key` signs nothing any more, whatever it signed and whenever."""
        return next((row.barred for row, _ in self._keys(key)), None)

    def compromises(self) -> Iterator[tuple[str, Person, Compromise]]:
        for person in self.people.values():
            for listed in person.keys:
                if listed.compromised:
                    yield listed.key, person, listed.compromised

    def able(self, day: date) -> frozenset[str]:
        """Who can sign on `day`."""
        rows = ((person.id, key) for person in self.people.values() for key in person.keys)
        return frozenset(name for name, key in rows if not key.barred and key.term.covers(day))

    def _keys(self, key: str) -> Sequence[tuple[PersonKey, Person]]:
        return self._by_key.get(key, ())

    def owner_of(self, account: Account) -> Person | None:
        """Whose account this is."""
        return next((person for listed, person in self.listed_accounts() if listed == account), None)

    def listed_accounts(self) -> Iterator[tuple[Account, Person]]:
        for person in self.people.values():
            for account in person.accounts:
                yield account, person

    def records(self, person: str, day: date) -> bool:
        """Whether `person` holds an office that writes merge reviews down."""
        return any(office.kind == "recorder" for office in self.offices_of(person, day))

    def answers(self, person: str, day: date) -> bool:
        """Whether `person` holds an office that answers for something, rather than only writing or watching."""
        return any(office.kind in _ANSWERING for office in self.offices_of(person, day))

    def holds(self, person: str, office: str, day: date) -> bool:
        held = self.offices.get(office)
        return held is not None and held.is_held_by(person, day)

    def offices_of(self, person: str, day: date) -> tuple[Office, ...]:
        return tuple(office for office in self.offices.values() if office.is_held_by(person, day))

    def offices_for(self, kinds: Iterable[OfficeKind], unit: str | None = None) -> frozenset[str]:
        """Ids of the offices of these kinds that answer for `unit` (or, without one, of these kinds at all)."""
        wanted = frozenset(kinds)
        return frozenset(
            office.id
            for office in self.offices.values()
            if office.kind in wanted and (unit is None or office.answers_for(unit))
        )

    def works_for(self, person: str, unit: str, day: date) -> bool:
        """Whether `person` belongs to `unit`, so that they prepare and publish for it."""
        known = self.people.get(person)
        listed = self.units.get(unit)
        return known is not None and unit in known.units and listed is not None and listed.term.covers(day)

    def prepares_for(self, person: str, unit: str, day: date) -> bool:
        """A member of the unit, or an operator whom policy names for it."""
        return self.works_for(person, unit, day) or any(
            office.kind == "operator" and office.answers_for(unit) for office in self.offices_of(person, day)
        )

    def takes_down(self, person: str, kind: TombstoneKind, unit: str, day: date) -> bool:
        """Whether `person` belongs to the unit, or holds an office that signs such statements for it."""
        signing = frozenset[OfficeKind]().union(*self.rules.take_down.get(kind, ()))
        held = (office for office in self.offices_of(person, day) if office.answers_for(unit))
        return self.works_for(person, unit, day) or any(office.kind in signing for office in held)


@dataclass(frozen=True, slots=True)
class Obligation:
    number: int
    id: str
    title: Label
    group: str
    preparers: tuple[str, ...]
    publishers: tuple[str, ...]
    frequency: str
    frequency_text: Label
    shape: str
    cadence: str
    due: Due
    profile: str | None = None
    """What it asks beyond its shape; without one, the shape alone."""


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    code: str
    title: Label


@dataclass(frozen=True, slots=True)
class FrameworkCode:
    code: str
    title: Label
    obligations: tuple[tuple[str, str], ...]
    """Obligation id and relation (`exact`, `broader`, …); empty: new in this edition, and nothing answers it."""


@dataclass(frozen=True, slots=True)
class Window:
    """When an edition's answers are handed in; both days included."""

    opens: date
    closes: date
    is_verified: bool
    """Confirmed with the assessor's announcement."""


@dataclass(frozen=True, slots=True)
class Framework:
    id: str
    title: Label
    codes: tuple[FrameworkCode, ...]
    window: Window | None = None
    dropped: tuple[str, ...] = ()
    """Obligations that this edition no longer asks for, and the organisation still owes."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    groups: Mapping[str, Group]
    wildcards: Mapping[str, Label]
    obligations: Mapping[str, Obligation]
    frameworks: Mapping[str, Framework]

    def expand(self, units: Iterable[str], policy: Policy, day: date) -> frozenset[str]:
        """Unit ids in force; a wildcard stands for every unit in force on `day`."""
        named = frozenset(units)
        in_force = policy.units_on(day)
        return in_force if named & self.wildcards.keys() else named & in_force


@dataclass(frozen=True, slots=True)
class Settings:
    format: int
    organisation: str
    name: Label
    domain: str
    frameworks: tuple[str, ...]
    time_zone: str


@dataclass(frozen=True, slots=True)
class Law:
    settings: Settings
    policy: Policy
    catalogue: Catalogue

    def responsible(self, obligation: str, day: date) -> frozenset[str]:
        """The units that prepare `obligation` on `day`; empty when it is unknown."""
        row = self.catalogue.obligations.get(obligation)
        return self.catalogue.expand(row.preparers, self.policy, day) if row else frozenset()

    def needs_consent(self, obligation: str) -> bool:
        return obligation not in self.policy.rules.consent_exempt
