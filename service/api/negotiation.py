"""What a reader will take (RFC 9110, 12.5.1): an answer nobody asked for is refused before it is made.

A member that cannot be read is passed over, as if it were not there; without any, everything is welcome.
"""

import re
from typing import Final

from fastapi import Request

from service.problems import ProblemError

__all__ = ["accepts", "require_acceptable"]

_RANGE: Final = re.compile(r"([!#$%&'*+.^_`|~0-9a-z-]+)/([!#$%&'*+.^_`|~0-9a-z-]+)")
_QUALITY: Final = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_MEMBERS_AT_MOST: Final = 64


def require_acceptable(request: Request, media_type: str) -> None:
    """Raise `ProblemError` (406) when the reader said that `media_type` is of no use."""
    if not accepts(",".join(request.headers.getlist("accept")), media_type):
        raise ProblemError(
            "not_acceptable",
            th=f"ที่อยู่นี้ตอบเป็น {media_type} เท่านั้น ให้ส่ง Accept: {media_type} หรือ */*",
            en=f"This address answers as {media_type}; ask with Accept: {media_type} or */*.",
            available=[media_type],
        )


def accepts(header: str, media_type: str) -> bool:
    """Whether `header`, an `Accept` field, lets `media_type` through: the most specific range that fits decides."""
    ranges = [found for member in header.split(",")[:_MEMBERS_AT_MOST] if (found := _parse_range(member))]
    kind, _, subtype = media_type.partition(";")[0].partition("/")
    for wanted in ((kind, subtype), (kind, "*"), ("*", "*")):
        qualities = [quality for named, quality in ranges if named == wanted]
        if qualities:
            return max(qualities) > 0
    return not ranges


def _parse_range(member: str) -> tuple[tuple[str, str], float] | None:
    """`type/subtype` and its quality; None for what is no media range."""
    name, *parameters = (part.strip().lower() for part in member.split(";"))
    match = _RANGE.fullmatch(name)
    if match is None:
        return None
    qualities = [float(found[1]) for parameter in parameters if (found := _QUALITY.fullmatch(parameter))]
    return (match[1], match[2]), qualities[0] if qualities else 1.0
