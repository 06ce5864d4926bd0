"""Validated documents made into a `Law`, or the findings why they form none: incomplete, or at odds with each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from repo_schema.documents import Document
from repo_schema.due import RULES_OF_CADENCE, OnChange, parse_due
from repo_schema.findings import Finding
from repo_schema.keys import canonical_key, key_material
from repo_schema.law import (
    EVERY_UNIT,
    Catalogue,
    Compromise,
    Framework,
    FrameworkCode,
    Group,
    Holding,
    Label,
    Law,
    Obligation,
    Office,
    Person,
    PersonKey,
    Policy,
    Rules,
    Settings,
    Term,
    Unit,
    Window,
)
from repo_schema.layout import OBLIGATIONS, OFFICES, PEOPLE, RULES, SETTINGS, TOMBSTONE_KINDS, UNITS
from repo_schema.profile import profile_ids, shape_of
from repo_schema.reviews import Account, Forge, ReviewRules

__all__ = ["LawError", "parse_law"]


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
    problems += _at_odds(law.catalogue)
    problems += _shared_keys(law.policy)
    problems += _shared_accounts(law.policy)
    problems += _those_apart(law.policy)
    problems += _doubled_forges(documents[RULES])
    if problems:
        raise LawError(problems)
    return law


def _label(value: Mapping[str, str]) -> Label:
    return Label(value["th"], value.get("en"))


def _term(value: Mapping[str, str]) -> Term:
    return Term(date.fromisoformat(value["since"]), _day(value.get("until")))


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
    keys = tuple(_key(listed) for listed in row["keys"])
    accounts = tuple(Account(listed["forge"], listed["login"]) for listed in row.get("accounts", ()))
    return Person(row["id"], _label(row["name"]), tuple(row.get("units", ())), keys, accounts)


def _key(row: Mapping[str, Any]) -> PersonKey:
    compromised = row.get("compromised")
    return PersonKey(
        canonical_key(row["key"]),
        _term(row),
        lost=_day(row.get("lost")),
        compromised=None if compromised is None else Compromise(_day(compromised.get("since"))),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _rules(value: Mapping[str, Any]) -> Rules:
    return Rules(
        approval_max_age_days=value["approval_max_age_days"],
        administrators=value["administrators"],
        consent_exempt={row["obligation"]: row["because"] for row in value["consent_exempt"]},
        warn_bytes=value["attachments"]["warn_bytes"],
        refuse_bytes=value["attachments"]["refuse_bytes"],
        reviews=_reviews(value["reviews"]) if "reviews" in value else None,
        draft_days=value.get("draft_days", 90),
        combined=frozenset(value.get("combined_capacity", ())),
        recovery_days=value["recovery"]["after_days"] if "recovery" in value else None,
        take_down={
            kind: tuple(frozenset(signature) for signature in value["take_down"][kind])
            for kind in (TOMBSTONE_KINDS if "take_down" in value else ())
        },
    )


def _reviews(value: Mapping[str, Any]) -> ReviewRules:
    forges = {row["id"]: Forge(row["id"], row["url"], row["strength"]) for row in value["forges"]}
    return ReviewRules(forges, value.get("vouched", False))


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
    return Framework(
        value["id"], _label(value["title"]), codes, _window(value.get("window")), tuple(value.get("dropped", ()))
    )


def _window(value: Mapping[str, Any] | None) -> Window | None:
    if value is None:
        return None
    opens, closes = (date.fromisoformat(value[end]) for end in ("opens", "closes"))
    return Window(opens, closes, value.get("verified", False))


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
        (RULES, "combined_capacity", policy.rules.combined, units),
        (OBLIGATIONS, "group", {row.group for row in catalogue.obligations.values()}, catalogue.groups.keys()),
        (OBLIGATIONS, "preparers", _names(row.preparers for row in catalogue.obligations.values()), _scopes(law)),
        (OBLIGATIONS, "publishers", _names(row.publishers for row in catalogue.obligations.values()), _scopes(law)),
        (OBLIGATIONS, "profile", _profiles(catalogue), {f"{name} ({shape_of(name)})" for name in profile_ids()}),
        (SETTINGS, "frameworks", law.settings.frameworks, catalogue.frameworks.keys()),
        (SETTINGS, "frameworks", _asked_for(law), catalogue.obligations),
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


def _mapped(framework: Framework) -> set[str]:
    return {obligation for code in framework.codes for obligation, _ in code.obligations}


def _asked_for(law: Law) -> set[str]:
    """What the editions in force name; an old one stays as it was when an obligation ends."""
    in_force = (f for name, f in law.catalogue.frameworks.items() if name in law.settings.frameworks)
    return _names(_mapped(framework) | set(framework.dropped) for framework in in_force)


def _at_odds(catalogue: Catalogue) -> Iterator[Finding]:
    """One finding for each code that stands twice, and each obligation that is both asked for and dropped."""
    for framework in catalogue.frameworks.values():
        path = f"catalogue/frameworks/{framework.id}.yaml"
        codes = [code.code for code in framework.codes]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield Finding("law_duplicate_id", path=path, field="codes", found=code)
        for name in sorted(_mapped(framework) & set(framework.dropped)):
            yield Finding("law_framework_dropped", path=path, field="dropped", found=name)


def _doubled_forges(document: Document) -> Iterator[Finding]:
    forges = [row["id"] for row in document.value.get("reviews", {}).get("forges", ())]
    for index, name in enumerate(forges):
        if name in forges[:index]:
            where = ("reviews", "forges", index)
            yield Finding(
                "law_duplicate_id", path=RULES, line=document.line_of(where), field="reviews.forges", found=name
            )


def _shared_accounts(policy: Policy) -> Iterator[Finding]:
    """One account belongs to one person, and stands once."""
    seen: dict[Account, str] = {}
    for account, person in policy.listed_accounts():
        if account in seen:
            yield Finding("law_account_twice", path=PEOPLE, field=str(account), expected=seen[account], found=person.id)
        seen[account] = person.id


_APART: Final = {"recorder": "law_recorder_not_apart", "witness": "law_witness_not_apart"}


def _those_apart(policy: Policy) -> Iterator[Finding]:
    """Who writes down what others approve, or watches what others write, has no other office, no unit, no account."""
    held: dict[str, set[str]] = {}
    for office in policy.offices.values():
        for holding in office.holdings:
            held.setdefault(holding.person, set()).add(office.kind)
    for name, kinds in sorted(held.items()):
        person = policy.people.get(name)
        has_more = len(kinds) > 1 or (person is not None and bool(person.units or person.accounts))
        for kind in sorted(kinds & _APART.keys()) if has_more else ():
            yield Finding(_APART[kind], path=OFFICES, found=name)


def _shared_keys(policy: Policy) -> Iterator[Finding]:
    """One key belongs to one person, and stands once, in one format."""
    seen: dict[str, str] = {}
    for key, person, _ in policy.listed_keys():
        material = key_material(key)
        if material in seen:
            yield Finding("law_key_twice", path=PEOPLE, expected=seen[material], found=person.id)
        seen[material] = person.id
