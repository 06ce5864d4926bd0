"""What a change would disclose, looked at where people work: before it is submitted, reviewed and signed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from repo_schema.findings import Finding
from repo_schema.history import Submission
from repo_schema.manifests import Entry
from repo_schema.privacy.decisions import (
    BASES,
    KINDS,
    Decision,
    DecisionError,
    Spot,
    parse_decision,
    parse_verdict,
    render_decision,
    still_open,
)
from repo_schema.privacy.detection import Context
from repo_schema.privacy.sources import Sighting, look_at_name, look_at_text, worst_first
from repo_schema.privacy.submissions import blocking, is_decidable, look_at_contents, may_wait
from service.ledger.errors import RefusedError
from service.ledger.legibility import read_contents
from service.ledger.workspace import Workspace

__all__ = ["WORDS", "Look", "decide", "look", "look_at_change", "refuse_private"]

WORDS: tuple[str, ...] = tuple(
    word for kind in KINDS for word in ([f"{kind}:{basis}" for basis in BASES] if kind == "lawful" else [kind])
)
"""How a decision can be spelt."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a checker decides, numbered from 1: first what stands there, then what stood there before."""

    standing: tuple[Sighting, ...] = ()
    gone: tuple[Sighting, ...] = ()
    """Found in what is published now and no longer in what is proposed; need not be decided."""

    @property
    def numbered(self) -> Mapping[int, Sighting]:
        return dict(enumerate((*self.standing, *self.gone), start=1))


def look(workspace: Workspace, submission: Submission) -> Look:
    """What stands in `submission`, and what it takes away."""
    after = {path: _read(workspace, change.after) for path, change in submission.manifest.items()}
    before = {path: _read(workspace, change.before) for path, change in submission.manifest.items()}
    standing = worst_first(row for row in _seen(workspace, after) if is_decidable(row))
    spots = {row.spot for row in standing}
    gone = (row for row in _seen(workspace, before) if is_decidable(row) and row.spot not in spots)
    return Look(standing, worst_first(gone))


def look_at_change(
    workspace: Workspace, contents: Mapping[str, bytes | None], texts: Iterable[str] = ()
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """What refuses `contents` and `texts` (messages, names), what refuses them until somebody decides, what is told."""
    domain = workspace.history.law.settings.domain
    seen = _seen(workspace, contents)
    said = tuple(row for text in texts for row in look_at_text("message", text, Context(domain=domain)))
    never = [row for row in blocking((*seen, *said)) if not is_decidable(row)]
    held = [row for row in blocking(seen) if is_decidable(row) and not may_wait(row, asked=False)]
    told = [row for row in worst_first((*seen, *said)) if row not in never and row not in held]
    return _findings(never), _findings(held), _findings(told)


def _findings(rows: Iterable[Sighting]) -> tuple[Finding, ...]:
    return tuple(row.finding for row in rows)


def refuse_private(
    workspace: Workspace, contents: Mapping[str, bytes | None], *, message: str, name: str, asked: bool
) -> None:
    """Raises `RefusedError` for what is personal or secret beyond doubt, unless it is `asked` to be decided."""
    never, held, _ = look_at_change(workspace, contents, [message])
    never += _findings(blocking(look_at_name(name)))
    if findings := never + (() if asked else held):
        raise RefusedError(findings)


def decide(found: Look, answers: Mapping[int, str]) -> tuple[Decision, ...]:
    """`answers` by number as decisions; raises `RefusedError` unless they are possible and leave nothing open."""
    numbered = found.numbered
    decisions = tuple(_decision(number, numbered.get(number), word) for number, word in sorted(answers.items()))
    open_ = still_open((row.spot for row in found.standing), decisions)
    answered = {decision.spot for decision in decisions}
    if open_:
        raise RefusedError(
            [_open_finding(number, row, answered) for number, row in numbered.items() if row.spot in open_]
        )
    return decisions


def _decision(number: int, row: Sighting | None, word: str) -> Decision:
    try:
        return _decided(row, word)
    except DecisionError:
        finding = Finding("privacy_decision_invalid", expected=", ".join(WORDS), found=f"{number}={word}")
        raise RefusedError([finding]) from None


def _decided(row: Sighting | None, word: str) -> Decision:
    if row is None:
        raise DecisionError("no such number")
    kind, basis = parse_verdict(word)
    return parse_decision(render_decision(Decision(row.spot, row.hit.version, kind, basis)))


def _open_finding(number: int, row: Sighting, answered: set[Spot]) -> Finding:
    if row.spot in answered:
        return Finding("privacy_still_there", path=row.path, line=row.line, field=row.hit.where)
    return Finding(
        "privacy_undecided",
        path=row.path,
        line=row.line,
        field=row.hit.where,
        expected=f"{row.hit.rule} ({row.hit.level})",
        found=f"{number}",
    )


def _seen(workspace: Workspace, contents: Mapping[str, bytes | None]) -> tuple[Sighting, ...]:
    readings = read_contents(workspace.desk.store, contents)
    return look_at_contents(contents, workspace.history.law.settings.domain, readings)


def _read(workspace: Workspace, entry: Entry | None) -> bytes | None:
    return workspace.repository.read_blob(entry.oid) if entry else None
