"""The names things go by: slugs, object ids, framework and schema ids.

Refuses everything design.md does not name: no upper case, no Thai digits (`[0-9]`, never a class that also matches
๐-๙), no shortened commit id, nothing before or after (`fullmatch`).
"""

import re
from typing import Final

__all__ = ["MAX_SLUG", "is_framework_id", "is_object_id", "is_schema_id", "is_slug"]

MAX_SLUG: Final = 64
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OBJECT_ID = re.compile(r"[0-9a-f]{40}")
_FRAMEWORK_ID = re.compile(r"oit-2[0-9]{3}")
_SCHEMA_ID = re.compile(r"[a-z]+(?:_[a-z]+)*/v[1-9][0-9]{0,2}")


def is_slug(text: str) -> bool:
    """Whether `text` may name a unit, office, person, obligation, group, wildcard or item."""
    return len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None


def is_object_id(text: str) -> bool:
    """Whether `text` is a whole id of a commit or another object of git."""
    return _OBJECT_ID.fullmatch(text) is not None


def is_framework_id(text: str) -> bool:
    return _FRAMEWORK_ID.fullmatch(text) is not None


def is_schema_id(text: str) -> bool:
    return _SCHEMA_ID.fullmatch(text) is not None
