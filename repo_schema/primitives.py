"""What keys and signatures of every format are made of, and what is refused of it whatever the format.

Refused: keys under which anybody can sign (small order), short RSA moduli, RSA exponents that only cost the verifier
time, and base64 in any spelling but one.
"""

import binascii
from collections.abc import Callable
from typing import Literal, TypeAlias, TypeVar

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

__all__ = [
    "ByteReader",
    "PublicKey",
    "Reason",
    "SignatureError",
    "decode_base64",
    "ecdsa_key",
    "ed25519_key",
    "malformed",
    "material_of",
    "rsa_key",
    "run",
]

_T = TypeVar("_T")
Reason = Literal["missing", "malformed", "namespace", "algorithm", "invalid", "unsupported", "presence", "unknown"]
PublicKey: TypeAlias = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey

_RSA_BITS = range(2048, 16384 + 1)
_RSA_MAX_EXPONENT = (1 << 32) - 1
_ED25519_PRIME = 2**255 - 19
_ED25519_ORDER_8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    "little",
)
_ED25519_SMALL_ORDER = {0, 1, _ED25519_PRIME - 1, _ED25519_ORDER_8, _ED25519_PRIME - _ED25519_ORDER_8}
"""The y of every point of order 1, 2, 4 or 8: under such a key one signature fits many messages (RFC 8032, 8.8)."""


class SignatureError(Exception):
    """A commit's signature proves nothing; `reason` is a stable word, `detail` the sentence."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def malformed(expected: str) -> SignatureError:
    return SignatureError("malformed", f"expected {expected}")


def decode_base64(text: bytes) -> bytes:
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error:
        raise malformed("base64") from None
    if binascii.b2a_base64(data, newline=False) != text:
        raise malformed("base64 in canonical form")
    return data


class ByteReader:
    """Takes bytes off the front of `data`; `SignatureError` when they are not there."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def at(self) -> int:
        return self._at

    @property
    def is_empty(self) -> bool:
        return self._at == len(self._data)

    def take(self, length: int) -> bytes:
        start, self._at = self._at, self._at + length
        if self._at > len(self._data):
            raise malformed("as many bytes as their length says")
        return self._data[start : self._at]

    def unsigned(self, length: int) -> int:
        return int.from_bytes(self.take(length), "big")

    def end(self) -> None:
        if not self.is_empty:
            raise malformed("nothing after the last field")


def run(operation: Callable[[], _T]) -> _T:
    """Let `cryptography` decide; whatever it raises, of whatever type, is a no."""
    try:
        return operation()
    except Exception as error:
        raise SignatureError("invalid", "the key did not sign these bytes, or is no sound key") from error


def ed25519_key(point: bytes) -> Ed25519PublicKey:
    if len(point) != 32:  # noqa: PLR2004 - RFC 8032, 5.1.5
        raise malformed("an Ed25519 key of 32 bytes")
    y = int.from_bytes(point, "little") & ((1 << 255) - 1)
    if y >= _ED25519_PRIME or y in _ED25519_SMALL_ORDER:
        raise SignatureError("invalid", "the Ed25519 key is of small order or not in canonical form")
    return run(lambda: Ed25519PublicKey.from_public_bytes(point))


def ecdsa_key(curve: ec.EllipticCurve, point: bytes) -> ec.EllipticCurvePublicKey:
    """`point` as SEC 1, 2.3.3 has it: uncompressed only."""
    if point[:1] != b"\x04" or len(point) != 1 + 2 * ((curve.key_size + 7) // 8):
        raise malformed("an uncompressed point on the curve that the key's type names")
    return run(lambda: ec.EllipticCurvePublicKey.from_encoded_point(curve, point))


def rsa_key(exponent: int, modulus: int) -> rsa.RSAPublicKey:
    if modulus.bit_length() not in _RSA_BITS or exponent > _RSA_MAX_EXPONENT:
        raise SignatureError("algorithm", "the RSA key is not of 2048 to 16384 bits with a small exponent")
    return run(lambda: rsa.RSAPublicNumbers(exponent, modulus).public_key())


def material_of(key: PublicKey) -> str:
    """What its private half depends on, as text: the same for one key in every format and under every date."""
    if isinstance(key, rsa.RSAPublicKey):
        return f"rsa {key.public_numbers().n:x}"
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo).hex()
