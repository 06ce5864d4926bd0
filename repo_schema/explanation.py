"""Why a document does not follow its schema, in findings a person can act on.

Slow and thorough where `validation` is quick: `jsonschema`, the reference validator, names every error, and each is
translated here; no text of a library reaches a reader. Stricter than the draft in one point: `2569.0` is no integer.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from repo_schema.documents import Document, Pointer, render_pointer
from repo_schema.findings import Finding
from repo_schema.formats import FORMATS, find_gregorian

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

__all__ = ["MAX_FINDINGS", "build_reference", "explain"]

MAX_FINDINGS: Final = 20
_SHOWN: Final = 60
"""Characters of what was found; of what is allowed more is shown, since a reader picks from it."""
_SHOWN_EXPECTED: Final = 300
_NOT_BLANK: Final = r"\S"
_CONTENT_OR_NIL: Final = ("content", "nil_statement", "imported")
_TYPES: Final[Mapping[type, str]] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}


def build_reference(schema: Mapping[str, Any], resources: Mapping[str, Mapping[str, Any]]) -> "Validator":
    """Build the reference validator of `schema`, its references resolved among `resources` (by `$id`)."""
    from jsonschema import FormatChecker  # noqa: PLC0415  # half a second, and only bad documents need it
    from referencing import Registry  # noqa: PLC0415
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

    formats = FormatChecker(formats=())
    for name, is_valid in FORMATS.items():
        formats.checks(name)(_of_text(is_valid))
    registry: Registry[Any] = Registry()
    registry = registry.with_resources(
        (uri, DRAFT202012.create_resource(_without_dialect(found))) for uri, found in resources.items()
    )
    validator: Validator = _dialect()(_without_dialect(schema), registry=registry, format_checker=formats)
    return validator


def explain(document: Document, reference: "Validator") -> tuple[Finding, ...]:
    """Say what is wrong, top of the page first: one finding for each field, at most `MAX_FINDINGS`."""
    by_field: dict[tuple[str, str | None], Finding] = {}
    for error in reference.iter_errors(document.value):
        for finding in _read_error(error, document):
            by_field.setdefault((finding.field or "", None if finding.field else finding.code), finding)
    findings = sorted(by_field.values(), key=lambda finding: (finding.line or 0, finding.field or ""))
    return tuple(findings[:MAX_FINDINGS])


def _without_dialect(schema: Mapping[str, Any]) -> dict[str, Any]:
    """`$schema` in a referenced schema would make `jsonschema` leave our dialect for the plain draft."""
    return {key: value for key, value in schema.items() if key != "$schema"}


@lru_cache(maxsize=1)
def _dialect() -> Any:
    """Draft 2020-12 as `jsonschema_rs` reads it: `$` is the very end, and an integer is an `int`."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from jsonschema.validators import extend  # noqa: PLC0415

    integers = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    return extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"pattern": _check_pattern}, type_checker=integers
    )


def _check_pattern(_validator: Any, pattern: str, instance: object, _schema: Any) -> "Iterator[ValidationError]":
    from jsonschema import ValidationError  # noqa: PLC0415

    whole = pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern
    if isinstance(instance, str) and not re.search(whole, instance):
        yield ValidationError("pattern")


def _of_text(is_valid: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda instance: not isinstance(instance, str) or is_valid(instance)


def _read_error(error: "ValidationError", document: Document) -> Iterator[Finding]:
    pointer: Pointer = tuple(error.absolute_path)
    for code, below, expected, found in _CASES.get(str(error.validator), _other)(error):
        at = (*pointer, *below)
        yield Finding(
            code,
            path=document.path,
            line=document.line_of(at),
            field=render_pointer(at) or None,
            expected=_cut(expected, _SHOWN_EXPECTED),
            found=_cut(found, _SHOWN),
        )


_Case = tuple[str, Pointer, str | None, str | None]
"""Code, pointer below the error's own, expected, found."""


def _missing(error: Any) -> Iterator[_Case]:
    for name in error.validator_value:
        none = error.schema.get("properties", {}).get(name, {}).get("x-none")
        if name in error.instance:
            continue
        if name == "content" and not error.absolute_path:  # only a profile requires it: a nil statement is in its place
            yield "nil_not_allowed", ("nil_statement",), None, None
        elif none:
            yield "nil_not_stated", (name,), none, None
        else:
            yield "schema_missing_field", (name,), None, None


def _missing_beside(error: Any) -> Iterator[_Case]:
    for present, names in error.validator_value.items():
        for name in names if present in error.instance else ():
            if name not in error.instance:
                yield "schema_missing_field", (name,), None, None


def _unknown(error: Any) -> Iterator[_Case]:
    known = error.schema.get("properties", {})
    for name in error.instance:
        if name not in known:
            yield "schema_unknown_field", (name,), ", ".join(known), name


def _type(error: Any) -> Iterator[_Case]:
    expected = error.validator_value
    names = expected if isinstance(expected, str) else "/".join(expected)
    yield "schema_wrong_type", (), names, _type_of(error.instance)


def _value(error: Any) -> Iterator[_Case]:
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    yield "schema_wrong_value", (), ", ".join(_show(value) for value in allowed), _show(error.instance)


def _pattern(error: Any) -> Iterator[_Case]:
    if "x-none" in error.schema:
        yield "nil_not_stated", (), error.schema["x-none"], _show(error.instance)
    elif error.validator_value == _NOT_BLANK:
        yield "schema_too_short", (), "1", _show(error.instance)
    else:
        yield "schema_pattern", (), error.schema["examples"][0], _show(error.instance)


def _length(error: Any) -> Iterator[_Case]:
    if error.validator == "minLength" and "x-none" in error.schema:
        yield "nil_not_stated", (), error.schema["x-none"], _show(error.instance)
    else:
        code = "schema_too_short" if error.validator == "minLength" else "schema_too_long"
        yield code, (), str(error.validator_value), _show(error.instance)


def _count(error: Any) -> Iterator[_Case]:
    if error.validator == "minItems" and "x-none" in error.schema:
        yield "nil_not_stated", (), error.schema["x-none"], None
    else:
        code = "schema_too_few" if error.validator == "minItems" else "schema_too_many"
        yield code, (), str(error.validator_value), str(len(error.instance))


def _none_fits(error: Any) -> Iterator[_Case]:
    wanted = error.validator_value["properties"]
    allowed = (
        f"{name}: {' | '.join(_show(value) for value in (field.get('enum') or [field['const']]))}"
        for name, field in wanted.items()
    )
    yield "schema_none_fits", (), ", ".join(allowed), None


def _range(error: Any) -> Iterator[_Case]:
    low, high = error.schema.get("minimum", "…"), error.schema.get("maximum", "…")
    yield "schema_out_of_range", (), f"{low}–{high}", _show(error.instance)


def _format(error: Any) -> Iterator[_Case]:
    if error.validator_value == "juristic-number":
        yield "number_not_juristic", (), "0XXXXXXXXXXXX", _mask(error.instance)
    elif error.validator_value != "date":
        yield "schema_format", (), error.validator_value, _show(error.instance)
    elif meant := find_gregorian(error.instance):
        yield "date_invalid", (), meant, f"{error.instance} (พ.ศ./B.E.)"
    else:
        yield "date_invalid", (), "YYYY-MM-DD", _show(error.instance)


def _repeated(error: Any) -> Iterator[_Case]:
    del error
    yield "schema_not_unique", (), None, None


def _choice(error: Any) -> Iterator[_Case]:
    """Alternatives of required fields: none there, or (`oneOf`) more than one."""
    if not isinstance(error.instance, dict):  # of the wrong type, which is another error
        return
    names = [name for option in error.validator_value for name in option.get("required", ())]
    present = [name for name in names if name in error.instance]
    choice = " / ".join(names)
    if tuple(names) == _CONTENT_OR_NIL:
        yield "schema_content_or_nil", (), choice, " + ".join(present) or None
    elif present:
        yield "schema_wrong_value", (), choice, " + ".join(present)
    else:
        yield "schema_missing_field", (choice,), choice, None


def _other(error: Any) -> Iterator[_Case]:
    yield "schema_other", (), str(error.validator), _show(error.instance)


_CASES: Final[Mapping[str, Callable[[Any], Iterable[_Case]]]] = {
    "required": _missing,
    "dependentRequired": _missing_beside,
    "additionalProperties": _unknown,
    "type": _type,
    "const": _value,
    "enum": _value,
    "pattern": _pattern,
    "minLength": _length,
    "maxLength": _length,
    "minItems": _count,
    "maxItems": _count,
    "contains": _none_fits,
    "minimum": _range,
    "maximum": _range,
    "format": _format,
    "uniqueItems": _repeated,
    "oneOf": _choice,
    "anyOf": _choice,
}


def _type_of(value: object) -> str:
    return _TYPES.get(type(value), type(value).__name__)


def _mask(number: str) -> str:
    """What may be said of a number that might be a citizen's: how it begins, and how long it is."""
    return number[:1] + "•" * (min(len(number), _SHOWN) - 1)


def _show(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cut(text: str | None, most: int) -> str | None:
    return text if text is None or len(text) <= most else text[: most - 1] + "…"
