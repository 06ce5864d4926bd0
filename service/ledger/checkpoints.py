"""Checkpoints made and judged: what a receiver signs of its trusted head, and whether today's history extends it.

The key is an office's of policy, on the note under `<organisation>/<person>`. Only Ed25519 keys sign notes. Whose a
signature is follows from the law that was in force at the checkpoint's head or since, never from the note.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_ssh_private_key

from repo_schema.checkpoints import Checkpoint, CheckpointError, key_name, parse_checkpoint, render_checkpoint
from repo_schema.findings import Finding
from repo_schema.history import History, day_of
from repo_schema.law import OfficeKind
from repo_schema.notes import (
    Note,
    NoteError,
    NoteSignature,
    cosigned_at,
    cosigned_message,
    is_signed,
    make_cosignature,
    make_signature,
    parse_note,
    render_note,
)
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.records import render_moment

__all__ = [
    "Judged",
    "NoteKey",
    "Seen",
    "Witnessed",
    "cosign",
    "judge_checkpoint",
    "make_checkpoint",
    "open_key",
    "read_checkpoint",
    "with_cosignatures",
]


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that signs notes."""

    text: str
    """Canonical."""
    private: Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Witnessed:
    person: str
    at: int
    """When they say they saw it, Unix seconds."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a checkpoint proves of one history; nothing, where there are findings."""

    checkpoint: Checkpoint | None
    signed_by: str | None = None
    """The receiver."""
    witnesses: tuple[Witnessed, ...] = ()
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        seen = self.checkpoint
        return {
            "head": seen.head if seen else None,
            "changes": seen.changes if seen else None,
            "signed_by": self.signed_by,
            "witnesses": [{"person": row.person, "at": render_moment(row.at)} for row in self.witnesses],
            "extended": not self.findings,
            "findings": [finding.as_json() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Seen:
    """What a checkpoint says, and who signed it by the law at hand; of no history."""

    head: str
    anchor: str
    changes: int
    signed_by: str | None
    witnesses: tuple[Witnessed, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "head": self.head,
            "anchor": self.anchor,
            "changes": self.changes,
            "signed_by": self.signed_by,
            "witnesses": [{"person": row.person, "at": render_moment(row.at)} for row in self.witnesses],
        }


def open_key(path: Path) -> NoteKey:
    """The private key in an OpenSSH file; raises `LedgerError` for none, an encrypted one, or another kind."""
    try:
        private = load_ssh_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise _unfit_key(path, str(error)) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise _unfit_key(path, "not Ed25519")
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return NoteKey(public, private)


def make_checkpoint(history: History, receipts: str | None, key: NoteKey) -> str:
    """The note that says where `history` stands; raises `LedgerError` where `key` is no receiver's now."""
    day = day_of(history.at)
    person = next((name for name, listed in _holders(history, history.length, "receiver") if listed == key.text), None)
    if person is None:
        raise _not_named(key.text, "receiver", day)
    domain = history.law.settings.domain
    text = render_checkpoint(Checkpoint(domain, history.anchor, history.head, history.length, receipts))
    signature = make_signature(key_name(domain, person), key.text, key.private.sign(text.encode()))
    return render_note(Note(text, (signature,)))


def cosign(note: Note, history: History, key: NoteKey, at: int) -> tuple[str, NoteSignature]:
    """Who holds `key`, and their cosignature over `note`; raises `LedgerError` where `key` is no witness's now."""
    person = next((name for name, listed in _holders(history, history.length, "witness") if listed == key.text), None)
    if person is None:
        raise _not_named(key.text, "witness", day_of(history.at))
    name = key_name(history.law.settings.domain, person)
    return person, make_cosignature(name, key.text, at, key.private.sign(cosigned_message(note.text, at)))


def with_cosignatures(note: str, others: Iterable[str]) -> str:
    """`note` with whatever signatures `others` have over the very same text."""
    own = parse_note(note)
    more = [row for other in map(parse_note, others) if other.text == own.text for row in other.signatures]
    return render_note(Note(own.text, tuple(dict.fromkeys((*own.signatures, *more)))))


def judge_checkpoint(text: str, history: History) -> Judged:
    """What the checkpoint in `text` proves of `history`."""
    try:
        note = parse_note(text)
        checkpoint = parse_checkpoint(note.text)
    except (NoteError, CheckpointError) as error:
        return Judged(None, findings=(Finding("checkpoint_invalid", found=str(error)),))
    position = history.position(checkpoint.head)
    judged = Judged(
        checkpoint,
        _receiver_of(note, checkpoint, history, position or 0),
        tuple(_witnesses_of(note, checkpoint, history, position or 0)),
    )
    return replace(judged, findings=tuple(_against(judged, checkpoint, history, position)))


def read_checkpoint(text: str, history: History) -> Seen:
    """What the checkpoint in `text` says, whatever it says it of; raises `RefusedError` for what is none."""
    try:
        note = parse_note(text)
        checkpoint = parse_checkpoint(note.text)
    except (NoteError, CheckpointError) as error:
        raise RefusedError([Finding("checkpoint_invalid", found=str(error))]) from error
    return Seen(
        checkpoint.head,
        checkpoint.anchor,
        checkpoint.changes,
        _receiver_of(note, checkpoint, history, history.length),
        tuple(_witnesses_of(note, checkpoint, history, history.length)),
    )


def _against(judged: Judged, checkpoint: Checkpoint, history: History, position: int | None) -> Iterator[Finding]:
    if judged.signed_by is None and not judged.witnesses:
        yield Finding("checkpoint_not_receivers", found=checkpoint.organisation)
    elif checkpoint.anchor != history.anchor:
        yield Finding("checkpoint_of_another", expected=checkpoint.anchor, found=history.anchor)
    elif position is None:
        yield Finding("history_rewritten", commit=history.head, expected=checkpoint.head, found=history.head)
    elif position != checkpoint.changes:
        yield Finding("checkpoint_invalid", found=f"{checkpoint.changes}")


def _receiver_of(note: Note, checkpoint: Checkpoint, history: History, position: int) -> str | None:
    return next(
        (
            person
            for person, key in _holders(history, position, "receiver")
            if is_signed(note, key_name(checkpoint.organisation, person), key)
        ),
        None,
    )


def _witnesses_of(note: Note, checkpoint: Checkpoint, history: History, position: int) -> Iterator[Witnessed]:
    seen: set[str] = set()
    for person, key in _holders(history, position, "witness"):
        at = cosigned_at(note, key_name(checkpoint.organisation, person), key)
        if at is not None and person not in seen:
            seen.add(person)
            yield Witnessed(person, at)


def _holders(history: History, position: int, kind: OfficeKind) -> Iterator[tuple[str, str]]:
    """Person and key of everybody who held an office of `kind` after Change `position`, once for each key.

    A key that is lost or compromised by the law in force proves nothing any more: its word could be anybody's.
    """
    first = day_of(history.at_position(position))
    found: dict[tuple[str, str], None] = {}
    for law in history.laws_since(position):
        held = {
            holding.person
            for office in law.policy.offices.values()
            if office.kind == kind
            for holding in office.holdings
            if holding.term.meets(first, date.max)
        }
        for key, person, term in law.policy.listed_keys():
            if person.id in held and term.meets(first, date.max) and not history.law.policy.barred(key):
                found[person.id, key] = None
    yield from found


def _unfit_key(path: Path, reason: str) -> LedgerError:
    return LedgerError(
        th=f"ใช้กุญแจ {path} ลงนามจุดตรวจไม่ได้: {reason}",
        en=f"the key {path} cannot sign checkpoints: {reason}",
        hint_th="ใช้กุญแจ Ed25519 ที่ไม่ใส่รหัสผ่าน: ssh-keygen -t ed25519 -N '' -f FILE แล้วให้ผู้ดูแลระบบขึ้นทะเบียน",
        hint_en="use an Ed25519 key without a passphrase (ssh-keygen -t ed25519 -N '' -f FILE) that policy lists",
    )


def _not_named(key: str, kind: str, day: date) -> LedgerError:
    return LedgerError(
        th=f"ในวันที่ {day} ระเบียบไม่ได้ให้กุญแจ {key} เป็นของตำแหน่ง {kind}",
        en=f"on {day} policy names {key} for no office of kind {kind}",
        hint_th="ให้ผู้ดูแลระบบขึ้นทะเบียนกุญแจใน policy/people.yaml และตำแหน่งใน policy/offices.yaml",
        hint_en="let the administrator list the key in policy/people.yaml and the office in policy/offices.yaml",
    )
