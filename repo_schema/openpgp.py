"""OpenPGP public keys as the policy lists them: one line, one bare key, and nothing of the certificate around it.

What a certificate says of itself (names, expiry, revocation, which subkey may sign, who certified whom) would make a
verdict depend on a clock, a keyring and a web of signatures. So policy lists the one key that signs, primary or subkey,
as it lists an SSH key, and says itself since when, until when and whether it is lost or compromised (ADR 0038).

The line is `openpgp <base64>` of exactly the bytes whose SHA-1 is the key's fingerprint (RFC 4880, 12.2), which are a
whole packet in the old format too, so that these lines, decoded one after another, are a keyring for stock gpg.
"""

import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from repo_schema.primitives import (
    ByteReader,
    PublicKey,
    SignatureError,
    decode_base64,
    ecdsa_key,
    ed25519_key,
    malformed,
    material_of,
    rsa_key,
    run,
)

__all__ = [
    "OPENPGP",
    "VERSION",
    "Hash",
    "OpenpgpKey",
    "PacketReader",
    "frame_key",
    "parse_openpgp_key",
    "render_for_gpg",
]

OPENPGP: Final = "openpgp"
"""The type that such a line names."""
VERSION: Final = 4
Hash: TypeAlias = SHA256 | SHA384 | SHA512

_FRAME: Final = b"\x99"
"""Public key, old format, a length of two bytes (RFC 4880, 4.2): how a key is framed to be hashed."""
_USER_ID: Final = b"\xb5"
_RSA, _ECDSA, _EDDSA = 1, 19, 22
_ED25519_OID: Final = bytes.fromhex("2b06010401da470f01")
_CURVES: Final[dict[bytes, ec.EllipticCurve]] = {
    bytes.fromhex("2a8648ce3d030107"): ec.SECP256R1(),
    bytes.fromhex("2b81040022"): ec.SECP384R1(),
    bytes.fromhex("2b81040023"): ec.SECP521R1(),
}
_NATIVE_POINT: Final = b"\x40"
_ED25519_HALF: Final = 32
_LONGEST_HASH: Final = 64


class PacketReader(ByteReader):
    """Takes what OpenPGP packets are made of off the front of `data`; `SignatureError` when it is not there."""

    __slots__ = ()

    def length(self) -> int:
        """Take a length of one, two or five bytes, as new packets and all subpackets have it (4.2.2, 5.2.3.1)."""
        first = self.unsigned(1)
        if first < 0xC0:  # noqa: PLR2004
            return first
        return self.unsigned(4) if first == 0xFF else (first - 0xC0 << 8) + self.unsigned(1) + 0xC0  # noqa: PLR2004

    def mpi(self) -> int:
        """Take an integer (RFC 4880, 3.2) in its shortest form."""
        bits = self.unsigned(2)
        number = self.unsigned((bits + 7) // 8)
        if number.bit_length() != bits:
            raise malformed("an integer in its shortest form")
        return number


@dataclass(frozen=True, slots=True)
class OpenpgpKey:
    """A version 4 key that signs."""

    text: str
    fingerprint: str
    """40 hexadecimal digits, upper case."""
    created: int
    """When it says it was made, Unix seconds; part of its fingerprint."""
    algorithm: int
    key: PublicKey

    @property
    def material(self) -> str:
        return material_of(self.key)

    def check(self, hash_algorithm: Hash, digest: bytes, numbers: PacketReader) -> None:
        """Raise `SignatureError` unless the integers in `numbers`, and nothing more, are this key's over `digest`."""
        match self.key:
            case Ed25519PublicKey():
                _check_eddsa(self.key, digest, numbers)
            case rsa.RSAPublicKey():
                _check_rsa(self.key, hash_algorithm, digest, numbers)
            case _:
                _check_ecdsa(self.key, hash_algorithm, digest, numbers)


def _check_eddsa(key: Ed25519PublicKey, digest: bytes, numbers: PacketReader) -> None:
    signature = b"".join(_padded(numbers.mpi(), _ED25519_HALF) for _ in "rs")
    numbers.end()
    run(lambda: key.verify(signature, digest))


def _check_rsa(key: rsa.RSAPublicKey, hash_algorithm: Hash, digest: bytes, numbers: PacketReader) -> None:
    signature = _padded(numbers.mpi(), (key.key_size + 7) // 8)
    numbers.end()
    run(lambda: key.verify(signature, digest, padding.PKCS1v15(), Prehashed(hash_algorithm)))


def _check_ecdsa(key: ec.EllipticCurvePublicKey, hash_algorithm: Hash, digest: bytes, numbers: PacketReader) -> None:
    """RFC 6637, 13: a hash as long as the curve; of P-521, the longest there is."""
    if len(digest) < min(key.key_size // 8, _LONGEST_HASH):
        raise SignatureError("algorithm", "the message's hash is shorter than the key's curve asks for")
    r, s = numbers.mpi(), numbers.mpi()
    numbers.end()
    run(lambda: key.verify(encode_dss_signature(r, s), digest, ec.ECDSA(Prehashed(hash_algorithm))))


def _padded(number: int, length: int) -> bytes:
    if number.bit_length() > 8 * length:
        raise malformed("a signature no longer than its key makes")
    return number.to_bytes(length, "big")


def _fingerprint(framed: bytes) -> str:
    """RFC 4880, 12.2. It only finds the key that policy lists; what it finds must have signed."""
    return hashlib.sha1(framed, usedforsecurity=False).hexdigest().upper()


def frame_key(body: bytes) -> bytes:
    """The body of a public key packet as policy lists it, and as its fingerprint hashes it."""
    return _FRAME + len(body).to_bytes(2, "big") + body


def render_for_gpg(line: str, name: str) -> bytes:
    """The key that `line` (canonical) lists, as a packet, and `name` as its user id: a piece of a keyring for gpg."""
    user_id = name.encode()
    return decode_base64(line.partition(" ")[2].encode()) + _USER_ID + len(user_id).to_bytes(2, "big") + user_id


@lru_cache(maxsize=1024)
def parse_openpgp_key(framed: bytes) -> OpenpgpKey:
    """Parse what a policy's line encodes; raises `SignatureError` for anything but one key that signs."""
    frame = PacketReader(framed)
    if frame.take(1) != _FRAME:
        raise malformed("one bare OpenPGP key, framed as its fingerprint is")
    body = PacketReader(frame.take(frame.unsigned(2)))
    frame.end()
    if body.unsigned(1) != VERSION:
        raise SignatureError("unsupported", "OpenPGP keys of other versions than 4 are not supported")
    created, algorithm = body.unsigned(4), body.unsigned(1)
    parse = _PARSERS.get(algorithm)
    if parse is None:
        raise SignatureError("algorithm", "the OpenPGP key is neither Ed25519, nor ECDSA on a NIST curve, nor RSA")
    key = parse(body)
    body.end()
    text = f"{OPENPGP} {binascii.b2a_base64(framed, newline=False).decode()}"
    return OpenpgpKey(text, _fingerprint(framed), created, algorithm, key)


def _parse_rsa(body: PacketReader) -> PublicKey:
    modulus, exponent = body.mpi(), body.mpi()
    return rsa_key(exponent, modulus)


def _parse_ecdsa(body: PacketReader) -> PublicKey:
    """RFC 6637, 9."""
    curve = _CURVES.get(body.take(body.unsigned(1)))
    if curve is None:
        raise SignatureError("algorithm", "the OpenPGP key is on a curve that is no NIST curve")
    return ecdsa_key(curve, _octets(body.mpi()))


def _parse_eddsa(body: PacketReader) -> PublicKey:
    """RFC 9580, 5.5.5.5 (EdDSALegacy)."""
    if body.take(body.unsigned(1)) != _ED25519_OID:
        raise SignatureError("algorithm", "the OpenPGP key is on an Edwards curve other than Ed25519")
    point = _octets(body.mpi())
    if point[:1] != _NATIVE_POINT:
        raise malformed("a point in its native form")
    return ed25519_key(point[1:])


def _octets(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


_PARSERS: Final[dict[int, Callable[[PacketReader], PublicKey]]] = {
    _RSA: _parse_rsa,
    _ECDSA: _parse_ecdsa,
    _EDDSA: _parse_eddsa,
}
