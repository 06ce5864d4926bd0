"""Witnesses: second parties who keep what they saw of `main`, and cosign no history that does not extend it.

Each has a branch of their own, `prongsai/witness/<person>`: signed commits over the empty tree, the message of each a
checkpoint that they cosigned. So every plain clone has them; whoever took the receiver's key cannot make them. A
proven checkpoint there whose head is no longer on `main` says that another history stood here.
"""

import time
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from repo_schema.findings import Finding
from repo_schema.history import History
from repo_schema.law import Law
from repo_schema.notes import parse_note, render_note
from service.ledger.chains import read_link, write_link
from service.ledger.checkpoints import Judged, NoteKey, cosign, judge_checkpoint
from service.ledger.errors import GitCommandError, LedgerError, RefusedError
from service.ledger.records import render_moment
from service.ledger.repository import GitRunner, Repository

__all__ = [
    "WITNESSES",
    "Cosigned",
    "Witness",
    "Witnesses",
    "WitnessesFollowed",
    "keep_evidence",
    "newest",
    "push_witness",
    "read_witnesses",
    "witness",
    "witnessed_by",
]

WITNESSES: Final = "refs/heads/prongsai/witness/"
_AS_CLONED: Final = "refs/remotes/origin/prongsai/witness/"


@dataclass(frozen=True, slots=True)
class Witness:
    """One cosigned checkpoint on a witness's branch."""

    person: str
    commit: str
    note: str
    judged: Judged
    at: int
    """When they say they saw it, Unix seconds."""

    def as_json(self) -> dict[str, Any]:
        seen = self.judged.checkpoint
        return {"person": self.person, "head": seen.head if seen else None, "at": render_moment(self.at)}


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What the branches of witnesses prove about one history."""

    rows: tuple[Witness, ...] = ()
    """Each witness's oldest first."""
    findings: tuple[Finding, ...] = ()
    """Why the others prove nothing; `history_rewritten`: they prove another history."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What `witness` did."""

    person: str
    note: str
    commit: str | None
    """None: a dry run."""


def read_witnesses(
    repository: Repository, history: History, known: MutableMapping[tuple[str, str], Witness] | None = None
) -> Witnesses:
    """Every cosigned checkpoint that is here, held against `history`; `known`: those that were, under the same law."""
    known = {} if known is None else known
    refs = repository.branches(_AS_CLONED) | repository.branches(WITNESSES)
    tips = {ref.removeprefix(_AS_CLONED).removeprefix(WITNESSES): tip for ref, tip in refs.items()}
    found = [
        known.get((person, commit)) or witnessed_by(repository, history, person, commit)
        for person, tip in sorted(tips.items())
        for commit in repository.first_parents(tip)
    ]
    known.update(((row.person, row.commit), row) for row in found if isinstance(row, Witness))
    return Witnesses(
        tuple(row for row in found if isinstance(row, Witness)),
        tuple(row for row in found if isinstance(row, Finding)),
    )


class WitnessesFollowed:
    """Their branches, read again and again: each word once, as long as the law is the same."""

    def __init__(self) -> None:
        self._under: tuple[History, Law] | None = None
        self._known: dict[tuple[str, str], Witness] = {}

    def read(self, repository: Repository, history: History) -> Witnesses:
        """What `read_witnesses` gives."""
        under = self._under
        if under is None or under[0] is not history or under[1] is not history.law:
            self._known.clear()
            self._under = history, history.law
        return read_witnesses(repository, history, self._known)


def witnessed_by(repository: Repository, history: History, person: str, commit: str) -> Witness | Finding:
    """The cosigned checkpoint that `commit` is, of `person`; or why it is none."""
    signed = read_link(repository, commit)
    if signed is None:
        return Finding("witness_invalid", commit=commit)
    judged = judge_checkpoint(signed.commit.message, history)
    at = next((row.at for row in judged.witnesses if row.person == person), None)
    if at is None:
        return Finding("witness_invalid", commit=commit)
    if judged.findings:
        return replace(judged.findings[0], commit=commit)
    return Witness(person, commit, signed.commit.message, judged, at)


def witness(
    repository: Repository,
    history: History,
    note: str,
    key: NoteKey,
    key_file: Path,
    *,
    contradictions: Iterable[Finding],
    dry_run: bool = False,
    clock: Callable[[], float] = time.time,
) -> Cosigned:
    """Cosign the receiver's checkpoint `note` of `history`, and remember it on the witness's own branch.

    `contradictions`: what receivers and witnesses are proven to have said against `history` (`Verification`).
    Raises `RefusedError` where there are any, the note is not this history's, or this history does not extend the last
    one cosigned, here or as cloned; `LedgerError` where the key is no witness's.
    """
    if against := list(contradictions):
        raise RefusedError(against)
    judged = judge_checkpoint(note, history)
    if judged.findings or judged.signed_by is None:
        raise RefusedError(judged.findings or [Finding("checkpoint_not_receivers", found=history.law.settings.domain)])
    at = int(clock())
    parsed = parse_note(note)
    person, signature = cosign(parsed, history, key, at)
    ref = WITNESSES + person
    mine = repository.head(ref)
    last = mine or repository.head(_AS_CLONED + person)
    if last is not None and (finding := _not_extended(repository, history, last, judged)):
        raise RefusedError([finding])
    cosigned = render_note(replace(parsed, signatures=(*parsed.signatures, signature)))
    if dry_run:
        return Cosigned(person, cosigned, None)
    commit = write_link(
        repository.git_dir, last, cosigned, name=person, email=f"{person}@witness.invalid", key=key_file, at=at
    )
    runner = GitRunner(options=[f"--git-dir={repository.git_dir}"])
    runner.run("update-ref", "-m", "witness", ref, commit, mine or "0" * 40)
    return Cosigned(person, cosigned, commit)


def _not_extended(repository: Repository, history: History, last: str, judged: Judged) -> Finding | None:
    """What was cosigned last is read for what it says alone: it is this witness's own memory."""
    signed = read_link(repository, last)
    before = judge_checkpoint(signed.commit.message, history).checkpoint if signed else None
    now = judged.checkpoint
    if before is None or now is None:
        return Finding("witness_invalid", commit=last)
    known, presented = history.position(before.head), history.position(now.head)
    if known is None or presented is None or presented < known:
        return Finding("history_rewritten", commit=now.head, expected=before.head, found=now.head)
    return None


def push_witness(path: Path, ref: str) -> None:
    """Send the witness's branch to `origin`; raises `LedgerError` when it is not taken."""
    try:
        GitRunner(where=path).run("push", "--quiet", "origin", f"{ref}:{ref}")
    except GitCommandError as error:
        raise LedgerError(
            th=f"ลงนามแล้ว แต่ส่งไปยังคลังกลางไม่ได้: {error.stderr.strip()[:300]}",
            en=f"it is cosigned, but could not be sent to origin: {error.stderr.strip()[:300]}",
            hint_th=f"ตรวจเครือข่ายและสิทธิ์ แล้วสั่ง git push origin {ref}",
            hint_en=f"check network and rights, then run git push origin {ref}",
        ) from error


def keep_evidence(git_dir: Path, head: str, note: str) -> Path:
    """Keep what was refused: the note in a file, and the history it names from being thrown away by git."""
    folder = git_dir / "prongsai" / "evidence"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{head}.note"
    file.write_text(note, encoding="utf-8")
    try:
        GitRunner(options=[f"--git-dir={git_dir}"]).run("update-ref", f"refs/prongsai/evidence/{head}", head)
    except GitCommandError as error:
        raise LedgerError(
            th=f"เก็บหลักฐานไว้ใน {file} แล้ว แต่เก็บประวัติไว้ไม่ได้: {error.stderr.strip()[:200]}",
            en=f"the evidence is in {file}, but its history could not be kept: {error.stderr.strip()[:200]}",
            hint_th="สำเนาทั้งโฟลเดอร์ของคลังนี้เก็บไว้ก่อนทำอย่างอื่น",
            hint_en="copy this repository's whole folder before anything else",
        ) from error
    return file


def newest(found: tuple[Witness, ...]) -> Iterator[Witness]:
    """The last of each witness."""
    yield from {row.person: row for row in found}.values()
