"""The names things go by: slugs, object ids, framework and schema ids.

Refuses everything design.md does not name: no upper case, no Thai digits (`[0-9]`, never a class that also matches
๐-๙), no shortened commit id, nothing before or after (`fullmatch`).
"""

import re
from typing import Final, NewType, NoReturn

__all__ = [
    "MAX_SLUG",
    "CommitId",
    "FrameworkId",
    "ObjectId",
    "SchemaId",
    "Slug",
    "find_schema_version",
    "is_file_digest",
    "is_framework_id",
    "is_object_id",
    "is_schema_id",
    "is_slug",
    "parse_commit_id",
    "parse_framework_id",
    "parse_object_id",
    "parse_schema_id",
    "parse_slug",
]

Slug = NewType("Slug", str)
"""The id of a unit, office, person, obligation, group or wildcard, or the name of an item."""
ObjectId = NewType("ObjectId", str)
CommitId = NewType("CommitId", ObjectId)
FrameworkId = NewType("FrameworkId", str)
SchemaId = NewType("SchemaId", str)

MAX_SLUG: Final = 64
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OBJECT_ID = re.compile(r"[0-9a-f]{40}")
_FILE_DIGEST = re.compile(r"[0-9a-f]{64}")
_FRAMEWORK_ID = re.compile(r"oit-2[0-9]{3}")
_SCHEMA_ID = re.compile(r"(?P<shape>[a-z]+(?:_[a-z]+)*)/v(?P<major>[1-9][0-9]{0,2})")


def is_slug(text: str) -> bool:
    return len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None


def is_object_id(text: str) -> bool:
    return _OBJECT_ID.fullmatch(text) is not None


def is_file_digest(text: str) -> bool:
    """Whether `text` is a SHA-256 as attachments are named by."""
    return _FILE_DIGEST.fullmatch(text) is not None


def is_framework_id(text: str) -> bool:
    return _FRAMEWORK_ID.fullmatch(text) is not None


def is_schema_id(text: str) -> bool:
    return _SCHEMA_ID.fullmatch(text) is not None


def find_schema_version(schema_id: str) -> tuple[str, int] | None:
    """`contact/v1` -> `("contact", 1)`; None for what is not a schema id."""
    match = _SCHEMA_ID.fullmatch(schema_id)
    return (match["shape"], int(match["major"])) if match else None


def parse_slug(text: str) -> Slug:
    return Slug(text) if is_slug(text) else _refuse("slug", text)


def parse_object_id(text: str) -> ObjectId:
    return ObjectId(text) if is_object_id(text) else _refuse("object id", text)


def parse_commit_id(text: str) -> CommitId:
    return CommitId(ObjectId(text)) if is_object_id(text) else _refuse("commit id", text)


def parse_framework_id(text: str) -> FrameworkId:
    return FrameworkId(text) if is_framework_id(text) else _refuse("framework id", text)


def parse_schema_id(text: str) -> SchemaId:
    return SchemaId(text) if is_schema_id(text) else _refuse("schema id", text)


def _refuse(kind: str, text: str) -> NoReturn:
    raise ValueError(f"not a {kind}: {text!r}")
