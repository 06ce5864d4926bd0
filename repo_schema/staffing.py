"""People, their keys and their offices over time, as edits of the policy's two documents.

Each edit is one thing that happens in an office: somebody joins, is appointed, acts for another, leaves; a key is
added, rotated, lost, compromised. What ends gets its day, and only what would end before it began goes altogether.
Raises `StaffingError`; whether the result is a law is for the judge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from repo_schema.findings import Finding
from repo_schema.keys import canonical_key
from repo_schema.layout import OFFICES, PEOPLE


class StaffingError(Exception):
    """The edit is about somebody or something that the policy does not know, or knows already."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message("en"))
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Staff:
    """The values of `policy/people.yaml` and `policy/offices.yaml`, to be changed in place."""

    people: dict[str, Any]
    offices: dict[str, Any]

    def add_person(self, person: str, name: dict[str, str], units: Sequence[str], key: str, since: date) -> None:
        if any(row["id"] == person for row in self.people["people"]):
            raise StaffingError(Finding("person_exists", path=PEOPLE, found=person))
        row: dict[str, Any] = {"id": person, "name": name} | ({"units": list(units)} if units else {})
        self.people["people"].append(row | {"keys": [_new_key(key, since)]})

    def add_key(self, person: str, key: str, since: date) -> None:
        self._person(person)["keys"].append(_new_key(key, since))

    def rotate_key(self, person: str, key: str, since: date) -> None:
        """The new key counts from `since`; every other that is in use ends that day."""
        _end(self._person(person)["keys"], self._in_use(person), since)
        self.add_key(person, key, since)

    def lose_key(self, person: str, key: str | None, since: date) -> None:
        self._one_key(person, key)["lost"] = since.isoformat()

    def compromise_key(self, person: str, key: str | None, since: date | None) -> None:
        row = self._one_key(person, key)
        row["compromised"] = {"since": since.isoformat()} if since else {}

    def leave(self, person: str, on: date) -> None:
        """Out of every unit; keys and offices end on that day."""
        row = self._person(person)
        row.pop("units", None)
        _end(row["keys"], self._in_use(person), on)
        for office in self.offices["offices"]:
            _end(office["holders"], [held for held in office["holders"] if held["person"] == person], on)

    def appoint(
        self, office: str, person: str, since: date, until: date | None = None, *, acting_order: str | None = None
    ) -> None:
        """`acting_order`: รักษาราชการแทน, the number of the order."""
        self._person(person)
        held = {"person": person, "since": since.isoformat()}
        more: dict[str, Any] = {"until": until.isoformat()} if until else {}
        more |= {"acting": {"order": acting_order}} if acting_order else {}
        self._office(office)["holders"].append(held | more)

    def vacate(self, office: str, person: str, on: date) -> None:
        holders = self._office(office)["holders"]
        rows = [row for row in holders if row["person"] == person and _runs(row, on)]
        if not rows:
            raise StaffingError(Finding("holder_unknown", path=OFFICES, expected=office, found=person))
        _end(holders, rows, on)

    def _person(self, person: str) -> dict[str, Any]:
        return _find(self.people["people"], person, PEOPLE, "person_unknown")

    def _office(self, office: str) -> dict[str, Any]:
        return _find(self.offices["offices"], office, OFFICES, "office_unknown")

    def _in_use(self, person: str) -> list[dict[str, Any]]:
        return [row for row in self._person(person)["keys"] if not row.keys() & {"lost", "compromised"}]

    def _one_key(self, person: str, key: str | None) -> dict[str, Any]:
        """The key named, whatever became of it; without a name, the only one that is in use."""
        listed: list[dict[str, Any]] = self._person(person)["keys"]
        rows = self._in_use(person) if key is None else [row for row in listed if canonical_key(row["key"]) == key]
        if len(rows) != 1:
            known = "; ".join(row["key"] for row in listed)
            raise StaffingError(Finding("key_not_told", path=PEOPLE, expected=known, found=person))
        return rows[0]


def _find(rows: list[dict[str, Any]], name: str, path: str, code: str) -> dict[str, Any]:
    found = next((row for row in rows if row["id"] == name), None)
    if found is None:
        raise StaffingError(Finding(code, path=path, expected=", ".join(row["id"] for row in rows), found=name))
    return found


def _new_key(key: str, since: date) -> dict[str, str]:
    return {"key": key, "since": since.isoformat()}


def _runs(row: dict[str, Any], on: date) -> bool:
    return "until" not in row or row["until"] > on.isoformat()


def _end(rows: list[dict[str, Any]], ended: Sequence[dict[str, Any]], on: date) -> None:
    """End these of `rows` on that day; what ended before stays ended, and what never began goes."""
    for row in ended:
        if row["since"] >= on.isoformat():
            rows.remove(row)
        elif _runs(row, on):
            row["until"] = on.isoformat()
