"""What the fields of a document are called, in Thai and English, as its schemas say.

The words stand in the schemas themselves (`x-label`, `x-values`); nothing here adds any.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from repo_schema.documents import Pointer
from repo_schema.law import Label
from repo_schema.validation import find_schema, schema_resources

__all__ = ["find_label", "resolve"]


def resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """`schema` with its reference followed; what stands beside the reference is kept and goes first."""
    while "$ref" in schema:
        document, _, pointer = schema["$ref"].partition("#")
        found: Any = schema_resources()[document]
        for part in pointer.strip("/").split("/"):
            found = found[part] if part else found
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        merged = dict(found) | beside
        if "properties" in found and "properties" in beside:
            merged["properties"] = found["properties"] | beside["properties"]
        schema = merged
    return schema


@lru_cache(maxsize=4096)
def find_label(schema_id: str, pointer: Pointer) -> Label | None:
    """Find what the field at `pointer` of a document of this schema is called; None where no schema says."""
    schema = find_schema(schema_id)
    for step in pointer if schema else ():
        schema = resolve(schema or {})
        schema = schema.get("items") if isinstance(step, int) else schema.get("properties", {}).get(step)
        if schema is None:
            return None
    label = resolve(schema or {}).get("x-label")
    return Label(label["th"], label.get("en")) if label else None
