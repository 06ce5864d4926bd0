"""Whether an item is the previous period's over again, with only the dates changed.

Pointed out to whoever checks, and never a ground for refusal: some things do stay as they are. What names a time is set
aside (fields that hold one, ISO dates, Thai dates, months and Buddhist years in running text); all else must be equal,
attachments by their bytes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from repo_schema.calendar import TH_MONTHS, TH_MONTHS_SHORT
from repo_schema.differences import compare
from repo_schema.documents import render_pointer
from repo_schema.periods import Cadence, find_period, period_of
from repo_schema.search_text import fold

__all__ = ["Likeness", "find_copy", "previous_name"]

_OF_A_TIME: Final = frozenset(
    {"period", "effective_on", "prepared_on", "dated", "month", "year", "fiscal_year", "half", "based_on"}
)
"""Fields that differ from one period to the next by what they are."""
_SET_ASIDE: Final = frozenset({"schema", "obligation", "unit", "content", "attachments"})
"""Said otherwise, or the same of every item of the obligation."""
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


@dataclass(frozen=True, slots=True)
class Likeness:
    """How an item stands to the one it was copied from, by the places of its fields (`content.lines[0].spent`)."""

    same: tuple[str, ...]
    """Fields that say the same, those of the content one by one."""
    differing: tuple[str, ...]
    """Every place that differs: in the content by a time alone, around it (title, summary) perhaps by more."""


def find_copy(document: Mapping[str, Any], earlier: Mapping[str, Any]) -> Likeness | None:
    """How alike they are if `document` says nothing that `earlier` did not; None otherwise.

    An item that states nil repeats itself rightly.
    """
    if "nil_statement" in document or _timeless(_said(document)) != _timeless(_said(earlier)):
        return None
    now, then = _by_field(document), _by_field(earlier)
    differing = (step.pointer for step in compare(then, now))
    pointers = {(*str(name).split("."), *rest): None for name, *rest in differing}
    return Likeness(
        same=tuple(name for name in now if name in then and now[name] == then[name]),
        differing=tuple(render_pointer(pointer) for pointer in pointers),
    )


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    return {"content": document.get("content"), "files": _files(document), "links": document.get("links")}


def _files(document: Mapping[str, Any]) -> list[str]:
    """Attachments by their bytes, whatever they are called."""
    return sorted(row["file"] for row in document.get("attachments", ()))


def _by_field(document: Mapping[str, Any]) -> dict[str, Any]:
    """What people fill in, field by field."""
    content = document.get("content")
    inner = {f"content.{name}": value for name, value in content.items()} if isinstance(content, Mapping) else {}
    files = {"attachments": _files(document)} if document.get("attachments") else {}
    around = {name: value for name, value in document.items() if name not in _SET_ASIDE}
    return around | inner | files


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
