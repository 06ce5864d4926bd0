"""An item's file with tables put into it: what the sheet says filled in, every other line as it was.

The text is not rendered anew, so that the clerk's comments and order stay; afterwards it is read again, and a text
that does not say exactly what was meant is refused.
"""

from collections.abc import Mapping
from typing import Any, Final

from repo_schema.documents import Document, DocumentError, parse_document
from repo_schema.findings import Finding
from service.ledger.errors import RefusedError
from service.ledger.founding import render_yaml

__all__ = ["fill"]

_TOO_LARGE: Final = frozenset({"yaml_too_large", "yaml_too_many_nodes"})


def fill(text: str, content: Mapping[str, Any], *, path: str, file: str) -> str:
    """`text`, the item at `path`, with these fields of its content; a statement of nil gives way to them.

    Raises `RefusedError` where the text is no document, is written in a way this cannot extend, or grows too large.
    """
    before = _parse(text, path, file)
    if not isinstance(before.value.get("content"), dict):
        text = "\n".join(
            [*_without(before, text.rstrip("\n").split("\n"), ("nil_statement",), ("content",)), "content:"]
        )
        before = _parse(text + "\n", path, file)
    lines = _without(before, text.rstrip("\n").split("\n"), *(("content", name) for name in content))
    at = _end(_parse("\n".join(lines) + "\n", path, file), ("content",), len(lines))
    indent = _indent(_parse("\n".join(lines) + "\n", path, file), lines)
    filled = [f"{indent}{line}" for line in render_yaml(dict(content)).decode().rstrip("\n").split("\n")]
    result = "\n".join([*lines[:at], *filled, *lines[at:]]) + "\n"
    meant = {name: value for name, value in before.value.items() if name != "nil_statement"}
    meant["content"] = dict(before.value.get("content") or {}) | dict(content)
    if _parse(result, path, file).value != meant:
        raise RefusedError([Finding("yaml_syntax", path=path, field="content")])
    return result


def _indent(document: Document, lines: list[str]) -> str:
    """How the fields of the content are indented."""
    first = next(
        (line for pointer, line in document.lines.items() if pointer[:1] == ("content",) and pointer[1:]), None
    )
    return "  " if first is None else " " * (len(lines[first - 1]) - len(lines[first - 1].lstrip()))


def _parse(text: str, path: str, file: str) -> Document:
    try:
        return parse_document(text.encode(), path=path)
    except DocumentError as error:
        findings = [
            Finding("sheet_too_large", path=file, expected=found.expected, found=found.found)
            if found.code in _TOO_LARGE
            else found
            for found in error.findings
        ]
        raise RefusedError(findings) from error


def _without(document: Document, lines: list[str], *pointers: tuple[str, ...]) -> list[str]:
    """The lines but for those of these fields."""
    dropped = {
        number
        for pointer in pointers
        if pointer in document.lines
        for number in range(document.lines[pointer] - 1, _end(document, pointer, len(lines)))
    }
    return [line for number, line in enumerate(lines) if number not in dropped]


def _end(document: Document, pointer: tuple[str, ...], last: int) -> int:
    """The number of lines up to and including those of a field: where the next of its level, or above, begins."""
    start = document.lines[pointer]
    following = (
        line
        for other, line in document.lines.items()
        if line > start and len(other) <= len(pointer) and all(isinstance(step, str) for step in other)
    )
    return min(following, default=last + 1) - 1
