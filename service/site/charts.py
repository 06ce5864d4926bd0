"""Bars for what is a list of numbers: how long each is, of the longest. The table stands beside them, always.

Drawn by the page as one small SVG a bar, with its words as words, so that they wrap, grow and are read aloud.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

__all__ = ["Bar", "Chart", "chart_of_rows", "chart_of_table"]

Label = Mapping[str, str]

_BARS_AT_MOST: Final = 12
_SERIES_AT_MOST: Final = 3
_FEWEST: Final = 2
_NUMBER: Final = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,4})?")
_SUM: Final = re.compile(r"\s*(?:รวม|ยอดรวม|total)", re.IGNORECASE)
"""A row of sums is not one more bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    label: Label
    series: int
    """Which of the chart's names it belongs to."""
    value: int | float | Decimal
    percent: float
    """Of the longest bar."""


@dataclass(frozen=True, slots=True)
class Chart:
    title: Label
    names: tuple[Label, ...]
    bars: tuple[Bar, ...]
    left_out: int
    """Rows that the table has and the drawing has not: the smallest."""


def chart_of_rows(title: Label, rows: Sequence[Mapping[str, Any]], name: str, amount: str) -> Chart | None:
    """One bar for each row that has the amount (money, as text)."""
    pairs = [(row[name], [Decimal(row[amount])]) for row in rows if row.get(amount) is not None]
    return _chart(title, ({"th": "บาท", "en": "baht"},), pairs)


def chart_of_table(table: Mapping[str, Any]) -> Chart | None:
    """Of a table of statistics: the columns of numbers that share the first one's unit, by the first of words."""
    rows = [row for row in table["rows"] if row and not _SUM.match(str(row[0]))]
    columns = table["columns"]
    numeric = [at for at in range(1, len(columns)) if rows and all(_is_number(row, at) for row in rows)]
    if not numeric:
        return None
    unit = columns[numeric[0]].get("unit")
    chosen = [at for at in numeric if columns[at].get("unit") == unit][:_SERIES_AT_MOST]
    names = tuple(columns[at]["name"] for at in chosen)
    return _chart(table["title"], names, [({"th": str(row[0])}, [_number(row[at]) for at in chosen]) for row in rows])


def _chart(title: Label, names: tuple[Label, ...], rows: Sequence[tuple[Label, Sequence[Any]]]) -> Chart | None:
    """None where there is nothing to compare."""
    longest = max((value for _, values in rows for value in values), default=0)
    if len(rows) < _FEWEST or longest <= 0 or any(value < 0 for _, values in rows for value in values):
        return None
    room = max(_BARS_AT_MOST // len(names), _FEWEST)
    kept = sorted(sorted(range(len(rows)), key=lambda at: -max(rows[at][1]))[:room])
    bars = tuple(
        Bar(rows[at][0], series, value, round(float(value / longest * 100), 1))
        for at in kept
        for series, value in enumerate(rows[at][1])
    )
    return Chart(title, names, bars, len(rows) - len(kept))


def _is_number(row: Sequence[Any], at: int) -> bool:
    value = row[at] if at < len(row) else None
    return isinstance(value, int | float) or (isinstance(value, str) and bool(_NUMBER.fullmatch(value)))


def _number(value: float | str) -> int | float | Decimal:
    return Decimal(value) if isinstance(value, str) else value
