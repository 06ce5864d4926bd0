"""OpenPGP signatures as git carries them: one detached signature of a binary document, in the spelling of GnuPG.

Anything that could give one signature a second meaning or a second date is refused: other types than binary document,
SHA-1, expiry, notations marked critical, unknown subpackets, a second packet, text in the armour. Its own date is the
signer's claim and decides nothing, but that it may not be older than the key, since gpg refuses that too (ADR 0038).
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512

from repo_schema.openpgp import OPENPGP, VERSION, Hash, OpenpgpKey, PacketReader, parse_openpgp_key
from repo_schema.primitives import SignatureError, decode_base64, malformed

__all__ = ["NO_KEYRING", "Keyring", "add_to_keyring", "is_openpgp", "signer_of"]

Keyring: TypeAlias = Mapping[str, str]
"""Fingerprint (40 hexadecimal digits, upper case) to the line that lists the key."""
NO_KEYRING: Final[Keyring] = MappingProxyType({})

_BEGIN: Final = b"-----BEGIN PGP SIGNATURE-----\n"
_END: Final = b"\n-----END PGP SIGNATURE-----\n"
_MAX_ARMOUR_BYTES: Final = 1 << 14
_BINARY_DOCUMENT: Final = 0x00
_HASHES: Final[dict[int, Hash]] = {8: SHA256(), 9: SHA384(), 10: SHA512()}
_CREATED, _ISSUER, _NOTATION, _SIGNERS_USER_ID, _ISSUER_FINGERPRINT = 2, 16, 20, 28, 33
_UNDERSTOOD: Final = frozenset({_CREATED, _ISSUER, _ISSUER_FINGERPRINT})
_IGNORED: Final = frozenset({_NOTATION, _SIGNERS_USER_ID})
"""Signed remarks of the signer's program, which mean nothing here; marked critical (0x80) they are not these."""


def is_openpgp(armoured: bytes) -> bool:
    return armoured.startswith(_BEGIN)


def add_to_keyring(keyring: dict[str, str], line: str) -> None:
    """List a key of policy (canonical), if it is OpenPGP's; the first of one fingerprint stays."""
    kind, _, data = line.partition(" ")
    if kind == OPENPGP:
        keyring.setdefault(parse_openpgp_key(decode_base64(data.encode())).fingerprint, line)


def signer_of(payload: bytes, armoured: bytes, keyring: Keyring) -> str:
    """The key in `keyring` (canonical) that signed exactly `payload`; raises `SignatureError`."""
    signature = _parse(_remove_armour(armoured))
    line = keyring.get(signature.fingerprint)
    if line is None:
        raise SignatureError("unknown", f"{OPENPGP} {signature.fingerprint}")
    key = parse_openpgp_key(decode_base64(line.partition(" ")[2].encode()))
    _check(signature, key, payload)
    return key.text


@dataclass(frozen=True, slots=True)
class _Signature:
    signed: bytes
    """The part of the packet that is signed with the message."""
    algorithm: int
    hash: Hash
    created: int
    fingerprint: str
    beginning: bytes
    """The first two bytes of what is signed, hashed."""
    numbers: bytes


def _check(signature: _Signature, key: OpenpgpKey, payload: bytes) -> None:
    """RFC 4880, 5.2.4."""
    if signature.algorithm != key.algorithm:
        raise SignatureError("algorithm", "the signature's algorithm is not one the key may sign with")
    if signature.created < key.created:
        raise SignatureError("invalid", "the signature is dated before its key was made")
    trailer = bytes([VERSION, 0xFF]) + len(signature.signed).to_bytes(4, "big")
    digest = hashlib.new(signature.hash.name, payload + signature.signed + trailer).digest()
    if digest[:2] != signature.beginning:
        raise SignatureError("invalid", "the key did not sign these bytes")
    key.check(signature.hash, digest, PacketReader(signature.numbers))


def _remove_armour(armoured: bytes) -> bytes:
    """RFC 4880, 6.2: no header lines, and the checksum."""
    if len(armoured) > _MAX_ARMOUR_BYTES or not (armoured.startswith(_BEGIN) and armoured.endswith(_END)):
        raise malformed("the armour of an OpenPGP signature")
    blank, _, text = armoured[len(_BEGIN) : -len(_END)].partition(b"\n")
    *lines, checksum = text.split(b"\n")
    if blank or not lines or b"" in lines or checksum[:1] != b"=":
        raise malformed("the armour of an OpenPGP signature, with its checksum and without a comment or version")
    data = decode_base64(b"".join(lines))
    if decode_base64(checksum[1:]) != _crc24(data).to_bytes(3, "big"):
        raise malformed("the checksum of the armour")
    return data


def _crc24(data: bytes) -> int:
    """RFC 4880, 6.1."""
    crc = 0xB704CE
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc = crc << 1 ^ (0x1864CFB if crc & 0x800000 else 0)
    return crc


def _parse(data: bytes) -> _Signature:
    """RFC 4880, 5.2.3."""
    body = PacketReader(data := _one_packet(data))
    if body.unsigned(1) != VERSION:
        raise SignatureError("unsupported", "OpenPGP signatures of other versions than 4 are not supported")
    kind, algorithm, hash_algorithm = body.take(3)
    if kind != _BINARY_DOCUMENT:
        raise SignatureError("namespace", "the signature was made for another purpose than a binary document")
    if hash_algorithm not in _HASHES:
        raise SignatureError("algorithm", "the message is hashed with neither SHA-256, SHA-384 nor SHA-512")
    created, fingerprint = _read_hashed(body.take(body.unsigned(2)))
    signed = data[: body.at]
    unhashed = body.take(body.unsigned(2))
    if unhashed and unhashed != bytes([9, _ISSUER]) + fingerprint[-8:]:
        raise malformed("nothing unsigned in the signature but the issuer's id")
    return _Signature(
        signed=signed,
        algorithm=algorithm,
        hash=_HASHES[hash_algorithm],
        created=created,
        fingerprint=fingerprint.hex().upper(),
        beginning=body.take(2),
        numbers=data[body.at :],
    )


def _one_packet(data: bytes) -> bytes:
    """The body of the one signature packet: in the old format, its length in as few bytes as will do (4.2)."""
    packet = PacketReader(data)
    tag = packet.unsigned(1)
    if tag not in (0x88, 0x89):
        raise malformed("one signature packet")
    length = packet.unsigned(tag - 0x87)
    if tag == 0x89 and length < 0x100:  # noqa: PLR2004 - it would fit into one byte
        raise malformed("a packet's length in its shortest form")
    body = packet.take(length)
    packet.end()
    return body


def _read_hashed(area: bytes) -> tuple[int, bytes]:
    """When the signature says it was made, and the fingerprint of the key that made it: each there once."""
    found: dict[int, bytes] = {}
    for kind, body in _subpackets(area):
        if kind in _IGNORED:
            continue
        if kind not in _UNDERSTOOD or kind in found:
            raise SignatureError("unsupported", f"the signature holds what is not taken here: subpacket {kind}")
        found[kind] = body
    created, issuer = found.get(_CREATED, b""), found.get(_ISSUER_FINGERPRINT, b"")
    if len(created) != 4 or len(issuer) != 21 or issuer[0] != VERSION:  # noqa: PLR2004 - seconds; version, SHA-1
        raise malformed("the signature's date and the fingerprint of its key")
    if found.get(_ISSUER, issuer[-8:]) != issuer[-8:]:
        raise malformed("an issuer's id that is its fingerprint's end")
    return int.from_bytes(created, "big"), issuer[1:]


def _subpackets(area: bytes) -> Iterator[tuple[int, bytes]]:
    """RFC 4880, 5.2.3.1: type, with its critical bit, and body."""
    reader = PacketReader(area)
    while not reader.is_empty:
        body = reader.take(reader.length())
        if not body:
            raise malformed("subpackets that have a type")
        yield body[0], body[1:]
