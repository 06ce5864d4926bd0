"""From verdicts to the register that duties are judged by: what became public when, and who owed what since when."""

from datetime import date

from repo_schema.facts import Attested, Published, Register, Roster, Waived
from repo_schema.history import History, Verdict, day_of
from repo_schema.layout import HOLIDAYS, AttestationPath, ItemPath, WaiverPath, classify
from repo_schema.texts import Text

__all__ = ["alters_roster", "note_anchor", "note_verdict", "published", "roster_of"]


def roster_of(history: History) -> Roster:
    return Roster.of_law(history.law, history.holidays)


def alters_roster(verdict: Verdict) -> bool:
    """Whether it changes who owes what, or which days are holidays."""
    return verdict.admission.law is not None or HOLIDAYS in verdict.manifest


def published(kind: ItemPath, text: Text, at: int) -> Published:
    """The version that holds `text`, public since `at`."""
    return Published(
        kind.obligation,
        kind.unit,
        kind.name,
        day_of(at),
        is_nil=text.is_nil,
        effective_on=date.fromisoformat(text.effective_on) if text.effective_on else None,
    )


def note_anchor(register: Register, history: History) -> None:
    """What the anchor brings; `history` stands at it."""
    register.rosters.append((day_of(history.at), roster_of(history)))
    for path in sorted(history.entries):
        text = history.text_of(path, 1)[1] if history.versions_of(path) else None
        _note(register, path, text, history.at)


def note_verdict(register: Register, verdict: Verdict, history: History) -> None:
    """What the next verdict brings; `history` has it already."""
    for path, (before, after) in sorted(verdict.manifest.items()):
        if before == after and not isinstance(classify(path), ItemPath):
            continue  # listed again, a statement says nothing new
        if after is not None:
            _note(register, path, verdict.admission.texts.get(path), verdict.at)
    if alters_roster(verdict):
        register.rosters.append((day_of(verdict.at), roster_of(history)))


def _note(register: Register, path: str, text: Text | None, at: int) -> None:
    match classify(path):
        case ItemPath() as kind if text is not None:
            register.published.append(published(kind, text, at))
        case AttestationPath(obligation=obligation, unit=unit, name=name, quarter=quarter):
            register.attested.append(Attested(obligation, unit, name, quarter, day_of(at)))
        case WaiverPath(obligation=obligation, unit=unit, period=period):
            register.waived.append(Waived(obligation, unit, period, day_of(at)))
