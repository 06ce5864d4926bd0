"""The proof of one version, as a document: what it claims, and the git objects that bear it out (ADR 0034).

    {"schema": "proof/v1",
     "claims": {"organisation", "item", "version", "commit", "digest", "published_at", "published_at_source",
                "anchor", "head"},
     "objects": {"<id>": {"kind": "commit" | "tree" | "blob", "data": "<base64>"}},
     "checkpoint": "<signed note>" | null,
     "witnessed": "<signed note>" | null}

Read strictly: whatever an object is said to be, its bytes have to hash to the id that it goes by.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from repo_schema.findings import Finding
from repo_schema.layout import item_path

__all__ = ["MEDIA_TYPE", "Claims", "GitObject", "Proof", "ProofError", "parse_proof", "render_proof"]

MEDIA_TYPE: Final = "application/vnd.prongsai.proof+json"
BYTES_AT_MOST: Final = 64 << 20
_SCHEMA: Final = "proof/v1"
_KINDS: Final = frozenset({"commit", "tree", "blob"})
_ID: Final = re.compile(r"[0-9a-f]{40}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class ProofError(Exception):
    """What was given is no proof."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message("en"))
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Claims:
    """What whoever made the proof says of it; a **claim**, until the objects bear it out."""

    organisation: str
    """Its domain."""
    item: str
    version: int
    commit: str
    """The Change that published it."""
    digest: str
    """SHA-256 of the item file."""
    published_at: str
    published_at_source: str
    anchor: str
    head: str
    """The trusted head that the proof was made from."""


@dataclass(frozen=True, slots=True)
class GitObject:
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    claims: Claims
    objects: Mapping[str, GitObject]
    """By id; every one of them hashed."""
    checkpoint: str | None = None
    """The signed note on `claims.head`; None where the service signs none."""
    witnessed: str | None = None
    """The newest note that a witness cosigned."""


def render_proof(proof: Proof) -> str:
    """The JSON text."""
    objects = {
        oid: {"kind": found.kind, "data": base64.b64encode(found.data).decode()}
        for oid, found in sorted(proof.objects.items())
    }
    document = {
        "schema": _SCHEMA,
        "claims": asdict(proof.claims),
        "objects": objects,
        "checkpoint": proof.checkpoint,
        "witnessed": proof.witnessed,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def parse_proof(data: bytes) -> Proof:
    """Raises `ProofError`: not a proof, or an object in it that is not what its id says."""
    if len(data) > BYTES_AT_MOST:
        raise _unreadable(f"> {BYTES_AT_MOST}")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _unreadable(str(error)[:80]) from error
    _require(document, {"schema", "claims", "objects", "checkpoint", "witnessed"})
    if document["schema"] != _SCHEMA or not isinstance(document["objects"], dict):
        raise _unreadable("schema")
    for name in ("checkpoint", "witnessed"):
        if not isinstance(document[name], str | None):
            raise _unreadable(name)
    objects = {oid: _object(oid, row) for oid, row in document["objects"].items()}
    return Proof(_claims(document["claims"]), objects, document["checkpoint"], document["witnessed"])


def _claims(value: Any) -> Claims:
    _require(value, {field.name for field in fields(Claims)})
    for field in fields(Claims):
        if type(value[field.name]) is not field.type:  # a bool is no version
            raise _unreadable(field.name)
    claims = Claims(**value)
    sound = {
        "item": item_path(claims.item) is not None,
        "version": claims.version > 0,
        "digest": _DIGEST.fullmatch(claims.digest) is not None,
        **{name: _ID.fullmatch(value[name]) is not None for name in ("commit", "anchor", "head")},
    }
    for name, is_sound in sound.items():
        if not is_sound:
            raise _unreadable(name)
    return claims


def _object(oid: str, value: Any) -> GitObject:
    _require(value, {"kind", "data"})
    kind, text = value["kind"], value["data"]
    if kind not in _KINDS or not isinstance(text, str):
        raise _unreadable(oid[:40])
    try:
        data = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise _unreadable(oid[:40]) from error
    header = f"{kind} {len(data)}\0".encode()
    found = hashlib.sha1(header + data, usedforsecurity=False).hexdigest()
    if found != oid:
        raise ProofError(Finding("proof_object_altered", expected=oid[:64], found=found))
    return GitObject(kind, data)


def _require(value: Any, names: set[str]) -> None:
    if not isinstance(value, dict) or value.keys() != names:
        raise _unreadable(", ".join(sorted(names)))


def _unreadable(what: str) -> ProofError:
    return ProofError(Finding("proof_unreadable", found=what))
