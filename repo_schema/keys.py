"""Public keys, as the policy lists them and as signatures carry them; and whether one signed some bytes.

Each key is spelt in one way only, so that its text can stand for it. Here are OpenSSH's; OpenPGP's are in
`repo_schema.openpgp`. Refused beside what OpenSSH refuses: keys under which anybody can sign (small order), padded
integers, trailing bytes; and what a security key (`sk-…`) signed while nobody touched it. Certificates are refused with
a reason of their own.
"""

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from repo_schema.openpgp import OPENPGP, parse_openpgp_key
from repo_schema.primitives import (
    ByteReader,
    Reason,
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
    "InnerSignature",
    "Reader",
    "Reason",
    "SignatureError",
    "canonical_key",
    "decode_base64",
    "key_material",
    "malformed",
    "parse_key",
]

_RSA_HASHES: dict[bytes, HashAlgorithm] = {b"rsa-sha2-256": SHA256(), b"rsa-sha2-512": SHA512()}
_CURVES: dict[bytes, tuple[ec.EllipticCurve, HashAlgorithm]] = {
    b"nistp256": (ec.SECP256R1(), SHA256()),
    b"nistp384": (ec.SECP384R1(), SHA384()),
    b"nistp521": (ec.SECP521R1(), SHA512()),
}
_SECURITY_KEYS = {
    b"sk-ssh-ed25519@openssh.com": b"ssh-ed25519",
    b"sk-ecdsa-sha2-nistp256@openssh.com": b"ecdsa-sha2-nistp256",
}
_TAIL_BYTES = 5
_USER_PRESENT = 0x01
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def canonical_key(line: str) -> str:
    """Reduce a one-line public key, OpenSSH's or `openpgp`, to `<type> <base64>`, the one spelling of that key.

    A comment is dropped and one last line feed allowed.  Raises `ValueError` for anything else, options included:
    `cert-authority` and `restrict` would change what the key means.  Checks that the encoded key is sound and
    is of the type the line names.
    """
    return _parse_line(line).text


def key_material(line: str) -> str:
    """What stays of a key in whatever format it is listed; `line` as for `canonical_key`."""
    return _parse_line(line).material


class _Listed(Protocol):
    """A key as policy lists it, of whatever format."""

    @property
    def text(self) -> str: ...

    @property
    def material(self) -> str:
        """See `repo_schema.primitives.material_of`."""


def _parse_line(line: str) -> _Listed:
    fields = line.removesuffix("\n").split(" ", 2)
    if len(fields) < 2 or _CONTROL.search(line.removesuffix("\n")):  # noqa: PLR2004 - type, key
        raise ValueError("not a one-line public key: '<type> <base64> [comment]'")
    try:
        data = decode_base64(fields[1].encode())
        key: _Listed = parse_openpgp_key(data) if fields[0] == OPENPGP else parse_key(data)
    except SignatureError as error:
        raise ValueError(error.detail) from error
    if key.text.partition(" ")[0] != fields[0]:
        raise ValueError("the line names another type than the key it holds; options are not taken")
    return key


# Bytes: RFC 4251, 5; base64 as RFC 4648, 3.5 would have it.


class Reader(ByteReader):
    """Takes RFC 4251 values off the front of `data`; `SignatureError` when they are not there."""

    __slots__ = ()

    def number(self) -> int:
        return self.unsigned(4)

    def string(self) -> bytes:
        return self.take(self.number())

    def integer(self) -> int:
        """Take an `mpint` that is not negative, in its shortest form."""
        data = self.string()
        if data and (data[0] > 0x7F or (data[0] == 0 and (len(data) == 1 or data[1] <= 0x7F))):  # noqa: PLR2004 - sign bit
            raise malformed("an integer in its shortest form, not negative")
        return int.from_bytes(data, "big")


# Public keys: RFC 4253, 6.6 (RSA); RFC 5656, 3.1 (ECDSA); RFC 8709, 4 (Ed25519).


@dataclass(frozen=True, slots=True)
class InnerSignature:
    """RFC 4253, 6.6; of a security key, PROTOCOL.u2f."""

    algorithm: bytes
    value: bytes
    tail: bytes = b""
    """What a security key adds: one byte of flags and a counter; empty of every other key."""


def _expect(signature: InnerSignature, *algorithms: bytes) -> None:
    if signature.algorithm not in algorithms:
        raise SignatureError("algorithm", "the signature's algorithm is not one the key may sign with")
    if signature.tail:
        raise malformed("nothing after the signature")


class _Key(_Listed, Protocol):
    def check(self, signature: InnerSignature, signed: bytes) -> None:
        """Raise `SignatureError` unless `signature` is this key's over `signed`."""


@lru_cache(maxsize=1024)
def parse_key(blob: bytes) -> _Key:
    """Parse a public key; each is spelt in one way only, so that its text can stand for it."""
    reader = Reader(blob)
    kind = reader.string()
    parse = _KEY_PARSERS.get(kind)
    if parse is None:
        raise _refuse_kind(kind)
    text = f"{kind.decode()} {binascii.b2a_base64(blob, newline=False).decode()}"
    return parse(text, reader)


def _refuse_kind(kind: bytes) -> SignatureError:
    if kind.endswith((b"-cert-v00@openssh.com", b"-cert-v01@openssh.com")):
        return SignatureError("unsupported", "certificates are not supported")
    return SignatureError("algorithm", "the key is neither Ed25519, nor ECDSA on a NIST curve, nor RSA")


@dataclass(frozen=True, slots=True)
class _Ed25519Key:
    """RFC 8709."""

    text: str
    key: Ed25519PublicKey

    @property
    def material(self) -> str:
        return material_of(self.key)

    def check(self, signature: InnerSignature, signed: bytes) -> None:
        _expect(signature, b"ssh-ed25519")
        if len(signature.value) != 64:  # noqa: PLR2004 - RFC 8032, 5.1.6
            raise malformed("an Ed25519 signature of 64 bytes")
        run(lambda: self.key.verify(signature.value, signed))


def _parse_ed25519(text: str, reader: Reader) -> _Ed25519Key:
    point = reader.string()
    reader.end()
    return _Ed25519Key(text, ed25519_key(point))


@dataclass(frozen=True, slots=True)
class _EcdsaKey:
    """RFC 5656; the algorithm's name is the key's."""

    text: str
    name: bytes
    key: ec.EllipticCurvePublicKey
    hash: HashAlgorithm

    @property
    def material(self) -> str:
        return material_of(self.key)

    def check(self, signature: InnerSignature, signed: bytes) -> None:
        _expect(signature, self.name)
        reader = Reader(signature.value)
        r, s = reader.integer(), reader.integer()
        reader.end()
        run(lambda: self.key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(self.hash)))


def _parse_ecdsa(curve_name: bytes, text: str, reader: Reader) -> _EcdsaKey:
    curve, hash_algorithm = _CURVES[curve_name]
    named, point = reader.string(), reader.string()
    reader.end()
    if named != curve_name:
        raise malformed("the curve that the key's type names")
    return _EcdsaKey(text, b"ecdsa-sha2-" + curve_name, ecdsa_key(curve, point), hash_algorithm)


@dataclass(frozen=True, slots=True)
class _RsaKey:
    """RFC 8332: the key is `ssh-rsa`, the signature never (that would be SHA-1)."""

    text: str
    key: rsa.RSAPublicKey

    @property
    def material(self) -> str:
        return material_of(self.key)

    def check(self, signature: InnerSignature, signed: bytes) -> None:
        _expect(signature, *_RSA_HASHES)
        if len(signature.value) != (self.key.key_size + 7) // 8:
            raise malformed("an RSA signature as long as its key")
        hash_algorithm = _RSA_HASHES[signature.algorithm]
        run(lambda: self.key.verify(signature.value, signed, padding.PKCS1v15(), hash_algorithm))


def _parse_rsa(text: str, reader: Reader) -> _RsaKey:
    exponent, modulus = reader.integer(), reader.integer()
    reader.end()
    return _RsaKey(text, rsa_key(exponent, modulus))


# Security keys: PROTOCOL.u2f (OpenSSH).


@dataclass(frozen=True, slots=True)
class _SecurityKey:
    """A key in hardware, which signs for one application and says whether somebody touched it."""

    text: str
    name: bytes
    application: bytes
    inner: _Key
    inner_name: bytes

    @property
    def material(self) -> str:
        return self.inner.material

    def check(self, signature: InnerSignature, signed: bytes) -> None:
        if signature.algorithm != self.name:
            raise SignatureError("algorithm", "the signature's algorithm is not one the key may sign with")
        if len(signature.tail) != _TAIL_BYTES:
            raise malformed("flags and a counter after a security key's signature")
        attested = sha256(self.application).digest() + signature.tail + sha256(signed).digest()
        self.inner.check(InnerSignature(self.inner_name, signature.value), attested)
        if not signature.tail[0] & _USER_PRESENT:
            raise SignatureError("presence", "nobody touched the security key when it signed")


def _parse_security_key(plain: bytes, name: bytes, text: str, reader: Reader) -> _SecurityKey:
    """`plain`: the type of the key inside, whose fields come first; the application follows them."""
    fields = [reader.string()] if plain == b"ssh-ed25519" else [reader.string(), reader.string()]
    application = reader.string()
    reader.end()
    key = _KEY_PARSERS[plain](text, Reader(b"".join(len(row).to_bytes(4, "big") + row for row in fields)))
    return _SecurityKey(text, name, application, key, plain)


def _security_parser(plain: bytes, name: bytes) -> Callable[[str, Reader], _Key]:
    return lambda text, reader: _parse_security_key(plain, name, text, reader)


def _ecdsa_parser(curve_name: bytes) -> Callable[[str, Reader], _Key]:
    return lambda text, reader: _parse_ecdsa(curve_name, text, reader)


_KEY_PARSERS: dict[bytes, Callable[[str, Reader], _Key]] = {
    b"ssh-ed25519": _parse_ed25519,
    b"ssh-rsa": _parse_rsa,
    **{b"ecdsa-sha2-" + name: _ecdsa_parser(name) for name in _CURVES},
    **{name: _security_parser(plain, name) for name, plain in _SECURITY_KEYS.items()},
}
