"""An item's file to fill in: every required field of its schemas, in order, with its Thai label beside it.

What only the clerk can know is left empty, and an empty field is a finding, so that no placeholder can be published.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from repo_schema.law import Obligation
from repo_schema.layout import ItemPath
from repo_schema.validation import schema_resources

_BASE: Final = "https://prongsai.example/schema/"
_KNOWN: Final = ("schema", "obligation", "unit", "period", "prepared_on", "classification")
_DEEPEST: Final = 8


def skeleton(row: Obligation, kind: ItemPath, day: date) -> bytes:
    """The YAML of a new item at `kind`, begun on `day`."""
    envelope = schema_resources()[f"{_BASE}envelope/v1"]
    content = schema_resources()[f"{_BASE}{row.shape}/v1"]
    filled = {
        "schema": f"{row.shape}/v1",
        "obligation": kind.obligation,
        "unit": kind.unit,
        "period": _period(row, kind, day),
        "prepared_on": day.isoformat(),
        "classification": "public",
    }
    lines: list[str] = []
    for name in envelope["required"]:
        lines += [f"{name}: {filled[name]}"] if name in _KNOWN else _field(name, envelope["properties"][name], 0)
    lines += [
        "# ถ้าไม่มีข้อมูลจริง ให้ลบ content ทั้งหมด แล้วเขียน  nil_statement: {reason: {th: เหตุผล}}  แทน",
        "content:",
        *(line for name, field in _wanted(content) for line in _field(name, field, 1)),
    ]
    return ("\n".join(lines) + "\n").encode()


def _period(row: Obligation, kind: ItemPath, day: date) -> str:
    """The period that the item's name says, in flow style."""
    year, _, rest = kind.name.partition("-")
    match row.cadence:
        case "fiscal_year":
            return f"{{kind: fiscal_year, fiscal_year: {year}}}"
        case "half_year":
            return f"{{kind: half_year, fiscal_year: {year}, half: {rest.removeprefix('h')}}}"
        case "month":
            return f"{{kind: month, year: {year}, month: {int(rest) if rest.isdigit() else rest}}}"
        case "multi_year":
            return f"{{kind: multi_year, from_fiscal_year: {year}, to_fiscal_year: {rest}}}"
        case _:
            return f"{{kind: as_of, date: {day.isoformat()}}}"


def _wanted(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The fields to show: the required ones; where none is, all of them."""
    required = schema.get("required") or list(schema["properties"])
    return ((name, schema["properties"][name]) for name in required)


def _field(name: str, schema: Mapping[str, Any], depth: int, prefix: str = "") -> list[str]:
    resolved = _resolve(schema)
    indent = "  " * depth
    comment = _comment(schema, resolved)
    head = f"{indent}{prefix}{name}:"
    inner = depth + (2 if prefix else 1)
    if depth > _DEEPEST:
        return [head]
    if resolved.get("type") == "object" and "properties" in resolved:
        below = [line for field, sub in _wanted(resolved) for line in _field(field, sub, inner)]
        return [head + comment, *below]
    if resolved.get("type") == "array":
        return [head + comment, *_first_element(_resolve(resolved.get("items", {})), inner)]
    if "const" in resolved:
        return [f"{head} {resolved['const']}"]
    return [head + comment]


def _first_element(schema: Mapping[str, Any], depth: int) -> list[str]:
    if schema.get("type") != "object" or "properties" not in schema:
        return ["  " * depth + "-"]
    lines: list[str] = []
    for field, sub in _wanted(schema):
        below = _field(field, sub, depth + 1)
        if not lines:
            below[0] = "  " * depth + "- " + below[0].lstrip()
        lines += below
    return lines


def _resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        document, _, pointer = schema["$ref"].partition("#")
        found: Any = schema_resources()[document]
        for part in pointer.strip("/").split("/"):
            found = found[part] if part else found
        schema = found
    return schema


def _comment(schema: Mapping[str, Any], resolved: Mapping[str, Any]) -> str:
    label = schema.get("x-label") or resolved.get("x-label") or {}
    values = resolved.get("enum") or (["true", "false"] if resolved.get("type") == "boolean" else [])
    parts = [part for part in (label.get("th"), " | ".join(map(str, values))) if part]
    return f"  # {' : '.join(parts)}" if parts else ""
