"""Whether an item gives what its obligation asks beyond its shape, and if not, what is missing.

A profile is a JSON Schema over a document that is valid by its shape already, so it need only say more. A row of the
catalogue names it (`structure/v1`); a row without one asks for its shape alone. `x-asks` says in words what the rules
are for, `x-period` how a field of the content lies to the item's period. Once released it is never edited (ADR 0013).
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import jsonschema_rs

from repo_schema.calendar import period_range
from repo_schema.documents import Document
from repo_schema.explanation import MAX_FINDINGS, build_reference, explain
from repo_schema.findings import Finding
from repo_schema.formats import FORMATS

__all__ = ["check_profile", "find_profile", "profile_ids", "shape_of"]

_BASE: Final = "https://prongsai.example/profile/"


def check_profile(document: Document, profile_id: str) -> tuple[Finding, ...]:
    """Judge `document`, valid by its schema, by profile `profile_id`, which must exist."""
    if not _quick(profile_id).is_valid(document.value):
        return explain(document, _reference(profile_id)) or (_disagreement(document, profile_id),)
    return tuple(_check_period(document, _profiles()[profile_id]))[:MAX_FINDINGS]


def find_profile(profile_id: str | None) -> Mapping[str, Any] | None:
    return None if profile_id is None else _profiles().get(profile_id)


def profile_ids() -> tuple[str, ...]:
    """List what a row of the catalogue may name."""
    return tuple(_profiles())


def shape_of(profile_id: str) -> str:
    """Give the shape whose content this profile asks more of."""
    return str(_profiles()[profile_id]["properties"]["schema"]["const"]).partition("/")[0]


@lru_cache(maxsize=1)
def _profiles() -> Mapping[str, Mapping[str, Any]]:
    folder = files("repo_schema") / "profiles"
    found = (json.loads(entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".json"))
    by_id = {str(profile["$id"]).removeprefix(_BASE): profile for profile in found}
    return MappingProxyType(dict(sorted(by_id.items())))


@lru_cache(maxsize=256)
def _quick(profile_id: str) -> jsonschema_rs.Validator:
    profile = dict(_profiles()[profile_id])
    return jsonschema_rs.validator_for(profile, formats=dict(FORMATS), validate_formats=True, offline=True)


@lru_cache(maxsize=256)
def _reference(profile_id: str) -> Any:
    return build_reference(_profiles()[profile_id], {})


def _check_period(document: Document, profile: Mapping[str, Any]) -> Iterator[Finding]:
    """Every field that `x-period` names: the whole of the item's period, or no day outside it."""
    period = document.value["period"]
    if period["kind"] == "as_of":
        return
    first, last = period_range(period)
    content = document.value.get("content", {})
    for name, relation in profile.get("x-period", {}).items():
        found = _days(content.get(name))
        if found is None:
            continue
        fits = found == (first, last) if relation == "whole" else first <= found[0] and found[1] <= last
        if not fits:
            yield Finding(
                "report_period_differs",
                path=document.path,
                line=document.line_of(("content", name)),
                field=f"content.{name}",
                expected=f"{first} – {last}",
                found=" – ".join(dict.fromkeys(map(str, found))),
            )
    if (last - first).days < 365 * profile.get("x-years-at-least", 0):
        yield Finding(
            "plan_too_short",
            path=document.path,
            line=document.line_of(("period",)),
            field="period",
            expected=str(profile["x-years-at-least"]),
        )


def _days(value: Any) -> tuple[date, date] | None:
    """A day, or a span of days."""
    if value is None:
        return None
    first, last = (value["from"], value["to"]) if isinstance(value, dict) else (value, value)
    return date.fromisoformat(first), date.fromisoformat(last)


def _disagreement(document: Document, profile_id: str) -> Finding:
    return Finding("schema_other", path=document.path, line=1, expected=profile_id)
