"""The unavoidable parts of verifying, as bare loops: what `verify` is measured against, proving nothing by itself.

    python benchmarks/bare.py GIT_DIR

One `git log -m --raw` and one `git cat-file --batch` stream; every commit's SSHSIG checked with `cryptography` and its
key looked up; every changed document read by the C YAML loader behind an event guard, and validated by its compiled
schema. No policy, no manifests, no references, no re-hashing, no errors worth reading.
"""

import base64
import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any

import jsonschema_rs
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

sys.path.insert(0, str(Path(__file__).parents[1]))

from repo_schema.formats import FORMATS
from repo_schema.validation import find_schema, schema_resources

DEPTH, NODES = 20, 20_000
ID = re.compile(r"[0-9a-f]{40}")


class Loader(yaml.CSafeLoader):
    """Dates stay text, as JSON Schema asks."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as the library has it
        first: [row for row in rows if row[0] != "tag:yaml.org,2002:timestamp"]
        for first, rows in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


@cache
def compiled(schema_id: str) -> jsonschema_rs.Validator:
    registry = jsonschema_rs.Registry([(uri, dict(found)) for uri, found in schema_resources().items()])
    schema = dict(find_schema(schema_id) or {})
    return jsonschema_rs.validator_for(
        schema, registry=registry, formats=dict(FORMATS), validate_formats=True, offline=True
    )


def log(git_dir: str) -> tuple[list[str], list[str]]:
    """Every commit, and every blob that any of them put in place."""
    command = ["git", "--git-dir", git_dir, "log", "-m", "--raw", "-z", "--no-abbrev", "--format=%H", "main"]
    commits: dict[str, None] = {}
    blobs: dict[str, None] = {}
    for row in subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0"):
        text = row.strip()
        if text.startswith(":"):
            blobs[text.split(" ")[3]] = None
        elif ID.fullmatch(text):
            commits[text] = None
    return list(commits), [oid for oid in blobs if set(oid) != {"0"}]


def read(git_dir: str, oids: Iterable[str]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as wanted:
        wanted.write("".join(f"{oid}\n" for oid in oids).encode())
        wanted.seek(0)
        command = ["git", "--git-dir", git_dir, "cat-file", "--batch", "--buffer"]
        with subprocess.Popen(command, stdin=wanted, stdout=subprocess.PIPE) as process:
            if process.stdout is None:
                raise AssertionError
            yield from _answers(process.stdout)


def _answers(stream: IO[bytes]) -> Iterator[bytes]:
    while header := stream.readline():
        size = int(header.rsplit(b" ", 1)[1])
        yield stream.read(size + 1)[:-1]


def check(raw: bytes, keys: dict[bytes, Ed25519PublicKey]) -> None:
    head, _, message = raw.partition(b"\n\n")
    head, _, folded = head.partition(b"\ngpgsig ")
    lines = folded.split(b"\n ")
    blob = base64.b64decode(b"".join(lines[1:-1]))
    parts, at = [], 10
    for _ in range(5):
        size = int.from_bytes(blob[at : at + 4], "big")
        parts.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    key = keys.get(parts[0])
    if key is None:
        key = keys[parts[0]] = Ed25519PublicKey.from_public_bytes(parts[0][-32:])
    digest = hashlib.sha512(head + b"\n\n" + message).digest()
    fields = (b"git", b"", b"sha512", digest)
    signed = b"SSHSIG" + b"".join(len(part).to_bytes(4, "big") + part for part in fields)
    key.verify(parts[4][-64:], signed)


def load(data: bytes) -> Any:
    text = data.decode()
    depth = 0
    for nodes, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        kind = type(event)
        if kind is yaml.AliasEvent or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise ValueError(text)
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            depth += 1
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            depth -= 1
        if depth > DEPTH or nodes > NODES:
            raise ValueError(text)
    return yaml.load(text, Loader=Loader)


def main(git_dir: str) -> None:
    commits, blobs = log(git_dir)
    keys: dict[bytes, Ed25519PublicKey] = {}
    for raw in read(git_dir, commits):
        check(raw, keys)
    for data in read(git_dir, blobs):
        if data.startswith((b"version https", b"#")) and b"schema:" not in data:
            continue
        value = load(data)
        if isinstance(value, dict) and "schema" in value and not compiled(value["schema"]).is_valid(value):
            raise ValueError(value)
    print(len(commits), len(blobs))


if __name__ == "__main__":
    main(sys.argv[1])
