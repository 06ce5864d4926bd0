"""Strict YAML: bytes in, a value with the line of every field out.

One pass over the parser's flat event stream, so that nothing nests before it has been counted (libyaml's composer can
be crashed by depth) and nothing is built that would be refused. Refused: aliases, anchors, tags, duplicate keys, keys
that are not text, a second document, a byte order mark, control and direction-changing characters, text not in NFC,
anything too large. Read as text, never guessed: dates, `no`, `1:30`, `.nan`, and numbers with a leading zero
(telephone numbers).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from repo_schema.findings import Finding

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Document",
    "DocumentError",
    "Pointer",
    "parse_document",
    "render_pointer",
]

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 20
MAX_NODES: Final = 20_000

Pointer: TypeAlias = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]|\r(?!\n)"
)
"""Unicode's controls, bidirectional marks and line separators: what a reviewer would not see."""
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")
_WORDS: Final[Mapping[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
_SHOWN: Final = 60


class DocumentError(Exception):
    """The bytes are not a document; `findings` say why (never empty)."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document; `lines` gives the 1-based line of every key and element."""

    path: str
    value: dict[str, Any]
    lines: Mapping[Pointer, int]
    has_whole_float: bool
    """A number like `2569.0` is there, which JSON Schema takes for an integer and Python does not."""

    def line_of(self, pointer: Sequence[str | int]) -> int:
        """Return the line of what `pointer` names, or of its nearest ancestor that is there."""
        at = tuple(pointer)
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)


def parse_document(data: bytes, *, path: str) -> Document:
    """Read `data` as the document at `path`; raises `DocumentError` for anything but one well-formed mapping."""
    text = _decode(data, path)
    builder = _Builder(path)
    try:
        events = _LOADER(text)
        while (event := events.get_event()) is not None:
            builder.take(event)
    except yaml.YAMLError as error:
        raise DocumentError(_syntax_finding(error, path)) from error
    return builder.finish()


def _decode(data: bytes, path: str) -> str:
    if len(data) > MAX_BYTES:
        raise DocumentError(Finding("yaml_too_large", path=path, expected=str(MAX_BYTES), found=str(len(data))))
    if data.startswith(_BYTE_ORDER_MARK):
        raise DocumentError(Finding("yaml_byte_order_mark", path=path, line=1))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"0x{data[error.start]:02x}"
        raise DocumentError(Finding("yaml_not_utf8", path=path, line=line, found=found)) from None
    if bad := _FORBIDDEN.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        found = f"U+{ord(bad[0]):04X}"
        raise DocumentError(Finding("yaml_control_character", path=path, line=line, found=found))
    return text


def _syntax_finding(error: yaml.YAMLError, path: str) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None)
    line = mark.line + 1 if mark is not None else None
    return Finding("yaml_syntax", path=path, line=line, found=None if problem is None else str(problem)[:_SHOWN])


def _read_plain(text: str) -> str | float | bool | None:
    """Give a plain scalar its value: YAML 1.2's core words and numbers, all else text."""
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first in "0123456789+-":
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
    return text


class _Builder:
    """Takes events, holds the open collections; a value is complete when its end event has come."""

    __slots__ = (
        "_box",
        "_documents",
        "_has_whole_float",
        "_key",
        "_lines",
        "_nodes",
        "_open",
        "_path",
        "_pointer",
        "_root",
    )

    def __init__(self, path: str) -> None:
        self._path = path
        self._root: Any = None
        self._lines: dict[Pointer, int] = {}
        self._nodes = 0
        self._documents = 0
        self._has_whole_float = False
        self._box: dict[str, Any] | list[Any] | None = None
        self._key: str | None = None
        self._pointer: Pointer = ()
        self._open: list[tuple[dict[str, Any] | list[Any] | None, str | None, Pointer]] = []

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is ScalarEvent:
            self._take_scalar(event)
        elif kind is MappingStartEvent:
            self._enter({}, event)
        elif kind is SequenceStartEvent:
            self._enter([], event)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._box, self._key, self._pointer = self._open.pop()
        elif kind is AliasEvent:
            self._refuse("yaml_alias", event, found=f"*{event.anchor}")
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._refuse("yaml_several_documents", event)

    def finish(self) -> Document:
        if self._root is None:
            raise DocumentError(Finding("yaml_empty", path=self._path, line=1))
        if not isinstance(self._root, dict):
            found = type(self._root).__name__
            raise DocumentError(
                Finding("schema_wrong_type", path=self._path, line=1, expected="object", found=_JSON_NAMES[found])
            )
        return Document(self._path, self._root, self._lines, self._has_whole_float)

    def _take_scalar(self, event: Any) -> None:
        self._check_node(event)
        text: str = event.value
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            self._refuse("text_not_nfc", event, found=text)
        if event.style == '"' and (bad := _FORBIDDEN.search(text)):  # written as an escape
            self._refuse("yaml_control_character", event, found=f"U+{ord(bad[0]):04X}")
        if type(self._box) is dict and self._key is None:
            self._take_key(text, event)
            return
        value = _read_plain(text) if event.implicit[0] and not event.style else text
        if type(value) is float and value.is_integer():
            self._has_whole_float = True
        self._put(value, event)

    def _take_key(self, text: str, event: Any) -> None:
        is_plain = event.implicit[0] and not event.style
        if is_plain and not isinstance(_read_plain(text), str):
            self._refuse("yaml_key_not_text", event, found=text)
        if text in self._box:  # type: ignore[operator]  # the caller has seen a mapping
            self._refuse("yaml_duplicate_key", event, field=render_pointer((*self._pointer, text)), found=text)
        self._key = text
        self._lines[(*self._pointer, text)] = event.start_mark.line + 1

    def _enter(self, box: dict[str, Any] | list[Any], event: Any) -> None:
        self._check_node(event)
        if len(self._open) >= MAX_DEPTH:
            self._refuse("yaml_too_deep", event, expected=str(MAX_DEPTH))
        if type(self._box) is dict and self._key is None:
            self._refuse("yaml_key_not_text", event, found=_JSON_NAMES[type(box).__name__])
        pointer = self._put(box, event)
        self._open.append((self._box, self._key, self._pointer))
        self._box, self._key, self._pointer = box, None, pointer

    def _put(self, value: Any, event: Any) -> Pointer:
        """Place `value` where the next one belongs; returns its pointer."""
        box = self._box
        if type(box) is dict and self._key is not None:
            box[self._key] = value
            pointer = (*self._pointer, self._key)
            self._key = None
        elif type(box) is list:
            pointer = (*self._pointer, len(box))
            self._lines[pointer] = event.start_mark.line + 1
            box.append(value)
        else:
            self._root = value
            pointer = ()
        return pointer

    def _check_node(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse("yaml_too_many_nodes", event, expected=str(MAX_NODES))
        if event.anchor is not None:
            self._refuse("yaml_alias", event, found=f"&{event.anchor}")
        if event.tag is not None:
            self._refuse("yaml_tag", event, found=event.tag)

    def _refuse(
        self,
        code: str,
        event: Any,
        *,
        field: str | None = None,
        expected: str | None = None,
        found: str | None = None,
    ) -> NoReturn:
        shown = None if found is None else found[:_SHOWN]
        where = field or render_pointer(self._pointer) or None
        line = event.start_mark.line + 1
        raise DocumentError(Finding(code, path=self._path, line=line, field=where, expected=expected, found=shown))


_JSON_NAMES: Final[Mapping[str, str]] = {
    "dict": "object",
    "list": "array",
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
}


def render_pointer(pointer: Pointer) -> str:
    """Write a pointer as people do: `content.phones[0].number`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in pointer).removeprefix(".")
