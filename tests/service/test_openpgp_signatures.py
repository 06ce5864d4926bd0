"""An OpenPGP signature becomes a fact only where stock gpg, which knows the same bare key alone, would agree."""

import base64
import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from repo_schema.commits import Commit, Ident, parse_commit
from repo_schema.history import SignedCommit
from repo_schema.keys import SignatureError, canonical_key, key_material
from repo_schema.openpgp_signatures import add_to_keyring
from service.ledger.errors import LedgerError
from service.ledger.signatures import verify_commit, write_allowed_signers, write_gnupg_home
from tests.support.keys import KeyPair
from tests.support.objects import render_commit
from tests.support.openpgp import (
    MADE,
    SHA1,
    SHA256,
    SHA384,
    SHA512,
    PgpKey,
    armour,
    does_gpg_accept,
    mpi,
    needs_gpg,
    packet,
    remove_armour,
    subpacket,
)

SOMCHAI = Ident("somchai", "hr@banbueng.example", 1_759_280_400, "+0700")
PAYLOAD = render_commit("1" * 40, ("2" * 40,), SOMCHAI, SOMCHAI, "ประกาศ\n")
UNSIGNED = parse_commit("a" * 40, PAYLOAD)
KINDS = ["ed25519", "ecdsa256", "ecdsa384", "ecdsa521", "rsa2048", "rsa3072"]


@cache
def key_of(kind: str) -> PgpKey:
    match kind:
        case "ed25519":
            return PgpKey(KeyPair.ed25519())
        case "ecdsa256":
            return PgpKey(KeyPair.ecdsa(256))
        case "ecdsa384":
            return PgpKey(KeyPair.ecdsa(384))
        case "ecdsa521":
            return PgpKey(KeyPair.ecdsa(521))
        case _:
            return PgpKey(KeyPair.rsa(int(kind.removeprefix("rsa"))))


LISTED = [*KINDS]


def keyring(*kinds: str) -> dict[str, str]:
    listed: dict[str, str] = {}
    for kind in kinds or LISTED:
        add_to_keyring(listed, key_of(kind).public_line)
    return listed


def with_signature(armoured: str, payload: bytes = PAYLOAD) -> Commit:
    return replace(UNSIGNED, signature=armoured.encode("latin-1"), payload=payload)


def verified_key(armoured: str, *kinds: str) -> str | None:
    try:
        return verify_commit(with_signature(armoured), keyring(*kinds)).key
    except SignatureError:
        return None


def gpg_says(folder: Path, armoured: str, *kinds: str) -> bool:
    return does_gpg_accept(folder, armoured, keyring(*kinds).values(), PAYLOAD)


# Honest signatures: both say yes.

STRONG = {
    "ed25519": [SHA256, SHA384, SHA512],
    "ecdsa256": [SHA256, SHA384, SHA512],
    "ecdsa384": [SHA384, SHA512],
    "ecdsa521": [SHA512],
    "rsa2048": [SHA256, SHA384, SHA512],
    "rsa3072": [SHA256],
}


@needs_gpg
@pytest.mark.parametrize(("kind", "hash_id"), [(kind, row) for kind, rows in STRONG.items() for row in rows])
def test_what_we_sign_both_accept(tmp_path: Path, kind: str, hash_id: int) -> None:
    armoured = key_of(kind).sign(PAYLOAD, hash_id=hash_id)
    commit = with_signature(armoured)
    assert verify_commit(commit, keyring(kind)) == SignedCommit(commit, key_of(kind).public_line)
    assert gpg_says(tmp_path, armoured, kind)


@needs_gpg
@pytest.mark.parametrize("name", ["the issuer's id signed", "no issuer's id", "a remark", "a user id", "another width"])
def test_what_else_is_honest_both_accept(tmp_path: Path, name: str) -> None:
    key = key_of("ed25519")
    issuer = subpacket(16, key.fingerprint[-8:])
    remark = b"\0\0\0\0" + b"\0\x01\0\x01" + b"nv"
    armoured = {
        "the issuer's id signed": key.sign(PAYLOAD, hashed=key.hashed() + issuer, unhashed=b""),
        "no issuer's id": key.sign(PAYLOAD, unhashed=b""),
        "a remark": key.sign(PAYLOAD, hashed=key.hashed() + subpacket(20, remark)),
        "a user id": key.sign(PAYLOAD, hashed=key.hashed() + subpacket(28, b"somchai")),
        "another width": armour(remove_armour(key.sign(PAYLOAD)), 76),
    }[name]
    assert verified_key(armoured) == key.public_line
    assert gpg_says(tmp_path, armoured)


# Forged and odd ones: we say no; and where gpg says yes, we are the stricter on purpose.

NO, STRICTER = False, True
KEY = "ed25519"


def signed(which: str = KEY, /, **parts: object) -> str:
    return key_of(which).sign(PAYLOAD, **parts)


def edited(edit: Callable[[bytes], bytes], kind: str = KEY) -> str:
    return armour(edit(remove_armour(signed(kind))))


def remarked(more: bytes) -> str:
    """A signature that says more than its date and its key."""
    return signed(hashed=key_of(KEY).hashed() + more)


def of_a_text() -> str:
    """Line ends count as CR LF, whatever they are: one signature fits several messages."""
    made = key_of(KEY).signature(PAYLOAD.replace(b"\n", b"\r\n"), kind=1)
    return armour(packet(made))


def dated(at: int) -> str:
    return signed(hashed=key_of(KEY).hashed(at))


def by_another(kind: str) -> str:
    """Signed with one key, in the name of another."""
    mine, other = key_of(kind), PgpKey(KeyPair.ed25519() if kind == KEY else KeyPair.rsa(2048))
    issuer = subpacket(16, mine.fingerprint[-8:])
    return armour(packet(other.signature(PAYLOAD, hashed=mine.hashed(), unhashed=issuer)))


def framed(head: bytes) -> str:
    """The same packet, its length told otherwise."""
    return edited(lambda data: head + data[2:])


def lengthened(number: int) -> str:
    """One integer of the signature with a zero before it."""
    body = key_of("ecdsa256").signature(PAYLOAD, unhashed=b"")
    at = len(body) - len(_numbers(body))
    r_end = at + 2 + (int.from_bytes(body[at : at + 2], "big") + 7) // 8
    start = at if number == 0 else r_end
    bits = int.from_bytes(body[start : start + 2], "big")
    padded = ((bits + 7) // 8 * 8 + 8).to_bytes(2, "big") + b"\0"
    return armour(packet(body[:start] + padded + body[start + 2 :]))


def _numbers(body: bytes) -> bytes:
    hashed = int.from_bytes(body[4:6], "big")
    unhashed = int.from_bytes(body[6 + hashed : 8 + hashed], "big")
    return body[10 + hashed + unhashed :]


def with_s_beyond_the_order() -> str:
    order = 2**252 + 27742317777372353535851937790883648493
    body = remove_armour(signed())[2:]
    numbers = _numbers(body)
    r_bytes = 2 + (int.from_bytes(numbers[:2], "big") + 7) // 8
    s = int.from_bytes(numbers[r_bytes + 2 :].rjust(32, b"\0"), "little") + order
    again = numbers[:r_bytes] + mpi(int.from_bytes(s.to_bytes(32, "little"), "big"))
    return armour(packet(body.removesuffix(numbers) + again))


BEGIN, END = "-----BEGIN PGP SIGNATURE-----\n", "-----END PGP SIGNATURE-----\n"
FORGED: dict[str, tuple[str, bool, Callable[[], str]]] = {
    "an armour around nothing": ("malformed", NO, lambda: BEGIN + END),
    "an armour around an empty line": ("malformed", NO, lambda: BEGIN + "\n" + END),
    "no last line": ("malformed", STRICTER, lambda: signed().removesuffix(END)),
    "a last line without its line feed": ("malformed", STRICTER, lambda: signed().rstrip("\n")),
    "text before the armour": ("malformed", STRICTER, lambda: "x\n" + signed()),
    "text behind the armour": ("malformed", STRICTER, lambda: signed() + "x\n"),
    "two armours": ("malformed", STRICTER, lambda: signed() * 2),
    "an armour with a comment": ("malformed", STRICTER, lambda: signed().replace(BEGIN, BEGIN + "Comment: x\n")),
    "an armour with a version": ("malformed", STRICTER, lambda: signed().replace(BEGIN, BEGIN + "Version: 1\n")),
    "no empty line in the armour": ("malformed", NO, lambda: signed().replace("\n\n", "\n")),
    "an armour without its checksum": ("malformed", STRICTER, lambda: _without_checksum(signed())),
    "an armour with another checksum": ("malformed", NO, lambda: _without_checksum(signed(), "=AAAA\n")),
    "CR LF": ("malformed", STRICTER, lambda: signed().replace("\n", "\r\n")),
    "an empty line within": ("malformed", STRICTER, lambda: signed().replace("\n=", "\n\n=")),
    "a space within the base64": ("malformed", STRICTER, lambda: signed().replace("\n\n", "\n\n ")),
    "more base64 than any signature": ("malformed", NO, lambda: armour(bytes(1 << 16))),
    "two signatures": ("malformed", STRICTER, lambda: edited(lambda data: data * 2)),
    "a second signature, by another key": (
        "malformed",
        STRICTER,
        lambda: armour(remove_armour(signed()) + remove_armour(signed("ecdsa256"))),
    ),
    "a packet behind it": ("malformed", NO, lambda: edited(lambda data: data + b"\xb4\x01x")),
    "a byte too many": ("malformed", NO, lambda: edited(lambda data: data + b"\0")),
    "a byte too few": ("malformed", NO, lambda: edited(lambda data: data[:-1])),
    "a byte behind its integers": ("malformed", STRICTER, lambda: armour(packet(_body() + b"\0"))),
    "a length in two bytes": ("malformed", STRICTER, lambda: framed(b"\x89\0" + bytes([len(_body())]))),
    "a length in four bytes": ("malformed", STRICTER, lambda: framed(b"\x8a\0\0\0" + bytes([len(_body())]))),
    "a length to the end": ("malformed", NO, lambda: framed(b"\x8b")),
    "the new format": ("malformed", STRICTER, lambda: framed(b"\xc2" + bytes([len(_body())]))),
    "another kind of packet": ("malformed", NO, lambda: edited(lambda data: b"\x98" + data[1:])),
    "no packet": ("malformed", NO, lambda: armour(b"")),
    "version 3": ("unsupported", NO, lambda: signed(version=3)),
    "version 6": ("unsupported", NO, lambda: signed(version=6)),
    "of a text": ("namespace", STRICTER, of_a_text),
    "of nothing but itself": ("namespace", NO, lambda: signed(kind=2)),
    "of a user id": ("namespace", NO, lambda: signed(kind=0x13)),
    "of a subkey": ("namespace", NO, lambda: signed(kind=0x18)),
    "of a time": ("namespace", NO, lambda: signed(kind=0x40)),
    "SHA-1": ("algorithm", STRICTER, lambda: signed("rsa2048", hash_id=SHA1)),
    "SHA-256 with P-384": ("algorithm", NO, lambda: signed("ecdsa384", hash_id=SHA256)),
    "SHA-256 with P-521": ("algorithm", NO, lambda: signed("ecdsa521", hash_id=SHA256)),
    "SHA-384 with P-521": ("algorithm", NO, lambda: signed("ecdsa521", hash_id=SHA384)),
    "a hash swapped for another": ("invalid", NO, lambda: edited(lambda data: data[:5] + b"\x0a" + data[6:])),
    "another algorithm than its key's": ("algorithm", NO, lambda: signed(algorithm=1)),
    "a signature of another commit": ("invalid", NO, lambda: key_of(KEY).sign(PAYLOAD + b"x")),
    "a signature of the commit with its lines ended otherwise": (
        "invalid",
        NO,
        lambda: key_of(KEY).sign(PAYLOAD.replace(b"\n", b"\r\n")),
    ),
    "signed by another Ed25519 key": ("invalid", NO, lambda: by_another("ed25519")),
    "signed by another RSA key": ("invalid", NO, lambda: by_another("rsa2048")),
    "a beginning that is another's": ("invalid", STRICTER, lambda: signed(beginning=b"\0\0")),
    "dated before its key": ("invalid", NO, lambda: dated(MADE - 1)),
    "no date": ("malformed", NO, lambda: signed(hashed=subpacket(33, b"\x04" + key_of(KEY).fingerprint))),
    "no fingerprint": ("malformed", STRICTER, lambda: signed(hashed=subpacket(2, MADE.to_bytes(4, "big")))),
    "nothing signed beside": ("malformed", NO, lambda: signed(hashed=b"")),
    "two dates": ("unsupported", STRICTER, lambda: remarked(subpacket(2, (MADE + 9).to_bytes(4, "big")))),
    "two fingerprints": ("unsupported", STRICTER, lambda: remarked(subpacket(33, b"\x04" + bytes(20)))),
    "a date of three bytes": ("malformed", NO, lambda: _with_hashed(subpacket(2, b"\0\0\0"))),
    "a fingerprint of version 5": ("malformed", STRICTER, lambda: _with_fingerprint(b"\x05" + bytes(20))),
    "another's id": ("malformed", STRICTER, lambda: remarked(subpacket(16, bytes(8)))),
    "another's id, unsigned": ("malformed", STRICTER, lambda: signed(unhashed=subpacket(16, bytes(8)))),
    "a remark, unsigned": ("malformed", STRICTER, lambda: signed(unhashed=subpacket(20, bytes(8)))),
    "two ids, unsigned": (
        "malformed",
        STRICTER,
        lambda: signed(unhashed=subpacket(16, key_of(KEY).fingerprint[-8:]) * 2),
    ),
    "a date, unsigned": (
        "malformed",
        NO,
        lambda: signed(hashed=subpacket(33, b"\x04" + key_of(KEY).fingerprint), unhashed=subpacket(2, bytes(4))),
    ),
    "an expiry": ("unsupported", NO, lambda: remarked(subpacket(3, (1).to_bytes(4, "big")))),
    "an expiry far away": ("unsupported", STRICTER, lambda: remarked(subpacket(3, (1 << 31).to_bytes(4, "big")))),
    "a critical remark": ("unsupported", NO, lambda: remarked(subpacket(20 | 0x80, b"\0\0\0\0\0\x01\0\x01nv"))),
    "a critical date": ("unsupported", STRICTER, lambda: _with_hashed(subpacket(2 | 0x80, MADE.to_bytes(4, "big")))),
    "something critical and unknown": ("unsupported", NO, lambda: remarked(subpacket(100 | 0x80, b"x"))),
    "something unknown": ("unsupported", STRICTER, lambda: remarked(subpacket(100, b"x"))),
    "a signature in the signature": ("unsupported", STRICTER, lambda: remarked(subpacket(32, b"x"))),
    "a subpacket of no length": ("malformed", NO, lambda: remarked(b"\0")),
    "a subpacket that never ends": ("malformed", NO, lambda: remarked(b"\xff\xff\xff\xff\xff\x02")),
    "r with a zero before it": ("malformed", STRICTER, lambda: lengthened(0)),
    "s with a zero before it": ("malformed", STRICTER, lambda: lengthened(1)),
    "r of zero": ("invalid", NO, lambda: signed("ecdsa256", numbers=mpi(0) + mpi(1))),
    "s of zero": ("invalid", NO, lambda: signed("ecdsa256", numbers=mpi(1) + mpi(0))),
    "r and s of 33 bytes": ("malformed", NO, lambda: signed(numbers=mpi(1 << 256) + mpi(1 << 256))),
    "s beyond Ed25519's order": ("invalid", STRICTER, with_s_beyond_the_order),
    "an RSA signature of one": ("invalid", NO, lambda: signed("rsa2048", numbers=mpi(1))),
    "an RSA signature longer than its key": ("malformed", NO, lambda: signed("rsa2048", numbers=mpi(1 << 2048))),
    "an integer longer than the packet": ("malformed", NO, lambda: signed(numbers=b"\xff\xff\x01")),
    "a signature of X.509": ("unsupported", NO, lambda: "-----BEGIN SIGNED MESSAGE-----\nAAAA\n"),
    "a whole message": ("malformed", NO, lambda: "-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----\n"),
}


def _body() -> bytes:
    return remove_armour(signed())[2:]


def _without_checksum(armoured: str, instead: str = "") -> str:
    lines = armoured.splitlines(keepends=True)
    return "".join([*lines[:-2], instead, lines[-1]])


def _with_hashed(date: bytes) -> str:
    return signed(hashed=subpacket(33, b"\x04" + key_of(KEY).fingerprint) + date)


def _with_fingerprint(data: bytes) -> str:
    return signed(hashed=subpacket(33, data) + subpacket(2, (MADE + 60).to_bytes(4, "big")))


@needs_gpg
@pytest.mark.parametrize("name", FORGED)
def test_a_forged_signature_is_refused_by_name(tmp_path: Path, name: str) -> None:
    reason, gpg, build = FORGED[name]
    armoured = build()
    with pytest.raises(SignatureError) as caught:
        verify_commit(with_signature(armoured), keyring())
    assert (caught.value.reason, gpg_says(tmp_path, armoured)) == (reason, gpg)


def test_a_key_that_policy_never_listed_is_nobody_s() -> None:
    with pytest.raises(SignatureError, match=key_of(KEY).fingerprint.hex().upper()) as caught:
        verify_commit(with_signature(signed()), keyring("rsa2048"))
    assert caught.value.reason == "unknown"
    with pytest.raises(SignatureError):
        verify_commit(with_signature(signed()))


# Mutations: whenever we accept, so does gpg, and under the same key.


def mutate(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    match chance.randrange(5):
        case 0 | 1:
            return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        case 2:
            return data[:at] + bytes([chance.choice([0, 1, 0x7F, 0x80, 0xFF])]) + data[at + 1 :]
        case 3:
            return data[:at] + data[at + 1 :]
        case _:
            return data[:at] + chance.randbytes(chance.randrange(1, 5)) + data[at:]


def check_mutations(folder: Path, kind: str, count: int, seed: int) -> None:
    """Every refusal is a `SignatureError`; every acceptance is one that gpg shares."""
    chance = random.Random(seed)
    original, text = remove_armour(signed(kind)), signed(kind)
    for turn in range(count):
        armoured = armour(mutate(original, chance)) if turn % 4 else mutate(text.encode(), chance).decode("latin-1")
        assert verified_key(armoured) is None or gpg_says(folder, armoured), armoured


@needs_gpg
@pytest.mark.parametrize("kind", KINDS)
def test_a_mutated_signature_is_accepted_only_with_gpg(tmp_path: Path, kind: str) -> None:
    check_mutations(tmp_path, kind, count=400, seed=2569)


@needs_gpg
@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_many_mutated_signatures_are_accepted_only_with_gpg(tmp_path: Path, kind: str) -> None:
    check_mutations(tmp_path, kind, count=20_000, seed=random.SystemRandom().randrange(1 << 32))


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_every_bit_of_a_signature_counts(kind: str) -> None:
    original = remove_armour(signed(kind))
    assert verified_key(armour(original)) == key_of(kind).public_line
    for position in range(len(original) * 8):
        flipped = bytearray(original)
        flipped[position // 8] ^= 1 << position % 8
        assert verified_key(armour(bytes(flipped))) is None, position


# Keys as they are listed.


def framed_key(body: bytes, head: bytes | None = None) -> str:
    head = b"\x99" + len(body).to_bytes(2, "big") if head is None else head
    return f"openpgp {base64.b64encode(head + body).decode()}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_is_one_key_in_one_spelling(kind: str) -> None:
    key = key_of(kind)
    assert canonical_key(f"{key.public_line} สมชาย\n") == key.public_line


def bad_lines() -> dict[str, str]:
    key = key_of(KEY)
    body, rsa = key.body, key_of("rsa2048").body
    return {
        "nothing": "openpgp ",
        "an SSH key": f"openpgp {KeyPair.ed25519().public_line.split(' ')[1]}",
        "a type in upper case": key.public_line.replace("openpgp", "OPENPGP"),
        "another type": key.public_line.replace("openpgp", "ssh-ed25519"),
        "a byte too many": framed_key(body, b"\x99" + len(body).to_bytes(2, "big"))[:-1] + "AA==",
        "bytes behind the point": framed_key(body + b"\0"),
        "a byte too few": framed_key(body[:-1]),
        "a length in one byte": framed_key(body, b"\x98" + bytes([len(body)])),
        "the new format": framed_key(body, b"\xc6" + bytes([len(body)])),
        "a subkey's packet": framed_key(body, b"\xb9" + len(body).to_bytes(2, "big")),
        "version 3": framed_key(b"\x03" + body[1:]),
        "version 6": framed_key(b"\x06" + body[1:]),
        "a key that only encrypts": framed_key(body[:5] + b"\x12" + body[6:]),
        "DSA": framed_key(body[:5] + b"\x11" + body[6:]),
        "Ed25519 of RFC 9580": framed_key(body[:5] + b"\x1b" + body[-32:]),
        "another Edwards curve": framed_key(
            body.replace(bytes.fromhex("2b06010401da470f01"), bytes.fromhex("2b0601040197550105"))
        ),
        "another curve": framed_key(
            key_of("ecdsa256").body.replace(bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030101"))
        ),
        "a point that is not native": framed_key(body.replace(b"\x01\x07\x40", b"\x01\x07\x41")),
        "a padded modulus": framed_key(rsa[:6] + b"\x08\x08\0" + rsa[8:]),
        "a short RSA key": PgpKey(KeyPair.rsa(1024)).public_line,
        "a point of small order": framed_key(body[:6] + body[6:16] + mpi(0x40 << 256 | 1 << 248)),
    }


@pytest.mark.parametrize("name", bad_lines())
def test_a_line_that_is_no_single_key_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_key(bad_lines()[name])


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_is_the_same_in_every_format_and_under_every_date(kind: str) -> None:
    key = key_of(kind)
    others = [key.pair.public_line, PgpKey(key.pair, MADE + 1).public_line]
    assert {key_material(line) for line in others} == {key_material(key.public_line)}
    assert key_material(PgpKey(KeyPair.ed25519()).public_line) != key_material(key.public_line)


# What stock git and gpg are given.


def test_the_lines_decoded_are_the_keyring_and_nothing_else_is_written(tmp_path: Path) -> None:
    listed = [("somying", key_of(kind).public_line) for kind in KINDS] + [("somchai", KeyPair.ed25519().public_line)]
    write_gnupg_home(tmp_path / "home", listed)
    write_gnupg_home(tmp_path / "home", listed)
    data = (tmp_path / "home/pubring.gpg").read_bytes()
    assert all(key_of(kind).blob in data for kind in KINDS)
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert write_allowed_signers(listed).count("\n") == 1


def test_a_real_home_of_gpg_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/pubring.kbx").write_bytes(b"mine")
    with pytest.raises(LedgerError):
        write_gnupg_home(tmp_path / "home", [])
    assert [place.name for place in (tmp_path / "home").iterdir()] == ["pubring.kbx"]
