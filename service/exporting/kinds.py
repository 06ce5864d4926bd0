"""What a content type is called at the end of a file's name: nginx tells the type by it."""

import re
from typing import Final

from repo_schema.file_types import FILE_TYPES

__all__ = ["kind_of", "media_type_of"]

_KINDS: Final = {
    "text/html": "html",
    "application/problem+json": "problem",
    "application/atom+xml": "atom",
    "application/ld+json": "jsonld",
    "application/link-format": "link",
    "text/calendar": "ics",
    "text/css": "css",
    "font/ttf": "ttf",
    "image/jpeg": "jpg",
    **{known.media_type: extension for extension, known in FILE_TYPES.items() if extension != "jpeg"},
}
_OTHER: Final = re.compile(r"[^a-z0-9]+")


def media_type_of(content_type: str) -> str:
    """Without its parameters: the character set of all text is UTF-8."""
    return content_type.partition(";")[0].strip().lower()


def kind_of(content_type: str) -> str:
    media_type = media_type_of(content_type)
    return _KINDS.get(media_type) or _OTHER.sub("-", media_type)
