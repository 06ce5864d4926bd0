"""How punctual each unit was, month by month: duties by the month they fell due in, as a wall chart would show them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from repo_schema.compliance import tally
from repo_schema.duties import Duty

__all__ = ["months_until", "punctuality"]


def months_until(day: date, count: int) -> tuple[str, ...]:
    """The last `count` months, the one of `day` included, oldest first: `2025-10`."""
    return tuple(reversed([month for month, _ in zip(_back(day), range(count), strict=False)]))


def punctuality(duties: Iterable[Duty], months: Iterable[str]) -> list[dict[str, Any]]:
    """For each unit that ever owed anything, by id: its tally in each of `months`, None where nothing fell due."""
    owed: dict[str, dict[str, list[Duty]]] = defaultdict(lambda: defaultdict(list))
    for duty in duties:
        owed[duty.unit][f"{duty.due_on:%Y-%m}"].append(duty)
    shown = tuple(months)
    return [
        {
            "unit": unit,
            "months": [{"month": month} | tally(rows[month]) if month in rows else None for month in shown],
        }
        for unit, rows in sorted(owed.items())
    ]


def _back(day: date) -> Iterator[str]:
    month = day.year * 12 + day.month - 1
    while True:
        yield f"{month // 12:04}-{month % 12 + 1:02}"
        month -= 1
