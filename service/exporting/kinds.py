"""What a content type is called at the end of a file's name: nginx tells the type by it."""

import re
from collections.abc import Mapping
from typing import Final

from repo_schema.file_types import FILE_TYPES

__all__ = ["ATTACHED", "kind_of", "plain"]

ATTACHED: Final[Mapping[str, str]] = {
    extension: known.media_type for extension, known in FILE_TYPES.items() if extension != "jpeg"
}
"""Kinds that attachments can be of, and their types."""
_KINDS: Final = {
    "text/html": "html",
    "application/problem+json": "problem",
    "application/atom+xml": "atom",
    "application/ld+json": "jsonld",
    "application/link-format": "link",
    "text/calendar": "ics",
    "text/css": "css",
    "font/ttf": "ttf",
    **{media_type: extension for extension, media_type in ATTACHED.items()},
}
_OTHER: Final = re.compile(r"[^a-z0-9]+")


def plain(content_type: str) -> str:
    """Without the character set, where that is all it says beside the type: all text is UTF-8."""
    return content_type.lower().removesuffix("; charset=utf-8")


def kind_of(content_type: str) -> str:
    return _KINDS.get(plain(content_type)) or _OTHER.sub("-", plain(content_type))
