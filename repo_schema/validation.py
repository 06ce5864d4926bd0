"""Whether a document follows the schema it names, and if not, why.

The `schema` field decides alone: `contact/v1` is the envelope of every item with the contact's `content`;
`settings/v1` is a document of its own. Two validators, one verdict: `jsonschema_rs` is quick and says yes or no, the
reference explains (`explanation`); a test holds them together. Where a document may stand is the law's question.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import jsonschema_rs

from repo_schema.consistency import check_consistency
from repo_schema.documents import Document
from repo_schema.explanation import MAX_FINDINGS, build_reference, explain
from repo_schema.findings import Finding
from repo_schema.formats import FORMATS

__all__ = ["ITEM_SHAPES", "find_schema", "schema_ids", "schema_resources", "validate"]

ITEM_SHAPES: Final = (
    "organisation",
    "contact",
    "channel_list",
    "document_set",
    "plan",
    "report",
    "statistics",
    "procurement_notice",
    "procurement_monthly",
    "activity_post",
    "qa",
    "risk_register",
)
"""Contents an item may have; their documents are envelopes."""
REPOSITORY_FORMAT: Final = 1
"""The newest format of a content repository that this release can judge (`format` in its settings)."""
_SETTINGS: Final = "settings/v"
_SETTINGS_MAJOR: Final = 1
_PARTS: Final = frozenset({"common/v1", "envelope/v1"})
_BASE: Final = "https://prongsai.example/schema/"
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def validate(document: Document) -> tuple[Finding, ...]:
    """Judge `document` by the schema it names; empty when nothing is wrong."""
    schema_id = document.value.get("schema")
    newer = _newer_format(document, schema_id)
    if newer is not None:
        return (newer,)
    quick = _quick(schema_id) if isinstance(schema_id, str) else None
    if not isinstance(schema_id, str) or quick is None:
        return (_unknown_schema(document, schema_id),)
    if not quick.is_valid(document.value):
        return explain(document, _reference(schema_id)) or (_disagreement(document),)
    if document.has_whole_float and (findings := explain(document, _reference(schema_id))):
        return findings
    return tuple(check_consistency(document))[:MAX_FINDINGS]


@lru_cache(maxsize=1)
def schema_resources() -> Mapping[str, Mapping[str, Any]]:
    """Give every packaged JSON Schema by its `$id`; references between them resolve here."""
    folder = files("repo_schema") / "schemas"
    found = (json.loads(entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".json"))
    by_id = {str(schema["$id"]): schema for schema in found}
    return MappingProxyType(dict(sorted(by_id.items())))


@lru_cache(maxsize=1)
def schema_ids() -> tuple[str, ...]:
    """List what a document's `schema` may say."""
    names = (uri.removeprefix(_BASE) for uri in schema_resources())
    return tuple(name for name in names if name not in _PARTS)


def find_schema(schema_id: str) -> Mapping[str, Any] | None:
    """Find the JSON Schema of a whole document of this id: for an item, the envelope around its content."""
    if schema_id not in schema_ids():
        return None
    content = schema_resources()[_BASE + schema_id]
    if schema_id.partition("/")[0] not in ITEM_SHAPES:
        return content
    return {
        "$schema": _DRAFT,
        "$id": f"{_BASE}item/{schema_id}",
        "title": content["title"],
        "x-label": content["x-label"],
        "$ref": f"{_BASE}envelope/v1",
        "properties": {"schema": {"const": schema_id}, "content": {"$ref": _BASE + schema_id}},
    }


@lru_cache(maxsize=1)
def _registry() -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([(uri, dict(found)) for uri, found in schema_resources().items()])


@lru_cache(maxsize=64)
def _quick(schema_id: str) -> jsonschema_rs.Validator | None:
    schema = find_schema(schema_id)
    if schema is None:
        return None
    return jsonschema_rs.validator_for(
        dict(schema), registry=_registry(), formats=dict(FORMATS), validate_formats=True, offline=True
    )


@lru_cache(maxsize=64)
def _reference(schema_id: str) -> Any:
    schema = find_schema(schema_id)
    if schema is None:
        raise AssertionError(f"no such schema: {schema_id!r}")
    return build_reference(schema, schema_resources())


def _newer_format(document: Document, schema_id: object) -> Finding | None:
    """Settings of a format that only a later release can judge: nothing else about them is said."""
    if not isinstance(schema_id, str) or not schema_id.startswith(_SETTINGS):
        return None
    major, form = schema_id.removeprefix(_SETTINGS), document.value.get("format")
    if major.isascii() and major.isdigit() and int(major[:9]) > _SETTINGS_MAJOR:
        found, field = schema_id, "schema"
    elif isinstance(form, int) and form > REPOSITORY_FORMAT:
        found, field = str(form), "format"
    else:
        return None
    line = document.line_of((field,))
    return Finding("format_newer", path=document.path, line=line, expected=str(REPOSITORY_FORMAT), found=found)


def _unknown_schema(document: Document, found: object) -> Finding:
    return Finding(
        "schema_unknown",
        path=document.path,
        line=document.line_of(("schema",)),
        field="schema",
        expected=", ".join(schema_ids()),
        found=None if found is None else str(found)[:60],
    )


def _disagreement(document: Document) -> Finding:
    return Finding("schema_other", path=document.path, line=1, expected=str(document.value["schema"]))
