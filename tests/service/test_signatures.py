"""A claimed signature becomes a fact only where `ssh-keygen -Y verify` would agree."""

import ast
import os
import random
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from repo_schema.commits import Commit, Ident, parse_commit
from repo_schema.history import SignedCommit
from repo_schema.keys import SignatureError, canonical_key
from service.ledger.signatures import verify_commit, write_allowed_signers
from tests.support.keys import KeyPair, SecurityKey, armour, mpint, remove_armour, signed_data, ssh_string, sshsig
from tests.support.objects import render_commit

ROOT = Path(__file__).parents[2]
SOMCHAI = Ident("somchai", "hr@banbueng.example", 1_759_280_400, "+0700")
PAYLOAD = render_commit("1" * 40, ("2" * 40,), SOMCHAI, SOMCHAI, "ประกาศ\n")
UNSIGNED = parse_commit("a" * 40, PAYLOAD)
KINDS = ["ed25519", "ecdsa256", "ecdsa384", "ecdsa521", "rsa2048", "rsa3072"]
SECURITY_KINDS = ["sk-ed25519", "sk-ecdsa256"]
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@cache
def security_key_of(kind: str) -> SecurityKey:
    return SecurityKey(key_of(kind.removeprefix("sk-")))


def any_key_of(kind: str) -> KeyPair | SecurityKey:
    return security_key_of(kind) if kind.startswith("sk-") else key_of(kind)


@cache
def key_of(kind: str) -> KeyPair:
    match kind:
        case "ed25519":
            return KeyPair.ed25519()
        case "ecdsa256":
            return KeyPair.ecdsa(256)
        case "ecdsa384":
            return KeyPair.ecdsa(384)
        case "ecdsa521":
            return KeyPair.ecdsa(521)
        case _:
            return KeyPair.rsa(int(kind.removeprefix("rsa")))


def with_signature(armoured: str) -> Commit:
    return replace(UNSIGNED, signature=armoured.encode())


def verified_key(armoured: str) -> str | None:
    try:
        return verify_commit(with_signature(armoured)).key
    except SignatureError:
        return None


def does_openssh_accept(folder: Path, armoured: str, key_line: str, payload: bytes = PAYLOAD) -> bool:
    """Ask `ssh-keygen -Y verify` with an allowed-signers file that holds only this key."""
    (folder / "allowed").write_text(f"somchai {key_line}\n")
    (folder / "signature").write_bytes(armoured.encode())
    command = ["ssh-keygen", "-Y", "verify", "-n", "git", "-I", "somchai", "-f", "allowed", "-s", "signature"]
    return subprocess.run(command, cwd=folder, input=payload, capture_output=True, check=False).returncode == 0


# Honest signatures: both say yes.


@pytest.mark.parametrize("hash_name", ["sha256", "sha512"])
@pytest.mark.parametrize("kind", KINDS + SECURITY_KINDS)
def test_what_we_sign_both_accept(tmp_path: Path, kind: str, hash_name: str) -> None:
    key = any_key_of(kind)
    armoured = key.sign(PAYLOAD, hash_name=hash_name)
    assert verify_commit(with_signature(armoured)) == SignedCommit(with_signature(armoured), key.public_line)
    assert does_openssh_accept(tmp_path, armoured, key.public_line)


@pytest.mark.parametrize("kind", KINDS)
def test_what_openssh_signs_we_accept(tmp_path: Path, kind: str) -> None:
    key = key_of(kind)
    path = key.write(tmp_path / "key")
    command = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(path)]
    armoured = subprocess.run(command, input=PAYLOAD, capture_output=True, check=True).stdout.decode()
    assert verified_key(armoured) == key.public_line


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa256", "ecdsa384", "ecdsa521", "rsa2048"])
def test_what_git_commits_we_accept(tmp_path: Path, kind: str) -> None:
    key = key_of(kind)
    path = key.write(tmp_path / "keys" / "somchai")
    settings = {"user.name": "somchai", "user.email": "hr@x", "gpg.format": "ssh", "user.signingkey": str(path)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def git(*arguments: str) -> bytes:
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.check_output(["git", *options, *arguments], cwd=tmp_path, env=environment)

    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-S", "-m", "ประกาศ")
    commit_id = git("rev-parse", "HEAD").decode().strip()
    commit = parse_commit(commit_id, git("cat-file", "commit", commit_id))
    assert verify_commit(commit).key == key.public_line


@pytest.mark.parametrize("width", [64, 76, 10_000])
def test_the_width_of_the_armour_is_free(tmp_path: Path, width: int) -> None:
    key = key_of("ed25519")
    armoured = armour(remove_armour(key.sign(PAYLOAD)), width)
    assert verified_key(armoured) == key.public_line
    assert does_openssh_accept(tmp_path, armoured, key.public_line)


# Forged and odd ones: we say no; and where OpenSSH says yes, we are the stricter on purpose.


def envelope(kind: str = "ed25519", **changes: bytes | int) -> str:
    """A signature whose envelope differs from an honest one in `changes`; what is signed is not changed."""
    key = key_of(kind)
    parts: dict[str, bytes | int] = {"public": key.blob, "inner": key.sign_raw(signed_data(PAYLOAD)), **changes}
    return armour(sshsig(**parts))  # type: ignore[arg-type]


def resigned(namespace: bytes = b"git", reserved: bytes = b"", hash_name: str = "sha512") -> str:
    """A signature whose envelope is odd and honestly signed as such."""
    key = key_of("ed25519")
    inner = key.sign_raw(signed_data(PAYLOAD, namespace, reserved, hash_name))
    parts = {"namespace": namespace, "reserved": reserved, "hash_name": hash_name.encode()}
    return armour(sshsig(public=key.blob, inner=inner, **parts))  # type: ignore[arg-type]


def edited(edit: Callable[[bytes], bytes], kind: str = "ed25519") -> str:
    return armour(edit(remove_armour(key_of(kind).sign(PAYLOAD))))


def ecdsa_with(r_and_s: Callable[[int, int], bytes]) -> str:
    fields = key_of("ecdsa256").sign_raw(signed_data(PAYLOAD))
    at = fields.index(b"nistp256") + len(b"nistp256") + 4
    length = int.from_bytes(fields[at : at + 4], "big")
    r = int.from_bytes(fields[at + 4 : at + 4 + length], "big")
    s = int.from_bytes(fields[at + 8 + length :], "big")
    return envelope("ecdsa256", inner=ssh_string(b"ecdsa-sha2-nistp256") + ssh_string(r_and_s(r, s)))


def rsa_with(algorithm: str) -> str:
    return envelope("rsa2048", inner=key_of("rsa2048").sign_raw(signed_data(PAYLOAD), algorithm))


def rsa_public(**changes: bytes) -> bytes:
    private = key_of("rsa2048").private
    if not isinstance(private, RSAPrivateKey):
        raise TypeError
    numbers = private.public_key().public_numbers()
    exponent, modulus = changes.get("e", mpint(numbers.e)), changes.get("n", mpint(numbers.n))
    return ssh_string(b"ssh-rsa") + exponent + modulus + changes.get("tail", b"")


def honest(kind: str = "ed25519") -> str:
    return any_key_of(kind).sign(PAYLOAD)


def security(**changes: int) -> str:
    return replace(security_key_of("sk-ed25519"), **changes).sign(PAYLOAD)  # type: ignore[arg-type]


def security_with(inner: bytes) -> str:
    return armour(sshsig(public=security_key_of("sk-ed25519").blob, inner=inner))


BEGIN, END = "-----BEGIN SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\n"
NO, STRICTER = False, True
"""What OpenSSH answers: no, as we do; or yes, where we are stricter."""


def ed25519_inner(signature: bytes, tail: bytes = b"") -> bytes:
    return ssh_string(b"ssh-ed25519") + ssh_string(signature) + tail


def ed25519_signature() -> bytes:
    return key_of("ed25519").sign_raw(signed_data(PAYLOAD))[-64:]


FORGED: dict[str, tuple[str, bool, Callable[[], str]]] = {
    "an empty signature": ("malformed", NO, lambda: ""),
    "an armour around nothing": ("malformed", NO, lambda: BEGIN + END),
    "an armour around an empty line": ("malformed", NO, lambda: BEGIN + "\n" + END),
    "no first line": ("malformed", NO, lambda: honest().removeprefix(BEGIN)),
    "no last line": ("malformed", NO, lambda: honest().removesuffix(END)),
    "a last line without its line feed": ("malformed", STRICTER, lambda: honest().rstrip("\n")),
    "text before the armour": ("malformed", NO, lambda: "x\n" + honest()),
    "a line feed before the armour": ("malformed", NO, lambda: "\n" + honest()),
    "text behind the armour": ("malformed", STRICTER, lambda: honest() + "x\n"),
    "an empty line behind the armour": ("malformed", STRICTER, lambda: honest() + "\n"),
    "two armours": ("malformed", STRICTER, lambda: honest() * 2),
    "an armour in an armour": ("malformed", NO, lambda: BEGIN + honest() + END),
    "a second armour of another key": ("malformed", STRICTER, lambda: honest() + honest("ecdsa256")),
    "CR LF": ("malformed", NO, lambda: honest().replace("\n", "\r\n")),
    "an empty line within": ("malformed", STRICTER, lambda: honest().replace(BEGIN, BEGIN + "\n")),
    "a space within the base64": ("malformed", STRICTER, lambda: honest().replace(BEGIN, BEGIN + " ")),
    "base64 that goes on behind its padding": (
        "malformed",
        NO,
        lambda: honest().replace("\n-----END", "\nAAAA\n-----END"),
    ),
    "base64 with a bit set under its padding": (
        "malformed",
        NO,
        lambda: re.sub("(.)=\n", lambda digit: chr(ord(digit[1]) + 1) + "=\n", honest()),
    ),
    "URL-safe base64": ("malformed", NO, lambda: BEGIN + "U1NIU0lH-_==\n" + END),
    "another magic": ("malformed", NO, lambda: edited(lambda data: b"SSHSIH" + data[6:])),
    "version 0": ("malformed", STRICTER, lambda: envelope(version=0)),
    "version 2": ("malformed", NO, lambda: envelope(version=2)),
    "a byte too many": ("malformed", NO, lambda: edited(lambda data: data + b"\0")),
    "a byte too few": ("malformed", NO, lambda: edited(lambda data: data[:-1])),
    "an outer length one too long": (
        "malformed",
        NO,
        lambda: edited(lambda data: data[:-84] + (84).to_bytes(4, "big") + data[-80:]),
    ),
    "an outer length of four thousand million": (
        "malformed",
        NO,
        lambda: edited(lambda data: data[:10] + b"\xff\xff\xff\xff" + data[14:]),
    ),
    "an inner length one too short": (
        "malformed",
        NO,
        lambda: edited(lambda data: data[:-68] + (63).to_bytes(4, "big") + data[-64:]),
    ),
    "bytes behind the inner signature": (
        "malformed",
        NO,
        lambda: envelope(inner=ed25519_inner(ed25519_signature(), b"\0")),
    ),
    "an Ed25519 signature of 63 bytes": (
        "malformed",
        NO,
        lambda: envelope(inner=ed25519_inner(ed25519_signature()[:-1])),
    ),
    "an Ed25519 signature of 65 bytes": (
        "malformed",
        NO,
        lambda: envelope(inner=ed25519_inner(ed25519_signature() + b"\0")),
    ),
    "an Ed25519 key of 33 bytes": (
        "malformed",
        NO,
        lambda: envelope(public=ssh_string(b"ssh-ed25519") + ssh_string(bytes(33))),
    ),
    "bytes behind the key": ("malformed", NO, lambda: envelope(public=key_of("ed25519").blob + b"\0")),
    "a reserved field in use, not signed": ("malformed", STRICTER, lambda: envelope(reserved=b"x")),
    "a reserved field in use, signed": ("malformed", NO, lambda: resigned(reserved=b"x")),
    "a mebibyte of base64": ("malformed", NO, lambda: armour(bytes(1 << 20))),
    "the namespace of files": ("namespace", NO, lambda: resigned(namespace=b"file")),
    "no namespace": ("namespace", NO, lambda: resigned(namespace=b"")),
    "the namespace in upper case": ("namespace", NO, lambda: resigned(namespace=b"GIT")),
    "a namespace with NUL": ("namespace", NO, lambda: resigned(namespace=b"git\0")),
    "another namespace, called git": (
        "invalid",
        NO,
        lambda: armour(remove_armour(resigned(b"tig")).replace(b"tig", b"git")),
    ),
    "SHA-1 of the message": ("algorithm", NO, lambda: resigned(hash_name="sha1")),
    "SHA-384 of the message": ("algorithm", NO, lambda: resigned(hash_name="sha384")),
    "a hash in upper case": ("algorithm", NO, lambda: envelope(hash_name=b"SHA512")),
    "a hash swapped for the other": ("invalid", NO, lambda: envelope(hash_name=b"sha256")),
    "a signature of another commit": ("invalid", NO, lambda: key_of("ed25519").sign(PAYLOAD + b"x")),
    "a signature under another key": ("invalid", NO, lambda: envelope(public=KeyPair.ed25519().blob)),
    "a signature of the commit without an envelope": (
        "invalid",
        NO,
        lambda: envelope(inner=key_of("ed25519").sign_raw(PAYLOAD)),
    ),
    "an ECDSA signature under an Ed25519 key": (
        "algorithm",
        NO,
        lambda: envelope(inner=key_of("ecdsa256").sign_raw(signed_data(PAYLOAD))),
    ),
    "a P-384 signature under a P-256 key": (
        "algorithm",
        NO,
        lambda: envelope("ecdsa256", inner=key_of("ecdsa384").sign_raw(signed_data(PAYLOAD))),
    ),
    "an ECDSA point that is not on the curve": (
        "invalid",
        NO,
        lambda: envelope("ecdsa256", public=key_of("ecdsa256").blob[:-1] + bytes([key_of("ecdsa256").blob[-1] ^ 1])),
    ),
    "an ECDSA key that names another curve": (
        "malformed",
        NO,
        lambda: envelope("ecdsa256", public=key_of("ecdsa256").blob.replace(b"\x08nistp256", b"\x08nistp384")),
    ),
    "a compressed ECDSA point": (
        "malformed",
        NO,
        lambda: envelope("ecdsa256", public=key_of("ecdsa256").blob[:-69] + ssh_string(b"\2" + bytes(32))),
    ),
    "r with a zero before it": (
        "malformed",
        STRICTER,
        lambda: ecdsa_with(lambda r, s: ssh_string(b"\0" * 2 + mpint(r)[4:]) + mpint(s)),
    ),
    "a negative s": ("malformed", NO, lambda: ecdsa_with(lambda r, _: mpint(r) + ssh_string(b"\x80"))),
    "bytes behind s": ("malformed", NO, lambda: ecdsa_with(lambda r, s: mpint(r) + mpint(s) + b"\0")),
    "r of zero": ("invalid", NO, lambda: ecdsa_with(lambda _, s: mpint(0) + mpint(s))),
    "s of zero": ("invalid", NO, lambda: ecdsa_with(lambda r, _: mpint(r) + mpint(0))),
    "s beyond the order": ("invalid", NO, lambda: ecdsa_with(lambda r, s: mpint(r) + mpint(s + P256_ORDER))),
    "r and s of zero": ("invalid", NO, lambda: ecdsa_with(lambda _, __: mpint(0) * 2)),
    "an RSA signature over SHA-1": ("algorithm", NO, lambda: rsa_with("ssh-rsa")),
    "an RSA signature that names the other hash": (
        "invalid",
        NO,
        lambda: armour(remove_armour(rsa_with("rsa-sha2-512")).replace(b"rsa-sha2-512", b"rsa-sha2-256")),
    ),
    "an RSA signature one byte short": (
        "malformed",
        NO,
        lambda: envelope("rsa2048", inner=ssh_string(b"rsa-sha2-512") + ssh_string(bytes(255))),
    ),
    "an RSA modulus with a zero before it": (
        "malformed",
        STRICTER,
        lambda: envelope("rsa2048", public=rsa_public(n=ssh_string(b"\0" + rsa_public()[22:]))),
    ),
    "an RSA key with bytes behind it": ("malformed", NO, lambda: envelope("rsa2048", public=rsa_public(tail=b"\0"))),
    "an RSA exponent of one": ("invalid", NO, lambda: envelope("rsa2048", public=rsa_public(e=mpint(1)))),
    "an even RSA exponent": ("invalid", NO, lambda: envelope("rsa2048", public=rsa_public(e=mpint(65536)))),
    "an RSA exponent that takes long": (
        "algorithm",
        NO,
        lambda: envelope("rsa2048", public=rsa_public(e=mpint(2**2000 + 1))),
    ),
    "an RSA modulus of zero": ("algorithm", NO, lambda: envelope("rsa2048", public=rsa_public(n=mpint(0)))),
    "an even RSA modulus": ("invalid", NO, lambda: envelope("rsa2048", public=rsa_public(n=mpint(2**2047)))),
    "a DSA key": ("algorithm", NO, lambda: envelope(public=ssh_string(b"ssh-dss") + mpint(1) * 4)),
    "a key of no known type": (
        "algorithm",
        NO,
        lambda: envelope(public=ssh_string(b"ssh-ed448") + ssh_string(bytes(57))),
    ),
    "a key type that is not UTF-8": ("algorithm", NO, lambda: envelope(public=ssh_string(b"\xff"))),
    "a security key of small order": (
        "invalid",
        NO,
        lambda: envelope(
            public=ssh_string(b"sk-ssh-ed25519@openssh.com") + ssh_string(bytes(32)) + ssh_string(b"ssh:")
        ),
    ),
    "a security key nobody touched": ("presence", STRICTER, lambda: security(flags=0)),
    "a security key verified and not touched": ("presence", STRICTER, lambda: security(flags=4)),
    "a security key of another application": (
        "invalid",
        NO,
        lambda: armour(
            sshsig(
                public=security_key_of("sk-ed25519").blob,
                inner=replace(security_key_of("sk-ed25519"), application=b"web:").sign_raw(signed_data(PAYLOAD)),
            )
        ),
    ),
    "a security key's signature without flags and counter": (
        "malformed",
        NO,
        lambda: security_with(security_key_of("sk-ed25519").sign_raw(signed_data(PAYLOAD))[:-5]),
    ),
    "a security key that signs as the key in it": (
        "algorithm",
        NO,
        lambda: security_with(key_of("ed25519").sign_raw(signed_data(PAYLOAD))),
    ),
    "a plain key that signs as a security key": (
        "algorithm",
        NO,
        lambda: envelope(inner=security_key_of("sk-ed25519").sign_raw(signed_data(PAYLOAD))),
    ),
    "a certificate": ("unsupported", NO, lambda: envelope(public=ssh_string(b"ssh-ed25519-cert-v01@openssh.com"))),
    "an OpenPGP signature of nothing": (
        "malformed",
        NO,
        lambda: "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n",
    ),
    "an X.509 signature": (
        "unsupported",
        NO,
        lambda: "-----BEGIN SIGNED MESSAGE-----\nAAAA\n-----END SIGNED MESSAGE-----\n",
    ),
}


@pytest.mark.parametrize(("reason", "openssh", "build"), FORGED.values(), ids=FORGED.keys())
def test_a_forged_signature_is_refused_by_name(
    tmp_path: Path,
    reason: str,
    openssh: bool,  # noqa: FBT001 - a column of the table
    build: Callable[[], str],
) -> None:
    armoured = build()
    with pytest.raises(SignatureError) as caught:
        verify_commit(with_signature(armoured))
    assert caught.value.reason == reason
    assert str(caught.value) == caught.value.detail != ""
    kinds = [*KINDS[:2], KINDS[4], SECURITY_KINDS[0]]
    answers = [does_openssh_accept(tmp_path, armoured, any_key_of(kind).public_line) for kind in kinds]
    assert any(answers) is openssh


def test_an_unsigned_commit_is_refused_by_name() -> None:
    with pytest.raises(SignatureError) as caught:
        verify_commit(UNSIGNED)
    assert caught.value.reason == "missing"


def test_the_other_s_of_an_ecdsa_signature_is_as_good(tmp_path: Path) -> None:
    """(r, n - s) verifies by the standard, and under OpenSSH: never take a signature's bytes for an identity."""
    armoured = ecdsa_with(lambda r, s: mpint(r) + mpint(P256_ORDER - s))
    key = key_of("ecdsa256").public_line
    assert verified_key(armoured) == key
    assert does_openssh_accept(tmp_path, armoured, key)


def test_a_short_rsa_key_is_refused(tmp_path: Path) -> None:
    command = ["ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", "key"]
    subprocess.run(command, cwd=tmp_path, check=True)
    command = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", "key"]
    armoured = subprocess.run(command, cwd=tmp_path, input=PAYLOAD, capture_output=True, check=True).stdout.decode()
    with pytest.raises(SignatureError) as caught:
        verify_commit(with_signature(armoured))
    assert caught.value.reason == "algorithm"
    with pytest.raises(ValueError, match="2048"):
        canonical_key((tmp_path / "key.pub").read_text())


# Keys under which anybody can sign.

_PRIME = 2**255 - 19
_ORDER_8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
SMALL_ORDER = [
    (y | sign << 255).to_bytes(32, "little")
    for y in (0, 1, _PRIME - 1, _ORDER_8, _PRIME - _ORDER_8)
    for sign in (0, 1)
    if not (sign and y in {1, _PRIME - 1})
]


def forge_without_a_key(point: bytes) -> tuple[Commit, bytes]:
    """Find a commit that `cryptography` believes to be signed under the small-order key `point`."""
    key = Ed25519PublicKey.from_public_bytes(point)
    for attempt in range(60):
        commit = replace(UNSIGNED, payload=PAYLOAD + b"%d" % attempt)
        for guess in SMALL_ORDER:
            try:
                key.verify(guess + bytes(32), signed_data(commit.payload))
            except InvalidSignature:
                continue
            return commit, guess + bytes(32)
    raise AssertionError("no forgery found")


@pytest.mark.parametrize("point", SMALL_ORDER, ids=[point.hex()[:8] for point in SMALL_ORDER])
def test_a_key_under_which_anybody_can_sign_is_refused(tmp_path: Path, point: bytes) -> None:
    commit, signature = forge_without_a_key(point)
    public = ssh_string(b"ssh-ed25519") + ssh_string(point)
    armoured = armour(sshsig(public=public, inner=ed25519_inner(signature)))
    line = "ssh-ed25519 " + "".join(armour(public, 10_000).splitlines()[1:-1])
    assert does_openssh_accept(tmp_path, armoured, line, commit.payload), "OpenSSH takes it: why we must not"
    with pytest.raises(SignatureError, match="small order"):
        verify_commit(replace(commit, signature=armoured.encode()))
    with pytest.raises(ValueError, match="small order"):
        canonical_key(line)


def test_an_ed25519_key_has_one_spelling() -> None:
    point = (_PRIME + 3).to_bytes(32, "little")
    with pytest.raises(SignatureError, match="canonical"):
        verify_commit(with_signature(envelope(public=ssh_string(b"ssh-ed25519") + ssh_string(point))))


# Mutations: whenever we accept, so does OpenSSH, and under the same key.


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
    """Every refusal is a `SignatureError`; every acceptance is one that OpenSSH shares."""
    chance = random.Random(seed)
    original = remove_armour(honest(kind))
    for _ in range(count):
        armoured = armour(mutate(original, chance))
        key = verified_key(armoured)
        assert key is None or does_openssh_accept(folder, armoured, key), armoured


@pytest.mark.parametrize("kind", KINDS + SECURITY_KINDS)
def test_a_mutated_signature_is_accepted_only_with_openssh(tmp_path: Path, kind: str) -> None:
    check_mutations(tmp_path, kind, count=150, seed=2569)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS + SECURITY_KINDS)
def test_many_mutated_signatures_are_accepted_only_with_openssh(tmp_path: Path, kind: str) -> None:
    check_mutations(tmp_path, kind, count=20_000, seed=random.SystemRandom().randrange(1 << 32))


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS + SECURITY_KINDS)
def test_every_bit_of_a_signature_counts(tmp_path: Path, kind: str) -> None:
    original = remove_armour(honest(kind))
    for position in range(len(original) * 8):
        flipped = bytearray(original)
        flipped[position // 8] ^= 1 << position % 8
        assert verified_key(armour(bytes(flipped))) is None, position
    assert does_openssh_accept(tmp_path, armour(original), any_key_of(kind).public_line)


# Keys as they are written.


@pytest.mark.parametrize("kind", KINDS)
def test_a_public_key_file_is_reduced_to_type_and_base64(tmp_path: Path, kind: str) -> None:
    path = KeyPair(key_of(kind).private, "สมชาย ใจดี's laptop").write(tmp_path / "key")
    line = path.with_name("key.pub").read_text("utf-8")
    assert canonical_key(line) == key_of(kind).public_line
    assert canonical_key(canonical_key(line)) == key_of(kind).public_line


def bad_lines() -> dict[str, str]:
    ed25519, ecdsa = key_of("ed25519").public_line, key_of("ecdsa256").public_line
    encoded = ed25519.split(" ")[1]
    return {
        "nothing": "",
        "a type alone": "ssh-ed25519",
        "a key alone": encoded,
        "an empty key": "ssh-ed25519  x",
        "a space before it": " " + ed25519,
        "an option": "restrict " + ed25519,
        "an option in quotes": 'command="x y" ' + ed25519,
        "a certificate authority": "cert-authority " + ed25519,
        "two lines": ed25519 + "\n" + ecdsa,
        "two line feeds": ed25519 + "\n\n",
        "a comment that is a second line": ed25519 + " x\r" + ecdsa,
        "a tab": ed25519.replace(" ", "\t"),
        "another type's name": "ssh-rsa " + encoded,
        "a type in upper case": "SSH-ED25519 " + encoded,
        "a key cut short": ed25519[:-4],
        "a key with more behind it": ed25519 + "AAAA",
        "base64 with a digit too many": ed25519 + "A",
        "Thai where base64 should be": "ssh-ed25519 กุญแจ",
        "a lone surrogate": "ssh-ed25519 \udcff",
        "a private key": "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n",
        "a DSA key": "ssh-dss AAAAB3NzaC1kc3M=",
        "a security key": "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t",
    }


@pytest.mark.parametrize("name", bad_lines())
def test_a_line_that_is_no_single_key_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_key(bad_lines()[name])


def test_an_allowed_signers_file_is_sorted_plain_and_dateless() -> None:
    ed25519, ecdsa = key_of("ed25519").public_line, key_of("ecdsa256").public_line
    pairs = [("somying", ecdsa), ("somchai", f"{ed25519} a comment\n"), ("somchai", ed25519)]
    assert write_allowed_signers(pairs) == (
        f'somchai namespaces="git" {ed25519}\nsomying namespaces="git" {ecdsa}\n'  # nothing twice
    )
    assert not write_allowed_signers([])


@pytest.mark.parametrize("principal", ["", "*", "som?hai", "a,b", "!a", "#a", "a b", 'a"b', "a\nb", "a\n", "สมชาย"])
def test_a_principal_that_ssh_keygen_would_interpret_is_refused(principal: str) -> None:
    with pytest.raises(ValueError, match="principal"):
        write_allowed_signers([(principal, key_of("ed25519").public_line)])


def test_an_allowed_signers_file_names_no_one_for_another_namespace(tmp_path: Path) -> None:
    key = key_of("ed25519")
    (tmp_path / "allowed").write_text(write_allowed_signers([("somchai", key.public_line)]))
    for namespace, expected in (("git", 0), ("file", 255)):
        (tmp_path / "signature").write_text(key.sign(PAYLOAD, namespace))
        command = ["ssh-keygen", "-Y", "verify", "-n", namespace, "-I", "somchai", "-f", "allowed", "-s", "signature"]
        run = subprocess.run(command, cwd=tmp_path, input=PAYLOAD, capture_output=True, check=False)
        assert run.returncode == expected


def test_a_fact_is_made_in_one_place_only() -> None:
    """`SignedCommit(...)` is written once, in `verify_commit`."""
    places = [
        path.relative_to(ROOT).as_posix()
        for folder in ("repo_schema", "service", "cli")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "SignedCommit"
    ]
    assert places == ["service/ledger/signatures.py"]
