"""OpenPGP keys that sign, every part of a signature in the hand, so that a test can build a wrong one; and stock gpg.

key = PgpKey(KeyPair.ed25519())
key.sign(payload)                      as gpg would
key.sign(payload, kind=1)              wrong in one part, and honestly signed as such
"""

import base64
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from service.ledger.signatures import write_gnupg_home
from tests.support.keys import KeyPair

__all__ = ["Gnupg", "PgpKey", "armour", "does_gpg_accept", "gnupg", "mpi", "needs_gpg", "packet", "subpacket"]

needs_gpg = pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not installed")
SHA1, SHA256, SHA384, SHA512 = 2, 8, 9, 10
MADE = 1_759_000_000
_HASHES: dict[int, hashes.HashAlgorithm] = {
    SHA1: hashes.SHA1(), SHA256: hashes.SHA256(), SHA384: hashes.SHA384(), SHA512: hashes.SHA512(),
}  # fmt: skip
_OIDS = {256: "2a8648ce3d030107", 384: "2b81040022", 521: "2b81040023"}


def mpi(value: int) -> bytes:
    return value.bit_length().to_bytes(2, "big") + value.to_bytes((value.bit_length() + 7) // 8, "big")


def subpacket(kind: int, body: bytes) -> bytes:
    return bytes([len(body) + 1, kind]) + body


def packet(body: bytes) -> bytes:
    """A signature packet as gpg frames one."""
    return b"\x88" + bytes([len(body)]) + body if len(body) < 256 else b"\x89" + len(body).to_bytes(2, "big") + body


def crc24(data: bytes) -> bytes:
    crc = 0xB704CE
    for bit in (byte >> shift & 1 for byte in data for shift in range(7, -1, -1)):
        top = crc >> 23 & 1
        crc = (crc << 1 & 0xFFFFFF) ^ (0x864CFB if top ^ bit else 0)
    return crc.to_bytes(3, "big")


def armour(data: bytes, width: int = 64) -> str:
    text = base64.b64encode(data).decode()
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    checksum = f"={base64.b64encode(crc24(data)).decode()}"
    return "\n".join(["-----BEGIN PGP SIGNATURE-----", "", *lines, checksum, "-----END PGP SIGNATURE-----", ""])


def remove_armour(armoured: str) -> bytes:
    return base64.b64decode("".join(armoured.splitlines()[2:-2]))


@dataclass(frozen=True)
class PgpKey:
    """The OpenPGP key that a key pair is, when it says it was made at `created`."""

    pair: KeyPair
    created: int = MADE

    @property
    def algorithm(self) -> int:
        match self.pair.private:
            case Ed25519PrivateKey():
                return 22
            case rsa.RSAPrivateKey():
                return 1
            case _:
                return 19

    @cached_property
    def body(self) -> bytes:
        return b"\x04" + self.created.to_bytes(4, "big") + bytes([self.algorithm]) + self.material

    @cached_property
    def material(self) -> bytes:
        private = self.pair.private
        match private:
            case Ed25519PrivateKey():
                raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
                return b"\x09" + bytes.fromhex("2b06010401da470f01") + mpi(int.from_bytes(b"\x40" + raw, "big"))
            case rsa.RSAPrivateKey():
                numbers = private.public_key().public_numbers()
                return mpi(numbers.n) + mpi(numbers.e)
            case _:
                oid = bytes.fromhex(_OIDS[private.curve.key_size])
                point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
                return bytes([len(oid)]) + oid + mpi(int.from_bytes(point, "big"))

    @property
    def blob(self) -> bytes:
        return b"\x99" + len(self.body).to_bytes(2, "big") + self.body

    @property
    def public_line(self) -> str:
        return f"openpgp {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> bytes:
        return hashlib.sha1(self.blob, usedforsecurity=False).digest()

    @property
    def hash_id(self) -> int:
        """What gpg would choose."""
        private = self.pair.private
        size = private.curve.key_size if isinstance(private, ec.EllipticCurvePrivateKey) else 0
        return {384: SHA384, 521: SHA512}.get(size, SHA256)

    def sign(self, payload: bytes, **parts: object) -> str:
        """Armoured, as `gpg -bsa` does; `parts` as for `signature`."""
        return armour(packet(self.signature(payload, **parts)))  # type: ignore[arg-type]

    def hashed(self, made: int | None = None) -> bytes:
        """The hashed subpackets that gpg writes."""
        at = self.created + 60 if made is None else made
        return subpacket(33, b"\x04" + self.fingerprint) + subpacket(2, at.to_bytes(4, "big"))

    def signature(
        self,
        payload: bytes,
        *,
        version: int = 4,
        kind: int = 0,
        algorithm: int | None = None,
        hash_id: int | None = None,
        hashed: bytes | None = None,
        unhashed: bytes | None = None,
        beginning: bytes | None = None,
        numbers: bytes | None = None,
    ) -> bytes:
        """The body of a signature packet over `payload` and over whatever the parts say."""
        chosen = self.hash_id if hash_id is None else hash_id
        area = self.hashed() if hashed is None else hashed
        head = bytes([version, kind, self.algorithm if algorithm is None else algorithm, chosen])
        signed = head + len(area).to_bytes(2, "big") + area
        digest = hashlib.new(
            _HASHES[chosen].name, payload + signed + b"\x04\xff" + len(signed).to_bytes(4, "big")
        ).digest()
        rest = subpacket(16, self.fingerprint[-8:]) if unhashed is None else unhashed
        made = self.numbers(digest, chosen) if numbers is None else numbers
        return signed + len(rest).to_bytes(2, "big") + rest + (beginning or digest[:2]) + made

    def numbers(self, digest: bytes, hash_id: int) -> bytes:
        private = self.pair.private
        match private:
            case Ed25519PrivateKey():
                made = private.sign(digest)
                return mpi(int.from_bytes(made[:32], "big")) + mpi(int.from_bytes(made[32:], "big"))
            case rsa.RSAPrivateKey():
                made = private.sign(digest, padding.PKCS1v15(), Prehashed(_HASHES[hash_id]))
                return mpi(int.from_bytes(made, "big"))
            case _:
                r, s = decode_dss_signature(private.sign(digest, ec.ECDSA(Prehashed(_HASHES[hash_id]))))
                return mpi(r) + mpi(s)


def does_gpg_accept(folder: Path, armoured: str, key_lines: Iterable[str], payload: bytes) -> bool:
    """Ask stock gpg, which knows these keys alone, as git asks it: by its status, not by its exit code."""
    home = folder / "gnupg"
    write_gnupg_home(home, [("somchai", line) for line in key_lines])
    (folder / "signature").write_bytes(armoured.encode("latin-1"))
    command = ["gpg", "--homedir", str(home), "--batch", "--status-fd=1", "--verify", "signature", "-"]
    done = subprocess.run(command, cwd=folder, input=payload, capture_output=True, check=False)
    return done.returncode == 0 and b"\n[GNUPG:] GOODSIG " in done.stdout and b"\n[GNUPG:] VALIDSIG " in done.stdout


@dataclass(frozen=True)
class Gnupg:
    """A real keyring of a real person, private keys in it."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "GNUPGHOME": str(self.home)}

    def run(self, *words: str, data: bytes = b"") -> bytes:
        command = ["gpg", "--batch", "--pinentry-mode=loopback", "--passphrase=", *words]
        return subprocess.run(command, env=self.environment, input=data, capture_output=True, check=True).stdout

    def make(self, name: str, algorithm: str = "ed25519", usage: str = "sign") -> str:
        """A new key; its fingerprint."""
        self.run("--quick-gen-key", f"{name} <{name}@banbueng.example>", algorithm, usage, "0")
        return self.fingerprints()[-1]

    def fingerprints(self) -> list[str]:
        """Of every key and subkey, oldest first."""
        listed = self.run("--list-keys", "--with-colons").decode().splitlines()
        return [row.split(":")[9] for row in listed if row.startswith("fpr:")]


@contextmanager
def gnupg(home: Path) -> Iterator[Gnupg]:
    """A home for gpg; the agent that it starts is ended."""
    home.mkdir(mode=0o700)
    found = Gnupg(home)
    try:
        yield found
    finally:
        subprocess.run(["gpgconf", "--kill", "all"], env=found.environment, check=True, capture_output=True)
