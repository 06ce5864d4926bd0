"""Recovery: who is to administer once the administrators are gone.

It is announced on `main` with the chief executive's consent, and takes effect after the days that policy sets, unless
one of the administrators there are objects. What is announced is all that may then be done without them: these persons,
in these offices, with these keys. A law that changed meanwhile was changed by administrators; what was announced before
that is void, and so is what was carried out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from repo_schema.documents import Document
from repo_schema.findings import Finding
from repo_schema.keys import canonical_key
from repo_schema.law import Law, Office, Person
from repo_schema.layout import OFFICES, PEOPLE, Kind, ObjectionPath, RecoveryPath, classify
from repo_schema.manifests import Manifest

__all__ = ["Appointment", "Recoveries", "Recovery", "agree", "is_carried_out", "stand"]

_SECONDS_A_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Appointment:
    """Somebody whom policy knows, in an administrator's office, with a key of theirs, perhaps a new one."""

    office: str
    person: str
    key: str
    """Canonical."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """An accepted announcement."""

    number: str
    appoints: tuple[Appointment, ...]
    index: int
    """Of the Change that announced it."""
    at: int
    """When that became public, Unix seconds."""

    @classmethod
    def of(cls, kind: RecoveryPath, value: Mapping[str, Any], index: int, at: int) -> Self:
        rows = (Appointment(row["office"], row["person"], canonical_key(row["key"])) for row in value["appoints"])
        return cls(kind.number, tuple(rows), index, at)

    def effective_at(self, law: Law) -> int | None:
        """From when on it may be carried out, Unix seconds; None where policy knows no recovery."""
        days = law.policy.rules.recovery_days
        return None if days is None else self.at + days * _SECONDS_A_DAY


@dataclass(slots=True)
class Recoveries:
    """What was announced so far, and objected to."""

    announced: dict[str, Recovery] = field(default_factory=dict)
    objected: set[str] = field(default_factory=set)

    def note(self, kind: Kind | None, value: Mapping[str, Any], index: int, at: int) -> None:
        """Take an accepted document in, if it is one of these."""
        if isinstance(kind, RecoveryPath) and kind.number not in self.announced:  # listed again, it says nothing new
            self.announced[kind.number] = Recovery.of(kind, value, index, at)
        elif isinstance(kind, ObjectionPath):
            self.objected.add(kind.number)

    def open(self, law_altered: int) -> Iterator[Recovery]:
        """Those that nobody objected to, and no change of law overtook."""
        for number, recovery in self.announced.items():
            if number not in self.objected and recovery.index > law_altered:
                yield recovery


def agree(kind: RecoveryPath | ObjectionPath, document: Document, law: Law) -> Iterator[Finding]:
    """What a (valid) announcement or objection says against where it stands and what `law` says."""
    if isinstance(kind, ObjectionPath):
        if document.value["recovery"] != int(kind.number):
            yield _at(document, ("recovery",), "statement_mismatch", kind.number, str(document.value["recovery"]))
        return
    if law.policy.rules.recovery_days is None:
        yield Finding("recovery_not_allowed", path=document.path)
    for index, row in enumerate(document.value["appoints"]):
        office = law.policy.offices.get(row["office"])
        if office is None or office.kind != "administrator":
            yield _at(document, ("appoints", index), "recovery_no_administrator", None, row["office"])
        if row["person"] not in law.policy.people:
            yield _at(document, ("appoints", index), "law_unknown_reference", None, row["person"])
        try:
            key = canonical_key(row["key"])
        except ValueError as error:
            yield _at(document, ("appoints", index), "law_key_invalid", None, str(error))
            continue
        owner = next((person.id for listed, person, _ in law.policy.listed_keys() if listed == key), row["person"])
        if owner != row["person"] or law.policy.barred(key):
            yield _at(document, ("appoints", index), law.policy.barred(key) or "law_key_moved", owner, row["person"])


def stand(manifest: Manifest, recoveries: Recoveries) -> Iterator[Finding]:
    """What in `manifest` may not be announced or objected to after `recoveries`; nothing, where it does neither."""
    for path, (before, after) in sorted(manifest.items()):
        kind = classify(path)
        if not isinstance(kind, RecoveryPath | ObjectionPath):
            continue
        if len(manifest) > 1:
            yield Finding("statement_not_alone", path=path)
        if after is None:
            yield Finding("statement_removed", path=path)
        elif before not in {None, after}:
            yield Finding("recovery_twice", path=path)
        elif isinstance(kind, ObjectionPath) and kind.number not in recoveries.announced:
            yield Finding("recovery_unknown", path=path, found=kind.number)


def is_carried_out(recovery: Recovery, manifest: Manifest, old: Law, new: Law, at: int) -> bool:
    """Whether the change from `old` to `new` is what `recovery` announced, no more and no less, and it is due."""
    effective = recovery.effective_at(old)
    return (
        effective is not None
        and effective <= at
        and manifest.keys() <= {PEOPLE, OFFICES}
        and all(_is_appointed(row, new) for row in recovery.appoints)
        and _without(recovery, old, new) == old
    )


def _is_appointed(row: Appointment, law: Law) -> bool:
    office, person = law.policy.offices.get(row.office), law.policy.people.get(row.person)
    held = office is not None and any(holding.person == row.person for holding in office.holdings)
    return held and person is not None and any(listed.key == row.key for listed in person.keys)


def _without(recovery: Recovery, old: Law, new: Law) -> Law:
    """`new` with what was announced taken out again."""
    people = {name: _person_without(person, recovery, old) for name, person in new.policy.people.items()}
    offices = {name: _office_without(office, recovery, old) for name, office in new.policy.offices.items()}
    return replace(new, policy=replace(new.policy, people=people, offices=offices))


def _person_without(person: Person, recovery: Recovery, old: Law) -> Person:
    known = {listed.key for listed in old.policy.people[person.id].keys} if person.id in old.policy.people else set()
    added = {row.key for row in recovery.appoints if row.person == person.id} - known
    keys = tuple(listed for listed in person.keys if listed.key not in added or listed.barred)
    return replace(person, keys=keys)


def _office_without(office: Office, recovery: Recovery, old: Law) -> Office:
    appointed = {row.person for row in recovery.appoints if row.office == office.id}
    before = old.policy.offices[office.id].holdings if office.id in old.policy.offices else ()
    added = [held for held in office.holdings if held not in before and held.person in appointed]
    return replace(office, holdings=tuple(held for held in office.holdings if held not in added))


def _at(document: Document, field_: tuple[str | int, ...], code: str, expected: str | None, found: str) -> Finding:
    line = document.line_of(field_)
    name = ".".join(map(str, field_))
    return Finding(code, path=document.path, line=line, field=name, expected=expected, found=found)
