"""Rows put in the order that a page shows them in: by group, by year, by unit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from repo_schema.calendar import fiscal_year_of, period_range

__all__ = ["by_group", "by_year", "unit_names"]

Record = Mapping[str, Any]


def by_group(obligations: Iterable[Record]) -> list[dict[str, Any]]:
    """The catalogue's groups, each with its obligations, in the catalogue's order."""
    groups: dict[str, dict[str, Any]] = {}
    for row in obligations:
        group = groups.setdefault(row["group"]["id"], {**row["group"], "obligations": []})
        group["obligations"].append(row)
    return list(groups.values())


def by_year(items: Iterable[Record]) -> list[tuple[int, list[Record]]]:
    """Items by the fiscal year in which the period they report on ends, the newest first."""
    years: dict[int, list[Record]] = defaultdict(list)
    for item in items:
        _, last = period_range(item["period"])
        years[fiscal_year_of(last)].append(item)
    for rows in years.values():
        rows.sort(key=lambda row: (row["unit"], row["id"]))
    return sorted(years.items(), reverse=True)


def unit_names(organisation: Record) -> dict[str, Any]:
    return {row["id"]: row["name"] for row in organisation["units"]}
