"""The formats that schemas name and both validators must judge alike: `date`, `uri`, `email`, `juristic-number`.

Refused: a date outside living memory (a Buddhist year lands there), any address but http and https, one that carries
credentials, an e-mail address in any of RFC 5322's odder forms, and every citizen's number.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from repo_schema.calendar import BUDDHIST_ERA

__all__ = [
    "FIRST_DAY",
    "FORMATS",
    "LAST_DAY",
    "find_gregorian",
    "is_date",
    "is_email",
    "is_juristic_number",
    "is_web_address",
]

FIRST_DAY: Final = date(1937, 1, 1)
LAST_DAY: Final = date(2057, 12, 31)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_EMAIL = re.compile(
    r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*(?:\.[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*)+"
)
_JURISTIC = re.compile(r"0[1-9][0-9]{11}")
_NOT_IN_URL = re.compile(r"[\s\\<>\"`{}|^]")


@lru_cache(maxsize=4096)
def is_date(text: str) -> bool:
    """Whether `text` is a real Gregorian day from 1937 to 2057, written YYYY-MM-DD."""
    if not _DATE.fullmatch(text):
        return False
    try:
        return FIRST_DAY <= date.fromisoformat(text) <= LAST_DAY
    except ValueError:
        return False


def find_gregorian(text: str) -> str | None:
    """`2025-10-01` for `2568-10-01`; None for what is not a day with a Buddhist year."""
    match = _DATE.fullmatch(text)
    meant = f"{int(match[1]) - BUDDHIST_ERA:04d}-{match[2]}-{match[3]}" if match else ""
    return meant if is_date(meant) else None


def is_web_address(text: str) -> bool:
    """Whether `text` is an absolute http or https address, with a host and without credentials."""
    if _NOT_IN_URL.search(text):
        return False
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return has_host and parts.scheme in {"http", "https"} and "@" not in parts.netloc


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def is_juristic_number(text: str) -> bool:
    """Whether `text` numbers a juristic person: 13 digits that begin as no citizen's do, the last one checking."""
    if not _JURISTIC.fullmatch(text):
        return False
    weighed = sum(weight * int(digit) for weight, digit in zip(range(13, 1, -1), text[:12], strict=True))
    return (11 - weighed % 11) % 10 == int(text[12])


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "date": is_date,
    "uri": is_web_address,
    "email": is_email,
    "juristic-number": is_juristic_number,
}
