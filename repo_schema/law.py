"""The law of a content repository at one moment: settings, policy and catalogue, parsed and coherent.

A `Law` exists only if its documents agree with one another: every id is defined once and every reference resolves.
Whether a person *may* do a thing is asked of it; whether they *did* is the judge's question.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from repo_schema.documents import Document
from repo_schema.due import RULES_OF_CADENCE, Due, OnChange, parse_due
from repo_schema.findings import Finding
from repo_schema.keys import canonical_key
from repo_schema.layout import OBLIGATIONS, OFFICES, PEOPLE, RULES, SETTINGS, UNITS
from repo_schema.profile import profile_ids, shape_of

OfficeKind: TypeAlias = Literal[
    "unit_head", "data_reviewer", "executive", "chief_executive", "administrator", "operator"
]
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

    def holders(self, day: date) -> frozenset[str]:
        return frozenset(holding.person for holding in self.holdings if holding.term.covers(day))


@dataclass(frozen=True, slots=True)
class PersonKey:
    key: str
    """Canonical, without a comment."""
    term: Term


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: Label
    units: tuple[str, ...]
    keys: tuple[PersonKey, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    approval_max_age_days: int
    administrators: int
    consent_exempt: Mapping[str, str]
    """Obligation to why: `basic` or `routine`. What is not here needs consent."""
    warn_bytes: int
    refuse_bytes: int


@dataclass(frozen=True, slots=True)
class Policy:
    units: Mapping[str, Unit]
    offices: Mapping[str, Office]
    people: Mapping[str, Person]
    rules: Rules

    def units_on(self, day: date) -> frozenset[str]:
        return frozenset(unit.id for unit in self.units.values() if unit.term.covers(day))

    def listed_keys(self) -> Iterator[tuple[str, Person, Term]]:
        for person in self.people.values():
            for listed in person.keys:
                yield listed.key, person, listed.term

    def signer(self, key: str, first: date, last: date) -> Person | None:
        """Who signs with `key` on some day from `first` to `last`."""
        found = (person for listed, person, term in self.listed_keys() if listed == key and term.meets(first, last))
        return next(found, None)

    def holds(self, person: str, office: str, day: date) -> bool:
        held = self.offices.get(office)
        return held is not None and person in held.holders(day)

    def offices_of(self, person: str, day: date) -> tuple[Office, ...]:
        return tuple(office for office in self.offices.values() if person in office.holders(day))

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
        return known is not None and unit in known.units and unit in self.units_on(day)

    def prepares_for(self, person: str, unit: str, day: date) -> bool:
        """A member of the unit, or an operator whom policy names for it."""
        return self.works_for(person, unit, day) or any(
            office.kind == "operator" and office.answers_for(unit) for office in self.offices_of(person, day)
        )


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
    """Obligation id and relation (`exact`, `broader`, …)."""


@dataclass(frozen=True, slots=True)
class Framework:
    id: str
    title: Label
    codes: tuple[FrameworkCode, ...]


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


class LawError(Exception):
    """The documents of a law do not form one."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(finding.message("en") for finding in findings))
        self.findings = tuple(findings)


def parse_law(documents: Mapping[str, Document]) -> Law:
    """The law in these validated documents, by path; raises `LawError` when they are incomplete or disagree."""
    required = (SETTINGS, UNITS, OFFICES, PEOPLE, RULES, OBLIGATIONS)
    if missing := [path for path in required if path not in documents]:
        raise LawError([Finding("law_missing_document", path=path) for path in missing])
    problems: list[Finding] = []
    law = Law(
        settings=_settings(documents[SETTINGS].value),
        policy=Policy(
            units=_by_id(documents[UNITS], "units", _unit, problems),
            offices=_by_id(documents[OFFICES], "offices", _office, problems),
            people=_by_id(documents[PEOPLE], "people", _person, problems),
            rules=_rules(documents[RULES].value),
        ),
        catalogue=_catalogue(documents, problems),
    )
    problems += _unresolved(law)
    problems += _undue(law.catalogue)
    problems += _shared_keys(law.policy)
    if problems:
        raise LawError(problems)
    return law


def _label(value: Mapping[str, str]) -> Label:
    return Label(value["th"], value.get("en"))


def _term(value: Mapping[str, str]) -> Term:
    until = value.get("until")
    return Term(date.fromisoformat(value["since"]), date.fromisoformat(until) if until else None)


def _settings(value: Mapping[str, Any]) -> Settings:
    organisation = value["organisation"]
    return Settings(
        format=value["format"],
        organisation=organisation["id"],
        name=_label(organisation["name"]),
        domain=organisation["domain"],
        frameworks=tuple(value["frameworks"]),
        time_zone=value["time_zone"],
    )


def _unit(row: Mapping[str, Any]) -> Unit:
    return Unit(row["id"], _label(row["name"]), row["kind"], _term(row))


def _office(row: Mapping[str, Any]) -> Office:
    holdings = tuple(
        Holding(holder["person"], _term(holder), holder.get("acting", {}).get("order")) for holder in row["holders"]
    )
    return Office(row["id"], _label(row["title"]), row["kind"], tuple(row.get("units", ())), holdings)


def _person(row: Mapping[str, Any]) -> Person:
    keys = tuple(PersonKey(canonical_key(listed["key"]), _term(listed)) for listed in row["keys"])
    return Person(row["id"], _label(row["name"]), tuple(row.get("units", ())), keys)


def _rules(value: Mapping[str, Any]) -> Rules:
    return Rules(
        approval_max_age_days=value["approval_max_age_days"],
        administrators=value["administrators"],
        consent_exempt={row["obligation"]: row["because"] for row in value["consent_exempt"]},
        warn_bytes=value["attachments"]["warn_bytes"],
        refuse_bytes=value["attachments"]["refuse_bytes"],
    )


def _obligation(row: Mapping[str, Any]) -> Obligation:
    return Obligation(
        number=row["number"],
        id=row["id"],
        title=_label(row["title"]),
        group=row["group"],
        preparers=tuple(row["preparers"]),
        publishers=tuple(row["publishers"]),
        frequency=row["frequency"]["code"],
        frequency_text=_label(row["frequency"]["text"]),
        shape=row["shape"],
        cadence=row["cadence"],
        profile=row.get("profile"),
        due=parse_due(row["due"]),
    )


def _framework(value: Mapping[str, Any]) -> Framework:
    codes = tuple(
        FrameworkCode(row["code"], _label(row["title"]), tuple((of["id"], of["relation"]) for of in row["obligations"]))
        for row in value["codes"]
    )
    return Framework(value["id"], _label(value["title"]), codes)


def _catalogue(documents: Mapping[str, Document], problems: list[Finding]) -> Catalogue:
    source = documents[OBLIGATIONS]
    frameworks = (_framework(documents[path].value) for path in documents if path.startswith("catalogue/frameworks/"))
    return Catalogue(
        groups=_by_id(source, "groups", lambda row: Group(row["id"], row["code"], _label(row["title"])), problems),
        wildcards=_by_id(source, "wildcards", lambda row: _label(row["name"]), problems),
        obligations=_by_id(source, "obligations", _obligation, problems),
        frameworks={framework.id: framework for framework in frameworks},
    )


def _by_id(document: Document, field: str, read: Any, problems: list[Finding]) -> dict[str, Any]:
    """`document`'s rows of `field` by id; a doubled id or an unreadable row is a problem."""
    rows: dict[str, Any] = {}
    for index, row in enumerate(document.value[field]):
        where = Finding(
            "law_duplicate_id",
            path=document.path,
            line=document.line_of((field, index)),
            field=f"{field}[{index}]",
            found=row["id"],
        )
        if row["id"] in rows:
            problems.append(where)
        try:
            rows[row["id"]] = read(row)
        except ValueError as error:  # only a key can be well-formed text and still unreadable
            problems.append(replace(where, code="law_key_invalid", found=str(error)))
    return rows


def _unresolved(law: Law) -> Iterator[Finding]:
    """One finding for each name that nothing defines."""
    policy, catalogue = law.policy, law.catalogue
    units = policy.units.keys()
    for path, what, names, known in (
        (OFFICES, "units", _names(office.units for office in policy.offices.values()), units | {EVERY_UNIT}),
        (OFFICES, "person", {h.person for o in policy.offices.values() for h in o.holdings}, policy.people.keys()),
        (PEOPLE, "units", _names(person.units for person in policy.people.values()), units),
        (RULES, "consent_exempt", policy.rules.consent_exempt.keys(), catalogue.obligations.keys()),
        (OBLIGATIONS, "group", {row.group for row in catalogue.obligations.values()}, catalogue.groups.keys()),
        (OBLIGATIONS, "preparers", _names(row.preparers for row in catalogue.obligations.values()), _scopes(law)),
        (OBLIGATIONS, "publishers", _names(row.publishers for row in catalogue.obligations.values()), _scopes(law)),
        (OBLIGATIONS, "profile", _profiles(catalogue), {f"{name} ({shape_of(name)})" for name in profile_ids()}),
        (SETTINGS, "frameworks", law.settings.frameworks, catalogue.frameworks.keys()),
        (SETTINGS, "frameworks", _names(_mapped(f) for f in catalogue.frameworks.values()), catalogue.obligations),
    ):
        for name in sorted(set(names) - set(known)):
            yield Finding("law_unknown_reference", path=path, field=what, found=name)


def _profiles(catalogue: Catalogue) -> set[str]:
    """The profiles that rows name, each with the shape of the row: a profile of another shape is none."""
    return {f"{row.profile} ({row.shape})" for row in catalogue.obligations.values() if row.profile}


def _undue(catalogue: Catalogue) -> Iterator[Finding]:
    """One finding for each obligation whose due rule is not one for its cadence."""
    for row in catalogue.obligations.values():
        expected = RULES_OF_CADENCE[row.cadence]
        if row.due.rule != expected:
            yield Finding("law_due_differs", path=OBLIGATIONS, field=row.id, expected=expected, found=row.due.rule)
        elif isinstance(row.due, OnChange) and row.due.stale_after_days is not None and row.cadence != "collection":
            yield Finding(
                "law_due_differs", path=OBLIGATIONS, field=row.id, expected="collection", found="stale_after_days"
            )


def _scopes(law: Law) -> frozenset[str]:
    return frozenset(law.policy.units) | frozenset(law.catalogue.wildcards)


def _names(groups: Iterable[Iterable[str]]) -> set[str]:
    return {name for group in groups for name in group}


def _mapped(framework: Framework) -> Iterator[str]:
    return (obligation for code in framework.codes for obligation, _ in code.obligations)


def _shared_keys(policy: Policy) -> Iterator[Finding]:
    """One key belongs to one person, and stands once."""
    seen: dict[str, str] = {}
    for key, person, _ in policy.listed_keys():
        if key in seen:
            yield Finding("law_key_twice", path=PEOPLE, expected=seen[key], found=person.id)
        seen[key] = person.id
