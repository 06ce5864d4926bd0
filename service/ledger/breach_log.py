"""The record of a leak that the data-protection officer keeps: what the history proves of it, and what only they know.

A file of their own, outside the content repository: whom they told, how many persons it concerns and what kind of data
it was is nobody else's to read. Git holds the signed statements alone. What the officer wrote is kept as they wrote it;
what the history says is added, and what this machine destroyed is noted with its time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from repo_schema.admission import check_document
from repo_schema.calendar import BANGKOK
from repo_schema.findings import Finding
from service.ledger.erasing import Report, Statement
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.founding import render_yaml

__all__ = ["Clock", "Incident", "clock_of", "keep_log"]

_SCHEMA: Final = "breach_log/v1"
_FIELDS: Final = ("kinds", "persons", "risk", "committee_notified_at", "persons_notified_at")
"""What only the officer knows."""
_DONE: Final = {"suppression": "suppressed", "erasure": "erasure_ordered"}
_HOUR: Final = 3600

Clock: TypeAlias = Literal["notified", "notified_late", "not_required", "running", "passed"]
"""How the duty to tell the committee within 72 hours stands (Personal Data Protection Act, section 37(4))."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One leak: the statements about one item of which one moment is said to be when it became known."""

    item: str
    known_at: str
    notify_by: str
    done: tuple[dict[str, str], ...]
    told: dict[str, Any] = field(default_factory=dict)
    """What the officer wrote."""

    def as_row(self) -> dict[str, Any]:
        """As it stands in the file."""
        facts = {"item": self.item, "known_at": self.known_at, "notify_by": self.notify_by, "done": list(self.done)}
        return facts | self.told

    def as_json(self, now: float) -> dict[str, Any]:
        clock, hours = clock_of(self, now)
        return self.as_row() | {name: self.told.get(name) for name in _FIELDS} | {"clock": clock, "hours_left": hours}


def clock_of(incident: Incident, now: float) -> tuple[Clock, int | None]:
    """How it stands at `now` (Unix seconds); whole hours that are left, while it runs."""
    deadline = datetime.fromisoformat(incident.notify_by).timestamp()
    notified = incident.told.get("committee_notified_at")
    if notified is not None:
        return ("notified" if datetime.fromisoformat(notified).timestamp() <= deadline else "notified_late"), None
    if incident.told.get("risk") == "none":
        return "not_required", None
    return ("running", int((deadline - now) // _HOUR)) if now <= deadline else ("passed", None)


def keep_log(file: Path, made: Iterable[tuple[str, Report]], now: float) -> tuple[Incident, ...]:
    """Bring the log in `file` up to what was found at each place, and write it; a file that is not there begins empty.

    Raises `RefusedError` with what is wrong in it, `LedgerError` if it cannot be read or written; then it is untouched.
    """
    known = {(row.item, row.known_at): row for row in _read(file)}
    for place, report in made:
        for statement in report.statements:
            if statement.known_at is None or statement.notify_by is None:
                continue
            key = statement.item, statement.known_at
            incident = known.get(key) or Incident(*key, statement.notify_by, ())
            acts = (*incident.done, *_acts(statement, place, report, now))
            once = {tuple(sorted(act.items())): act for act in acts}.values()
            done = tuple(sorted(once, key=lambda act: act["at"]))
            known[key] = Incident(*key, incident.notify_by, done, incident.told)
    incidents = tuple(known[key] for key in sorted(known, key=lambda key: (key[1], key[0])))
    document = {"schema": _SCHEMA, "incidents": [incident.as_row() for incident in incidents]}
    try:
        file.write_bytes(render_yaml(document))
    except OSError as error:
        raise _unusable(file, error) from error
    return incidents


def _acts(statement: Statement, place: str, report: Report, now: float) -> Iterator[dict[str, str]]:
    """What was done about it: stated in the history, or just now."""
    yield {"what": _DONE[statement.kind], "at": statement.published_at, "statement": statement.path}
    texts = {blob for _, blob in statement.texts}
    destroyed = any(row.outcome == "destroyed" and row.sha256 in statement.files for row in report.files)
    destroyed |= any(row.outcome == "destroyed" and row.blob in texts for row in report.texts)
    if statement.kind == "erasure" and destroyed:
        moment = datetime.fromtimestamp(int(now), UTC).astimezone(BANGKOK).isoformat()
        yield {"what": "destroyed", "at": moment, "statement": statement.path, "place": place}


def _read(file: Path) -> Iterator[Incident]:
    if not file.exists():
        return
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _unusable(file, error) from error
    document, findings = check_document(str(file), data)
    if document is None or findings or document.value["schema"] != _SCHEMA:
        wrong = Finding("schema_wrong_value", path=str(file), field="schema", expected=_SCHEMA)
        raise RefusedError(findings or [wrong])
    for row in document.value["incidents"]:
        told = {name: row[name] for name in _FIELDS if name in row}
        yield Incident(row["item"], row["known_at"], row["notify_by"], tuple(row["done"]), told)


def _unusable(file: Path, error: OSError) -> LedgerError:
    return LedgerError(
        th=f"อ่านหรือเขียนบันทึก {file} ไม่ได้: {error.strerror}",
        en=f"the log {file} cannot be read or written: {error.strerror}",
        hint_th="ตรวจที่อยู่และสิทธิ์ของแฟ้ม",
        hint_en="check its path and rights",
    )
