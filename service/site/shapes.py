"""An item's document made into blocks that a page can show: facts, tables, records, people, pictures, bars.

Driven by the schemas, whose labels are the words that officials see; a shape with no block of its own is still shown
whole, field by field. Pure: values stay values here, and become text where a template escapes them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from repo_schema.labels import resolve
from repo_schema.validation import find_schema
from service.site.charts import Chart, chart_of_rows, chart_of_table

__all__ = ["Block", "Fact", "Shown", "Table", "Value", "cut", "show_document"]

Label = Mapping[str, str]
Schema = Mapping[str, Any]

_AS_RECORDS: Final = frozenset({"documents", "channels", "units"})
"""Lists whose entries say too much for a row."""
_CHARTED: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("plan", "lines"): ("name", "budget"),
    ("report", "lines"): ("name", "budget_spent"),
    ("procurement_monthly", "rows"): ("work", "budget"),
}
"""Lists that are drawn as well: which field names a bar, and which is its length."""
_BY_REFERENCE: Final = frozenset({"money", "date", "month", "url", "email", "phone", "file", "slug", "percent"})
_NUMERIC: Final = frozenset({"money", "number", "percent"})
_UNNAMED: Final[Label] = {"th": "รายการ", "en": "Entry"}


class Value(NamedTuple):
    """`kind` says how `value` is shown."""

    kind: str
    value: Any


class Fact(NamedTuple):
    label: Label
    value: Value


@dataclass(frozen=True, slots=True)
class Table:
    title: Label
    columns: tuple[Label, ...]
    numeric: tuple[bool, ...]
    """Of each column: whether it is aligned by its last digit."""
    rows: tuple[tuple[Value, ...], ...]
    first: int = 0
    """How many rows stand before these."""
    total: int = 0
    """How many rows there are, where these are a part."""


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a page; `kind` names what `body` is."""

    kind: str
    """`facts`, `table`, `records`, `people`, `photos`, `prose`, `list`."""
    title: Label
    body: Any
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a document's values are looked up in: attachments by digest, units by id."""

    files: Mapping[str, Mapping[str, Any]]
    units: Mapping[str, Label]


def show_document(document: Mapping[str, Any], shown: Shown) -> tuple[Block, ...]:
    """The content in the order of its schema; facts of the top level stand together, first."""
    content = document.get("content")
    if not isinstance(content, Mapping):
        return ()
    schema = resolve(find_schema(document["schema"]) or {}).get("properties", {}).get("content", {})
    shape = str(document["schema"]).partition("/")[0]
    blocks: list[Block] = []
    facts: list[Fact] = []
    for name, field, value in _fields(schema, content):
        block = _block(shape, name, field, value, shown)
        if block is None:
            facts.append(Fact(_label(field, name), _value(field, value, shown)))
        else:
            blocks += block
    first = [Block("facts", {"th": "ข้อมูลโดยสรุป", "en": "In brief"}, tuple(facts))] if facts else []
    return (*first, *blocks)


def cut(blocks: Sequence[Block], first: int, last: int) -> Iterator[Block]:
    """The blocks with only the rows from `first` to before `last`, counted through all tables one after the other."""
    before = 0
    for block in blocks:
        if not isinstance(block.body, Table):
            yield block
            continue
        total = len(block.body.rows)
        start, end = max(first - before, 0), min(last - before, total)
        if start < end or (total == 0 and first == 0):
            body = replace(block.body, rows=block.body.rows[start:end], first=start, total=total)
            yield replace(block, body=body, chart=block.chart if start == 0 else None)
        before += total


def _fields(schema: Schema, value: Mapping[str, Any]) -> Iterator[tuple[str, Schema, Any]]:
    """Those that are there, in the schema's order; what the schema does not know comes last."""
    properties: Mapping[str, Schema] = resolve(schema).get("properties", {})
    for name in [*properties, *(name for name in value if name not in properties)]:
        if name in value:
            yield name, properties.get(name, {}), value[name]


def _block(shape: str, name: str, field: Schema, value: Any, shown: Shown) -> list[Block] | None:
    """What deserves a block of its own; None for a plain fact."""
    title = _label(field, name)
    if name == "tables":
        return [_free_table(table) for table in value]
    if _is_list_of_records(value):
        return [_block_of_records(shape, name, field, value, shown)]
    if isinstance(value, list):
        items = resolve(field).get("items", {})
        return [Block("list", title, tuple(_value(items, entry, shown) for entry in value))]
    if _is_label(value):
        return [Block("prose", title, value)]
    return [Block("facts", title, _facts(field, value, shown))] if isinstance(value, Mapping) else None


def _block_of_records(shape: str, name: str, field: Schema, rows: Sequence[Mapping[str, Any]], shown: Shown) -> Block:
    title, item = _label(field, name), resolve(field).get("items", {})
    if name == "people":
        return Block("people", title, tuple(_person(item, row, shown) for row in _in_order(rows)))
    if name == "photos":
        return Block("photos", title, tuple((shown.files.get(_digest(row["file"])), row["alt"]) for row in rows))
    if name in _AS_RECORDS:
        return Block("records", title, tuple(_record(item, row, shown) for row in rows))
    charted = _CHARTED.get((shape, name))
    chart = chart_of_rows(title, rows, *charted) if charted else None
    return Block("table", title, _table(title, item, rows, shown), chart)


def _facts(schema: Schema, value: Mapping[str, Any], shown: Shown) -> tuple[Fact, ...]:
    found = _fields(schema, value)
    return tuple(Fact(_label(field, name), _value(field, inner, shown)) for name, field, inner in found)


def _record(schema: Schema, row: Mapping[str, Any], shown: Shown) -> tuple[Label, tuple[Fact, ...]]:
    """What it is called, and the rest."""
    called = next((name for name in ("title", "label", "name") if name in row), None)
    rest = {name: value for name, value in row.items() if name != called}
    return row[called] if called else _UNNAMED, _facts(schema, rest, shown)


def _person(schema: Schema, row: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    rest = {name: value for name, value in row.items() if name not in {"name", "position", "order", "photo"}}
    photo = shown.files.get(_digest(row.get("photo", "")))
    return {"name": row["name"], "position": row["position"], "photo": photo, "facts": _facts(schema, rest, shown)}


def _in_order(people: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(people, key=lambda row: row.get("order", len(people)))


def _table(title: Label, schema: Schema, rows: Sequence[Mapping[str, Any]], shown: Shown) -> Table:
    """A column for every field that occurs in some row."""
    occurring = {name: None for row in rows for name in row}
    fields = [(name, field) for name, field, _ in _fields(schema, occurring)]
    cells = tuple(
        tuple(_value(field, row[name], shown) if name in row else Value("none", None) for name, field in fields)
        for row in rows
    )
    numeric = tuple(all(cell.kind in _NUMERIC | {"none"} for cell in column) for column in zip(*cells, strict=True))
    return Table(title, tuple(_label(field, name) for name, field in fields), numeric, cells)


def _free_table(table: Mapping[str, Any]) -> Block:
    """A table of statistics, whose columns are its author's own."""
    columns = tuple(_with_unit(column) for column in table["columns"])
    rows = tuple(tuple(_free(value) for value in row) for row in table["rows"])
    numeric = tuple(
        bool(rows) and all(index < len(row) and row[index].kind in _NUMERIC | {"none"} for row in rows)
        for index in range(len(columns))
    )
    title = table["title"]
    return Block("table", title, Table(title, columns, numeric, rows), chart_of_table(table))


def _with_unit(column: Mapping[str, Any]) -> Label:
    name, unit = column["name"], column.get("unit")
    if unit is None:
        return dict(name)
    return {lang: f"{words} ({unit.get(lang) or unit['th']})" for lang, words in name.items()}


def _free(value: Any) -> Value:
    if value is None:
        return Value("none", None)
    return Value("number", value) if isinstance(value, int | float) else Value("thai", value)


def _value(field: Schema, value: Any, shown: Shown) -> Value:
    reference = str(field.get("$ref", "")).rpartition("/")[2]
    schema = resolve(field)
    if isinstance(value, str) and value in schema.get("x-values", {}):
        return Value("text", schema["x-values"][value])
    if reference == "file":
        found = shown.files.get(_digest(value))
        return Value("file", found) if found else Value("thai", value)
    if reference == "slug":
        return Value("text", shown.units.get(value, {"th": value}))
    if reference in _BY_REFERENCE:
        return Value(reference, value)
    return _plain(schema, value, shown)


def _plain(schema: Schema, value: Any, shown: Shown) -> Value:
    """By what the value is, where the schema has no name for it."""
    if isinstance(value, bool):
        return Value("yes", value)
    if isinstance(value, list):
        items = schema.get("items", {})
        return Value("list", tuple(_value(items, entry, shown) for entry in value))
    if isinstance(value, Mapping):
        return Value("text", value) if _is_label(value) else Value("facts", _facts(schema, value, shown))
    if isinstance(value, str):
        return Value("url" if value.startswith(("https://", "http://")) else "thai", value)
    return Value("number", value)


def _label(field: Schema, name: str) -> Label:
    label: Label = resolve(field).get("x-label") or {"th": name}
    return label


def _is_label(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("th"), str)


def _is_list_of_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) and not _is_label(v) for v in value)


def _digest(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]
