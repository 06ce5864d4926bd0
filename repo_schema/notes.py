"""Signed notes: a text, a blank line, and a line for each signature, as C2SP `signed-note` has them.

    <text, ends with a line feed>

    — <key name> <base64 of key id and signature>

Two kinds of signature are known here, both Ed25519: a note's own (type 0x01) over the text, and a witness's
cosignature (C2SP `tlog-cosignature`, type 0x04) over the time it was given at and the text. A line of any other name or
key is passed over, as the specification asks; it proves nothing. A parsed note is a claim until a key proved it.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from repo_schema.keys import InnerSignature, SignatureError, decode_base64, parse_key

__all__ = [
    "Note",
    "NoteError",
    "NoteSignature",
    "cosigned_at",
    "cosigned_message",
    "is_signed",
    "make_cosignature",
    "make_signature",
    "parse_note",
    "render_note",
]

_SIGNATURE: Final = 0x01
_COSIGNATURE: Final = 0x04
_LINE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_LINES_AT_MOST: Final = 100
_BYTES_AT_MOST: Final = 64 << 10
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_ID_BYTES: Final = 4
_TIME_BYTES: Final = 8
_ED25519: Final = "ssh-ed25519"
_LATEST: Final = 253_370_764_799
"""Unix seconds; the last moment that can be written."""


class NoteError(ValueError):
    """The text is no signed note."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    name: str
    """Of the key: no spaces, no plus."""
    data: bytes
    """Four bytes that tell keys of one name apart, then the signature."""


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    """With its last line feed."""
    signatures: tuple[NoteSignature, ...]


def parse_note(note: str) -> Note:
    """Raises `NoteError`."""
    text, blank, lines = note.rpartition("\n\n")
    if len(note.encode()) > _BYTES_AT_MOST or not (text and blank and lines.endswith("\n")) or _CONTROL.search(note):
        raise NoteError("not a signed note")
    rows = lines.removesuffix("\n").split("\n")
    matches = [_LINE.fullmatch(row) for row in rows]
    if None in matches or len(rows) > _LINES_AT_MOST:
        raise NoteError("not a signature line")
    return Note(text + "\n", tuple(_signature(match[1], match[2]) for match in matches if match))


def _signature(name: str, data: str) -> NoteSignature:
    try:
        found = base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise NoteError("base64") from error
    if len(found) <= _ID_BYTES or base64.b64encode(found).decode() != data:
        raise NoteError("base64")
    return NoteSignature(name, found)


def render_note(note: Note) -> str:
    lines = (f"— {row.name} {base64.b64encode(row.data).decode()}\n" for row in note.signatures)
    return f"{note.text}\n{''.join(lines)}"


def is_signed(note: Note, name: str, key: str) -> bool:
    """Whether `key` (canonical, Ed25519) signed the note under `name`."""
    expected = _key_id(name, _SIGNATURE, key)
    return any(
        row.name == name and row.data[:_ID_BYTES] == expected and _checks(key, row.data[_ID_BYTES:], note.text.encode())
        for row in note.signatures
    )


def cosigned_at(note: Note, name: str, key: str) -> int | None:
    """When `key` says it cosigned the note under `name`, Unix seconds; None where it did not."""
    expected = _key_id(name, _COSIGNATURE, key)
    for row in note.signatures:
        if row.name != name or row.data[:_ID_BYTES] != expected:
            continue
        stamp, signature = row.data[_ID_BYTES : _ID_BYTES + _TIME_BYTES], row.data[_ID_BYTES + _TIME_BYTES :]
        at = int.from_bytes(stamp, "big")
        if at <= _LATEST and _checks(key, signature, cosigned_message(note.text, at)):
            return at
    return None


def cosigned_message(text: str, at: int) -> bytes:
    """What a cosignature signs."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def make_signature(name: str, key: str, signature: bytes) -> NoteSignature:
    """The line for `signature`, which `key` (canonical) made over the note's text."""
    return NoteSignature(name, _key_id(name, _SIGNATURE, key) + signature)


def make_cosignature(name: str, key: str, at: int, signature: bytes) -> NoteSignature:
    """The line for `signature`, which `key` made over `cosigned_message`."""
    return NoteSignature(name, _key_id(name, _COSIGNATURE, key) + at.to_bytes(_TIME_BYTES, "big") + signature)


def _key_id(name: str, kind: int, key: str) -> bytes:
    public = _blob(key)[-32:]
    return hashlib.sha256(b"%s\n%c%s" % (name.encode(), kind, public)).digest()[:_ID_BYTES]


def _checks(key: str, signature: bytes, signed: bytes) -> bool:
    if not key.startswith(f"{_ED25519} "):
        return False
    try:
        parse_key(_blob(key)).check(InnerSignature(_ED25519.encode(), signature), signed)
    except SignatureError:
        return False
    return True


def _blob(key: str) -> bytes:
    return decode_base64(key.split(" ")[1].encode())
