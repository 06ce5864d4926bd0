"""Parts of a file (RFC 9110, section 14): what asks for them badly, too often or by the wrong method gets the whole."""

import re
from typing import Final

from fastapi import Request

__all__ = ["keep_sound_range"]

_ONE: Final = r"(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})"
_SOUND: Final = re.compile(rf"bytes=[ \t]*{_ONE}(?:[ \t]*,[ \t]*{_ONE}){{0,7}}")
"""At most eight ranges; a reader of films and PDFs asks for one or two, an attacker for thousands (14.2)."""


def keep_sound_range(request: Request) -> None:
    """Forget the request's `Range` where a server ignores it: not `GET`, another unit, malformed, or said twice."""
    said = request.headers.getlist("range")
    is_sound = len(said) == 1 and _SOUND.fullmatch(said[0].strip()) is not None and not _is_reversed(said[0])
    if said and not (is_sound and request.method == "GET"):
        request.scope["headers"] = [(name, value) for name, value in request.scope["headers"] if name != b"range"]


def _is_reversed(text: str) -> bool:
    """`9-5`: an invalid range makes the whole field invalid (14.1.1)."""
    pairs = (part.strip().partition("-") for part in text.partition("=")[2].split(","))
    return any(first and last and int(first) > int(last) for first, _, last in pairs)
