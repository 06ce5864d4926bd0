"""Whether an item is the previous period's over again, with only the dates changed.

Pointed out to whoever checks, and never a ground for refusal: some things do stay as they are. What names a time is set
aside (fields that hold one, ISO dates, Thai dates, months and Buddhist years in running text); all else must be equal,
attachments by their bytes.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from repo_schema.calendar import TH_MONTHS, TH_MONTHS_SHORT
from repo_schema.periods import Cadence, find_period, period_of
from repo_schema.search_text import fold

__all__ = ["is_copied", "previous_name"]

_OF_A_TIME: Final = frozenset(
    {"period", "effective_on", "prepared_on", "dated", "month", "year", "fiscal_year", "half", "based_on"}
)
"""Fields that differ from one period to the next by what they are."""
_A_DAY: Final = timedelta(days=1)
_PERIODIC: Final = ("fiscal_year", "half_year", "month")
_MONTHS: Final = "|".join(re.escape(name) for name in (*TH_MONTHS, *TH_MONTHS_SHORT))
_TIMES: Final = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}(?:-[0-9]{{2}})?|(?:[0-9]{{1,2}}\s*)?(?:{_MONTHS})(?:\s*(?:พ\.ศ\.)?\s*[0-9]{{2,4}})?"
    r"|(?<![0-9.,])2[45][0-9]{2}(?![0-9.,]*[0-9])"
)


def previous_name(cadence: str, name: str) -> str | None:
    """The name of the period before `name`; None where items do not follow one another by period."""
    period = find_period(cadence, name) if cadence in _PERIODIC else None  # type: ignore[arg-type]  # checked beside it
    if period is None:
        return None
    known: Cadence = cadence  # type: ignore[assignment]  # the same
    return period_of(known, period.first - _A_DAY).name


def is_copied(document: Mapping[str, Any], earlier: Mapping[str, Any]) -> bool:
    """Whether `document` says nothing that `earlier` did not; an item that states nil repeats itself rightly."""
    if "nil_statement" in document:
        return False
    return bool(_timeless(_said(document)) == _timeless(_said(earlier)))


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    files = sorted(row["file"] for row in document.get("attachments", ()))
    return {"content": document.get("content"), "files": files, "links": document.get("links")}


def _timeless(value: Any) -> Any:
    match value:
        case dict():
            return {name: _timeless(inner) for name, inner in value.items() if name not in _OF_A_TIME}
        case list():
            return [_timeless(inner) for inner in value]
        case str():
            return _TIMES.sub("#", fold(value))
        case _:
            return value
