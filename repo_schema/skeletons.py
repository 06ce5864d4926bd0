"""An item's file to fill in: every field that its schemas and profile require, with its Thai label beside it.

What only the clerk can know is left empty, and an empty field is a finding, so that no placeholder can be published.
What stands for another field, or is needed in some cases only, is written as a comment.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from repo_schema.labels import resolve
from repo_schema.law import Obligation
from repo_schema.layout import ItemPath
from repo_schema.profile import find_profile
from repo_schema.validation import schema_resources

_BASE: Final = "https://prongsai.example/schema/"
_KNOWN: Final = ("schema", "obligation", "unit", "period", "prepared_on", "classification")
_NAMES_BELONG_IN_FILES: Final = (
    "# ข้อความยาวที่อาจมีชื่อหรือข้อมูลของบุคคล ให้ใส่ในไฟล์แนบ (prongsai attach): ไฟล์แนบลบถาวรได้ง่าย ข้อความในแบบนี้ลบยาก"
)
"""Bytes outside the history go at no cost; a text in it costs every newcomer a plain clone (docs/erasing.md)."""
_NO_NAMES: Final = "ไม่ใส่ชื่อหรือข้อมูลของบุคคล"
_PROSE: Final = ("/text", "/text_or_none", "/summary")
"""How the schemas name free text of any length."""
_DEEPEST: Final = 8
_Schema = Mapping[str, Any]


def skeleton(row: Obligation, kind: ItemPath, day: date) -> bytes:
    """The YAML of a new item at `kind`, begun on `day`."""
    profile = find_profile(row.profile) or {}
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
    lines = [f"# ต้องมี: {asked['th']}" for asked in profile.get("x-asks", ())]
    for name, field, more, _ in _wanted(envelope, profile):
        if name != "content":
            lines += [f"{name}: {filled[name]}"] if name in _KNOWN else _field(name, field, more, 0)
    if "content" not in profile.get("required", ()):
        lines.append("# ถ้าไม่มีข้อมูลจริง ให้ลบ content ทั้งหมด แล้วเขียน  nil_statement: {reason: {th: เหตุผล}}  แทน")
    asked = profile.get("properties", {}).get("content", {})
    lines.append(_NAMES_BELONG_IN_FILES)
    lines += ["content:", *(line for below in _below(content, asked, 1) for line in below)]
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


def _wanted(schema: _Schema, profile: _Schema) -> Iterator[tuple[str, _Schema, _Schema, bool]]:
    """The fields to show: the required ones; where none is, all of them.

    Each comes with what the profile asks of it, and whether it is only for some cases.
    """
    required = {*schema.get("required", ()), *profile.get("required", ())}
    sometimes: set[str] = set()
    for first, *others in _choices(schema, profile):
        if required.isdisjoint((first, *others)):
            required.add(first)
            sometimes.update(others)
    for name, companions in schema.get("dependentRequired", {}).items():
        required.update(companions if name in required else ())
    for case in schema.get("allOf", ()):
        sometimes.update(case.get("then", {}).get("required", ()))
    asked = profile.get("properties", {})
    for name, field in schema["properties"].items():
        if name in required or name in sometimes or not required:
            yield name, field, asked.get(name, {}), bool(required) and name not in required


def _choices(*schemas: _Schema) -> Iterator[list[str]]:
    """Fields of which one is required."""
    for schema in schemas:
        for options in (schema.get("oneOf"), schema.get("anyOf")):
            names = [name for option in options or () for name in option["required"]]
            if names and "nil_statement" not in names:
                yield names


def _below(schema: _Schema, asked: _Schema, depth: int) -> Iterator[list[str]]:
    """The lines of each field of an object."""
    for name, field, more, is_sometimes in _wanted(schema, asked):
        lines = _field(name, field, more, depth)
        indent = "  " * depth
        yield [f"{indent}# {line.removeprefix(indent)}" for line in lines] if is_sometimes else lines


def _field(name: str, schema: _Schema, asked: _Schema, depth: int) -> list[str]:
    resolved = resolve(schema)
    comment = _comment(resolved, asked)
    if schema.get("$ref", "").endswith(_PROSE):
        comment = f"{comment or '  #'} ({_NO_NAMES})"
    head = f"{'  ' * depth}{name}:"
    if depth > _DEEPEST:
        return [head]
    if resolved.get("type") == "object" and "properties" in resolved:
        return [head + comment, *(line for below in _below(resolved, asked, depth + 1) for line in below)]
    if resolved.get("type") == "array":
        return [head + comment, *_first_element(resolve(resolved.get("items", {})), asked.get("items", {}), depth + 1)]
    if "const" in resolved:
        return [f"{head} {_yaml(resolved['const'])}{comment}"]
    return [head + comment]


def _first_element(schema: _Schema, asked: _Schema, depth: int) -> list[str]:
    indent = "  " * depth
    if schema.get("type") != "object" or "properties" not in schema:
        return [f"{indent}-"]
    lines = [line for below in _below(schema, asked, depth + 1) for line in below]
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]


def _comment(schema: _Schema, asked: _Schema) -> str:
    """Its label, and what may be written there: a value and what it means."""
    label = schema.get("x-label", {}).get("th")
    meanings = schema.get("x-values", {})
    allowed = asked.get("enum") or ([asked["const"]] if "const" in asked else schema.get("enum"))
    if allowed is None and schema.get("type") == "boolean":
        allowed = [True, False]
    values = [
        f"{_yaml(value)} ({meanings[value]['th']})" if value in meanings else _yaml(value) for value in allowed or ()
    ]
    parts = [part for part in (label, " | ".join(values)) if part]
    return f"  # {' : '.join(parts)}" if parts else ""


def _yaml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
