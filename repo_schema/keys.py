"""Public keys, as the policy lists them and as signatures carry them; and whether one signed some bytes.

Each key is spelt in one way only, so that its text can stand for it. Refused beside what OpenSSH refuses: keys under
which anybody can sign (small order), padded integers, trailing bytes; and what a security key (`sk-…`) signed while
nobody touched it. Certificates are refused with a reason of their own.
"""

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Literal, Protocol, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

__all__ = [
    "InnerSignature",
    "Reader",
    "Reason",
    "SignatureError",
    "canonical_key",
    "decode_base64",
    "malformed",
    "parse_key",
]

_T = TypeVar("_T")
Reason = Literal["missing", "malformed", "namespace", "algorithm", "invalid", "unsupported", "presence"]

_RSA_BITS = range(2048, 16384 + 1)
_RSA_MAX_EXPONENT = (1 << 32) - 1
"""A larger one only costs the verifier time."""
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
_ED25519_PRIME = 2**255 - 19
_ED25519_ORDER_8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    "little",
)
_ED25519_SMALL_ORDER = {0, 1, _ED25519_PRIME - 1, _ED25519_ORDER_8, _ED25519_PRIME - _ED25519_ORDER_8}
"""The y of every point of order 1, 2, 4 or 8: under such a key one signature fits many messages (RFC 8032, 8.8)."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class SignatureError(Exception):
    """A commit's signature proves nothing; `reason` is a stable word, `detail` the sentence."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def canonical_key(line: str) -> str:
    """Reduce a one-line OpenSSH public key to `<type> <base64>`, the one spelling of that key.

    A comment is dropped and one last line feed allowed.  Raises `ValueError` for anything else, options included:
    `cert-authority` and `restrict` would change what the key means.  Checks that the encoded key is sound and
    is of the type the line names.
    """
    fields = line.removesuffix("\n").split(" ", 2)
    if len(fields) < 2 or _CONTROL.search(line.removesuffix("\n")):  # noqa: PLR2004 - type, key
        raise ValueError("not a one-line OpenSSH public key: '<type> <base64> [comment]'")
    try:
        key = parse_key(decode_base64(fields[1].encode()))
    except SignatureError as error:
        raise ValueError(error.detail) from error
    if key.text.partition(" ")[0] != fields[0]:
        raise ValueError("the line names another type than the key it holds; options are not taken")
    return key.text


# Bytes: RFC 4251, 5; base64 as RFC 4648, 3.5 would have it.


class Reader:
    """Takes RFC 4251 values off the front of `data`; `SignatureError` when they are not there."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> bytes:
        start, self._at = self._at, self._at + length
        if self._at > len(self._data):
            raise malformed("as many bytes as their length says")
        return self._data[start : self._at]

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.number())

    def integer(self) -> int:
        """Take an `mpint` that is not negative, in its shortest form."""
        data = self.string()
        if data and (data[0] > 0x7F or (data[0] == 0 and (len(data) == 1 or data[1] <= 0x7F))):  # noqa: PLR2004 - sign bit
            raise malformed("an integer in its shortest form, not negative")
        return int.from_bytes(data, "big")

    def end(self) -> None:
        if self._at != len(self._data):
            raise malformed("nothing after the last field")


def decode_base64(text: bytes) -> bytes:
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error:
        raise malformed("base64") from None
    if binascii.b2a_base64(data, newline=False) != text:
        raise malformed("base64 in canonical form")
    return data


def malformed(expected: str) -> SignatureError:
    return SignatureError("malformed", f"expected {expected}")


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


class _Key(Protocol):
    @property
    def text(self) -> str: ...

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

    def check(self, signature: InnerSignature, signed: bytes) -> None:
        _expect(signature, b"ssh-ed25519")
        if len(signature.value) != 64:  # noqa: PLR2004 - RFC 8032, 5.1.6
            raise malformed("an Ed25519 signature of 64 bytes")
        _run(lambda: self.key.verify(signature.value, signed))


def _parse_ed25519(text: str, reader: Reader) -> _Ed25519Key:
    point = reader.string()
    reader.end()
    if len(point) != 32:  # noqa: PLR2004 - RFC 8032, 5.1.5
        raise malformed("an Ed25519 key of 32 bytes")
    y = int.from_bytes(point, "little") & ((1 << 255) - 1)
    if y >= _ED25519_PRIME or y in _ED25519_SMALL_ORDER:
        raise SignatureError("invalid", "the Ed25519 key is of small order or not in canonical form")
    return _Ed25519Key(text, _run(lambda: Ed25519PublicKey.from_public_bytes(point)))


@dataclass(frozen=True, slots=True)
class _EcdsaKey:
    """RFC 5656; the algorithm's name is the key's."""

    text: str
    name: bytes
    key: ec.EllipticCurvePublicKey
    hash: HashAlgorithm

    def check(self, signature: InnerSignature, signed: bytes) -> None:
        _expect(signature, self.name)
        reader = Reader(signature.value)
        r, s = reader.integer(), reader.integer()
        reader.end()
        _run(lambda: self.key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(self.hash)))


def _parse_ecdsa(curve_name: bytes, text: str, reader: Reader) -> _EcdsaKey:
    curve, hash_algorithm = _CURVES[curve_name]
    named, point = reader.string(), reader.string()
    reader.end()
    # SEC 1, 2.3.3: uncompressed only; OpenSSH takes nothing else.
    if named != curve_name or point[:1] != b"\x04" or len(point) != 1 + 2 * ((curve.key_size + 7) // 8):
        raise malformed("an uncompressed point on the curve that the key's type names")
    key = _run(lambda: ec.EllipticCurvePublicKey.from_encoded_point(curve, point))
    return _EcdsaKey(text, b"ecdsa-sha2-" + curve_name, key, hash_algorithm)


@dataclass(frozen=True, slots=True)
class _RsaKey:
    """RFC 8332: the key is `ssh-rsa`, the signature never (that would be SHA-1)."""

    text: str
    key: rsa.RSAPublicKey

    def check(self, signature: InnerSignature, signed: bytes) -> None:
        _expect(signature, *_RSA_HASHES)
        if len(signature.value) != (self.key.key_size + 7) // 8:
            raise malformed("an RSA signature as long as its key")
        hash_algorithm = _RSA_HASHES[signature.algorithm]
        _run(lambda: self.key.verify(signature.value, signed, padding.PKCS1v15(), hash_algorithm))


def _parse_rsa(text: str, reader: Reader) -> _RsaKey:
    exponent, modulus = reader.integer(), reader.integer()
    reader.end()
    if modulus.bit_length() not in _RSA_BITS or exponent > _RSA_MAX_EXPONENT:
        raise SignatureError("algorithm", "the RSA key is not of 2048 to 16384 bits with a small exponent")
    return _RsaKey(text, _run(lambda: rsa.RSAPublicNumbers(exponent, modulus).public_key()))


# Security keys: PROTOCOL.u2f (OpenSSH).


@dataclass(frozen=True, slots=True)
class _SecurityKey:
    """A key in hardware, which signs for one application and says whether somebody touched it."""

    text: str
    name: bytes
    application: bytes
    inner: _Key
    inner_name: bytes

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


def _run(operation: Callable[[], _T]) -> _T:
    """Let `cryptography` decide; whatever it raises, of whatever type, is a no."""
    try:
        return operation()
    except Exception as error:
        raise SignatureError("invalid", "the key did not sign these bytes, or is no sound key") from error
