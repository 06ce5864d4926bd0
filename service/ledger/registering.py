"""From verdicts to the register that duties are judged by: what became public when, and who owed what since when."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from repo_schema.documents import parse_document
from repo_schema.facts import Attested, Published, Register, Roster, Waived
from repo_schema.history import History, Verdict, day_of
from repo_schema.layout import HOLIDAYS, AttestationPath, ItemPath, WaiverPath, classify

__all__ = ["alters_roster", "note_anchor", "note_verdict", "published", "roster_of"]


def roster_of(history: History) -> Roster:
    return Roster.of_law(history.law, history.holidays)


def alters_roster(verdict: Verdict) -> bool:
    """Whether it changes who owes what, or which days are holidays."""
    return verdict.admission.law is not None or HOLIDAYS in verdict.manifest


def published(kind: ItemPath, document: Mapping[str, Any], at: int) -> Published:
    """The version that `document` is, public since `at`."""
    effective = document.get("effective_on")
    return Published(
        kind.obligation,
        kind.unit,
        kind.name,
        day_of(at),
        is_nil="nil_statement" in document,
        effective_on=date.fromisoformat(effective) if effective else None,
    )


def note_anchor(register: Register, history: History, read_blob: Callable[[str], bytes | None]) -> None:
    """What the anchor brings; `history` stands at it."""
    register.rosters.append((day_of(history.at), roster_of(history)))
    for path, entry in sorted(history.entries.items()):
        kind = classify(path)
        document = parse_document(read_blob(entry.oid) or b"", path=path).value if isinstance(kind, ItemPath) else {}
        _note(register, path, document, history.at)


def note_verdict(register: Register, verdict: Verdict, history: History) -> None:
    """What the next verdict brings; `history` has it already."""
    for path, (before, after) in sorted(verdict.manifest.items()):
        if before == after and not isinstance(classify(path), ItemPath):
            continue  # listed again, a statement says nothing new
        if after is not None and path in verdict.admission.documents:
            _note(register, path, verdict.admission.documents[path].value, verdict.at)
    if alters_roster(verdict):
        register.rosters.append((day_of(verdict.at), roster_of(history)))


def _note(register: Register, path: str, document: Mapping[str, Any], at: int) -> None:
    match classify(path):
        case ItemPath() as kind:
            register.published.append(published(kind, document, at))
        case AttestationPath(obligation=obligation, unit=unit, name=name, quarter=quarter):
            register.attested.append(Attested(obligation, unit, name, quarter, day_of(at)))
        case WaiverPath(obligation=obligation, unit=unit, period=period):
            register.waived.append(Waived(obligation, unit, period, day_of(at)))
