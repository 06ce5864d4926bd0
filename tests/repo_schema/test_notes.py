"""Signed notes: one spelling each, proven by OpenSSL as by us, and never by another key, name, kind or byte."""

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.checkpoints import Checkpoint, CheckpointError, parse_checkpoint, render_checkpoint
from repo_schema.notes import (
    Note,
    NoteError,
    cosigned_at,
    cosigned_message,
    is_signed,
    make_cosignature,
    make_signature,
    parse_note,
    render_note,
)

NAME, WITNESS = "banbueng.example/server", "banbueng.example/press"
TEXT = render_checkpoint(Checkpoint("banbueng.example", "a" * 40, "b" * 40, 68, None))
AT = 1_759_284_000
PRIVATE = Ed25519PrivateKey.generate()
OTHER = Ed25519PrivateKey.generate()


def line(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


KEY = line(PRIVATE)
NOTE = Note(
    TEXT,
    (
        make_signature(NAME, KEY, PRIVATE.sign(TEXT.encode())),
        make_cosignature(WITNESS, KEY, AT, PRIVATE.sign(cosigned_message(TEXT, AT))),
    ),
)


def test_a_note_survives_being_written_and_read() -> None:
    assert parse_note(render_note(NOTE)) == NOTE
    assert is_signed(NOTE, NAME, KEY)
    assert cosigned_at(NOTE, WITNESS, KEY) == AT


def test_no_other_key_name_or_kind_is_proven() -> None:
    assert not is_signed(NOTE, NAME, line(OTHER))
    assert not is_signed(NOTE, WITNESS, KEY), "a cosignature is no signature"
    assert cosigned_at(NOTE, NAME, KEY) is None, "a signature is no cosignature"
    assert cosigned_at(NOTE, WITNESS, line(OTHER)) is None


@given(st.data())
def test_no_altered_note_is_proven(data: st.DataObject) -> None:
    """Any byte of the text or of what follows the key's name: it does not parse, or nothing is proven."""
    raw = bytearray(render_note(NOTE).encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    try:
        note = parse_note(raw.decode())
    except (NoteError, UnicodeDecodeError):
        return

    assert not (is_signed(note, NAME, KEY) and cosigned_at(note, WITNESS, KEY) == AT)


def test_openssl_agrees(tmp_path: Path) -> None:
    """The signature is plain Ed25519 over the text: whoever has OpenSSL can check it without us."""
    (tmp_path / "text").write_bytes(TEXT.encode())
    signature = base64.b64decode(render_note(NOTE).splitlines()[-2].split(" ")[2])[4:]
    (tmp_path / "signature").write_bytes(signature)
    (tmp_path / "key").write_bytes(PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", "key"]
    command += ["-sigfile", "signature", "-in", "text"]

    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "text",
    ["", "text\n", "text\n\n", "text\n\nline\n", "text\n\n— name\n", "text\n\n— name ====\n", "text\n\n— a b QUJD\n",
     "text\n\n— name QUJDREVG", "te\x00xt\n\n— name QUJDREVG\n", "text\n\n— name QUJDRE==\n"],
)  # fmt: skip
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_note(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [("68", "068"), ("changes", "Changes"), ("none", "None"), ("v1", "v2"), ("\na", "\n\na"), ("68\n", "68\nx\n")],
)
def test_a_checkpoint_has_one_spelling(old: str, new: str) -> None:
    assert render_checkpoint(parse_checkpoint(TEXT)) == TEXT
    with pytest.raises(CheckpointError):
        parse_checkpoint(TEXT.replace(old, new, 1))
