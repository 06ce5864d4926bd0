"""Which key of an OpenPGP certificate signs, so that it can be listed: a convenience, and believed by nobody.

Reads what `gpg --export`, armoured or not, writes. No signature in it is checked: what comes out is one bare key, shown
to those who decide about it. It is the key gpg would sign with: the newest subkey that may, else the primary one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from repo_schema.keys import canonical_key
from repo_schema.openpgp import OpenpgpKey, PacketReader, frame_key, parse_openpgp_key
from repo_schema.primitives import SignatureError, decode_base64, malformed

__all__ = ["public_line", "signing_key"]

_BEGIN: Final = b"-----BEGIN PGP PUBLIC KEY BLOCK-----"
_END: Final = b"-----END PGP PUBLIC KEY BLOCK-----"
_MAX_BYTES: Final = 1 << 20
_SIGNATURE, _SECRET, _KEY, _SECRET_SUBKEY, _SUBKEY = 2, 5, 6, 7, 14
_REVOCATIONS: Final = frozenset({0x20, 0x28})
_KEY_FLAGS: Final = 27
_MAY_SIGN: Final = 0x02


@dataclass(slots=True)
class _Listed:
    key: OpenpgpKey | None
    """None: of a kind that cannot be listed, such as one that only encrypts."""
    is_primary: bool
    signatures: list[tuple[int, bytes]] = field(default_factory=list)
    """Type and hashed subpackets of what the certificate says of it."""

    @property
    def signs(self) -> bool:
        flags = [body for _, area in self.signatures for kind, body in _subpackets(area) if kind == _KEY_FLAGS and body]
        revoked = any(kind in _REVOCATIONS for kind, _ in self.signatures)
        return self.key is not None and not revoked and (not flags or bool(flags[-1][0] & _MAY_SIGN))


def public_line(data: bytes) -> str:
    """The line (canonical) of the key in `data`: a `.pub` file, such a line, or a certificate; raises `ValueError`."""
    if data.lstrip().startswith(_BEGIN) or data[:1] > b"\x7f":
        return signing_key(data)
    return canonical_key(data.decode())


def signing_key(data: bytes, fingerprint: str | None = None) -> str:
    """The line that lists the key which signs, or the one of this fingerprint; raises `ValueError`."""
    try:
        keys = list(_keys(_remove_armour(data)))
    except SignatureError as error:
        raise ValueError(error.detail) from error
    if fingerprint is not None:
        keys = [row for row in keys if row.key and row.key.fingerprint.endswith(fingerprint.upper())]
    able = [row.key for row in keys if row.key and row.signs and not row.is_primary] or [
        row.key for row in keys if row.key and row.signs
    ]
    if not able:
        raise ValueError("no OpenPGP key in it both signs and may be listed: Ed25519, ECDSA P-256/384/521, RSA")
    return max(able, key=lambda key: key.created).text


def _remove_armour(data: bytes) -> bytes:
    if len(data) > _MAX_BYTES:
        raise malformed("a certificate of less than a mebibyte")
    text = data.strip().replace(b"\r\n", b"\n")
    if not text.startswith(_BEGIN):
        return data
    head, _, body = text.partition(b"\n\n")
    if head.count(_BEGIN) != 1 or not body.endswith(_END) or _BEGIN in body:
        raise malformed("one armoured certificate")
    return decode_base64(b"".join(row for row in body.split(b"\n")[:-1] if row[:1] != b"="))


def _keys(data: bytes) -> Iterator[_Listed]:
    """Every key of one certificate, with what it says of each; user ids belong to the primary one."""
    found: list[_Listed] = []
    for tag, body in _packets(PacketReader(data)):
        if tag in (_SECRET, _SECRET_SUBKEY):
            raise malformed("a public key: this one is private, and nobody else's to see")
        if tag == _KEY and found:
            raise malformed("one certificate: there are several")
        if tag in (_KEY, _SUBKEY):
            found.append(_Listed(_parsed(body), tag == _KEY))
        if tag == _SIGNATURE and found and body[:1] == b"\x04":
            reader = PacketReader(body[1:])
            kind, _, _ = reader.take(3)
            found[-1].signatures.append((kind, reader.take(reader.unsigned(2))))
    yield from found


def _parsed(body: bytes) -> OpenpgpKey | None:
    try:
        return parse_openpgp_key(frame_key(body))
    except SignatureError:
        return None


def _packets(reader: PacketReader) -> Iterator[tuple[int, bytes]]:
    """RFC 4880, 4.2: tag and body, in either format; no partial lengths."""
    while not reader.is_empty:
        first = reader.unsigned(1)
        if first < 0x80:  # noqa: PLR2004 - the bit of every packet
            raise malformed("OpenPGP packets")
        if not first & 0x40:
            kind = first & 3
            if kind == 3:  # noqa: PLR2004 - to the end
                raise malformed("packets with a length")
            yield first >> 2 & 0x0F, reader.take(reader.unsigned(1 << kind))
            continue
        yield first & 0x3F, reader.take(reader.length())


def _subpackets(area: bytes) -> Iterator[tuple[int, bytes]]:
    reader = PacketReader(area)
    while not reader.is_empty:
        body = reader.take(reader.length())
        yield body[0] & 0x7F if body else 0, body[1:]
