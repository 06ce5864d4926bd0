"""Who signed a commit: the only place where a claimed signature becomes a proven one.

In process, because git's own check spawns two programs per commit.  Reads the SSHSIG format (OpenSSH,
PROTOCOL.sshsig) and refuses what `ssh-keygen -Y verify -n git` refuses, and beyond it every second spelling of one
signature: text around the armour, lax base64, a reserved field in use, padded integers, trailing bytes; and what a
security key signed untouched.  Refused with a reason of their own: certificates and X.509.

An OpenPGP signature only names its key: it is looked for among those that policy ever listed, and nowhere else.

The answer is a key and nothing more.  Whose it is, and whether it may, is policy's to say.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from repo_schema.commits import Commit
from repo_schema.history import SignedCommit
from repo_schema.keys import InnerSignature, Reader, SignatureError, canonical_key, decode_base64, malformed, parse_key
from repo_schema.openpgp import OPENPGP, render_for_gpg
from repo_schema.openpgp_signatures import NO_KEYRING, Keyring, is_openpgp, signer_of
from service.ledger.errors import LedgerError

__all__ = ["verify_commit", "verify_signature", "write_allowed_signers", "write_gnupg_home"]

_NAMESPACE = b"git"
_MAGIC = b"SSHSIG"
_VERSION = 1
_HASHES = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
_BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"
_END = b"\n-----END SSH SIGNATURE-----\n"
_X509 = b"-----BEGIN SIGNED MESSAGE-----"
_MAX_ARMOUR_BYTES = 1 << 14
"""A 16384-bit RSA key and its signature take under 6,000."""

_GNUPG_HOME = frozenset({"gpg.conf", "pubring.gpg"})
_PRINCIPAL = re.compile(r"[A-Za-z0-9._@+-]+")


def verify_commit(commit: Commit, keyring: Keyring = NO_KEYRING, *, checked: str | None = None) -> SignedCommit:
    """Turn the claim into a fact, or raise `SignatureError`.

    `checked`: the key that was found, by this very function in another process of ours, to have signed these bytes.
    """
    if commit.signature is None:
        raise SignatureError("missing", "the commit is not signed")
    return SignedCommit(commit, checked or verify_signature(commit.payload, commit.signature, keyring))


def verify_signature(payload: bytes, armoured: bytes, keyring: Keyring = NO_KEYRING) -> str:
    """The key (canonical) that signed exactly `payload` for git; raises `SignatureError`.

    `keyring`: the OpenPGP keys that may have; an SSH signature brings its own.
    """
    if is_openpgp(armoured):
        return signer_of(payload, armoured, keyring)
    envelope = _parse_envelope(_remove_armour(armoured))
    if envelope.namespace != _NAMESPACE:
        raise SignatureError("namespace", "the signature was made for another purpose than git")
    hash_function = _HASHES.get(envelope.hash_name)
    if hash_function is None:
        raise SignatureError("algorithm", "the message is hashed with neither sha256 nor sha512")
    key = parse_key(envelope.key)
    # PROTOCOL.sshsig, 3: the reserved field is empty in what is signed, too.
    digest = hash_function(payload).digest()
    signed = _MAGIC + b"".join(map(_string, (_NAMESPACE, b"", envelope.hash_name, digest)))
    key.check(_parse_signature(envelope.signature), signed)
    return key.text


def write_allowed_signers(keys: Iterable[tuple[str, str]]) -> str:
    """Render an allowed-signers file (ssh-keygen(1)) for stock git from (principal, key) pairs; OpenPGP's are left out.

    Without dates on purpose: git compares those with a clock that the committer sets.  Raises `ValueError` for a
    key that is none and for a principal that ssh-keygen would read as a pattern, a list or a comment.
    """
    rows = ((_check_principal(principal), canonical_key(key)) for principal, key in keys)
    lines = {f'{principal} namespaces="git" {key}\n' for principal, key in rows if not key.startswith(f"{OPENPGP} ")}
    return "".join(sorted(lines))


def write_gnupg_home(folder: Path, keys: Iterable[tuple[str, str]]) -> None:
    """Make `folder` a home for stock gpg (`GNUPGHOME`) that knows the OpenPGP keys of these (person, key) pairs only.

    Bare keys under the person's id, valid without a certificate around them, for ever. Raises `LedgerError` where a
    folder is that holds anything else, such as a real one.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(place.name not in _GNUPG_HOME for place in folder.iterdir()):
        raise LedgerError(
            th=f"โฟลเดอร์ {folder} มีไฟล์อื่นอยู่ จึงไม่เขียนทับ",
            en=f"{folder} holds other files, and is left as it is",
            hint_th="ระบุโฟลเดอร์ใหม่ที่ยังไม่มี",
            hint_en="name a new folder",
        )
    rows = sorted((_check_principal(person), canonical_key(key)) for person, key in keys)
    listed = (render_for_gpg(key, person) for person, key in rows if key.startswith(f"{OPENPGP} "))
    (folder / "pubring.gpg").write_bytes(b"".join(listed))
    (folder / "gpg.conf").write_text("allow-non-selfsigned-uid\ntrust-model always\n", encoding="ascii")


def _check_principal(principal: str) -> str:
    if _PRINCIPAL.fullmatch(principal) is None:
        raise ValueError(f"not a plain principal: {principal!r}")
    return principal


# The envelope: PROTOCOL.sshsig.


@dataclass(frozen=True, slots=True)
class _Envelope:
    key: bytes
    namespace: bytes
    hash_name: bytes
    signature: bytes


def _remove_armour(armoured: bytes) -> bytes:
    if armoured.startswith(_X509):
        raise SignatureError("unsupported", "X.509 signatures are not supported")
    if len(armoured) > _MAX_ARMOUR_BYTES or not (armoured.startswith(_BEGIN) and armoured.endswith(_END)):
        raise malformed("the armour of an SSH signature")
    lines = armoured[len(_BEGIN) : -len(_END)].split(b"\n")
    if b"" in lines:
        raise malformed("the armour of an SSH signature")
    return decode_base64(b"".join(lines))


def _parse_envelope(data: bytes) -> _Envelope:
    reader = Reader(data)
    if reader.take(len(_MAGIC)) != _MAGIC or reader.number() != _VERSION:
        raise malformed("SSHSIG, version 1")
    key, namespace, reserved = reader.string(), reader.string(), reader.string()
    hash_name, signature = reader.string(), reader.string()
    reader.end()
    if reserved:
        raise malformed("a signature with an empty reserved field")
    return _Envelope(key, namespace, hash_name, signature)


def _parse_signature(blob: bytes) -> InnerSignature:
    """The inner signature (RFC 4253, 6.6), with what a security key adds (PROTOCOL.u2f)."""
    reader = Reader(blob)
    algorithm, signature = reader.string(), reader.string()
    tail = reader.take(5) if algorithm.startswith(b"sk-") else b""
    reader.end()
    return InnerSignature(algorithm, signature, tail)


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
