"""Strict YAML: what is read, as what, and what is refused."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from repo_schema import documents
from repo_schema.documents import MAX_BYTES, MAX_DEPTH, MAX_NODES, DocumentError, parse_document
from repo_schema.findings import Finding


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both of PyYAML's parsers, libyaml's and Python's own."""
    monkeypatch.setattr(documents, "_LOADER", getattr(yaml, request.param))
    return str(request.param)


def read(text: str) -> dict[str, Any]:
    return parse_document(text.encode(), path="a.yaml").value


def read_or_codes(data: bytes) -> dict[str, Any] | list[str]:
    try:
        return parse_document(data, path="a.yaml").value
    except DocumentError as error:
        return [finding.code for finding in error.findings]


def refusal(data: bytes) -> Finding:
    with pytest.raises(DocumentError) as caught:
        parse_document(data, path="a.yaml")
    (finding,) = caught.value.findings
    assert finding.path == "a.yaml"
    return finding


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("2569", 2569),
        ("-12", -12),
        ("+7", 7),
        ("1.50", 1.5),
        ("-0.25", -0.25),
        ("0812345678", "0812345678"),
        ("012", "012"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("True", "True"),
        ("NULL", "NULL"),
        ("2025-10-01", "2025-10-01"),
        ("1:30", "1:30"),
        (".nan", ".nan"),
        (".5", ".5"),
        ("5.", "5."),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("๒๕๖๙", "๒๕๖๙"),
        ("1234567890123456789", "1234567890123456789"),
        ('"12"', "12"),
        ("'true'", "true"),
        ('""', ""),
        ("|\n  12\n", "12\n"),
        (">-\n  12\n", "12"),
        ("<<", "<<"),
        ("=", "="),
    ],
    ids=lambda value: f"`{value}`" if isinstance(value, str) else repr(value),
)
def test_a_scalar_is_what_a_clerk_means_by_it(written: str, value: object) -> None:
    """Only plain `null`, booleans and decimal numbers are read as such; nothing else is guessed."""
    found = read(f"a: {written}\n")["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("data", "code", "line", "found"),
    [
        pytest.param(b"", "yaml_empty", 1, None, id="nothing at all"),
        pytest.param(b"# only a comment\n", "yaml_empty", 1, None, id="only a comment"),
        pytest.param(b"---\n", "yaml_empty", 1, None, id="a document of nothing"),
        pytest.param(b"- a\n", "schema_wrong_type", 1, "array", id="a list at the top"),
        pytest.param(b"a\n", "schema_wrong_type", 1, "string", id="a text at the top"),
        pytest.param(b"\xef\xbb\xbfa: 1\n", "yaml_byte_order_mark", 1, None, id="a byte order mark"),
        pytest.param(b"a: 1\nb: \xa1\n", "yaml_not_utf8", 2, "0xa1", id="TIS-620"),
        pytest.param("a: 1".encode("utf-16-le"), "yaml_control_character", 1, "U+0000", id="UTF-16"),
        pytest.param(b"a: 1\nb: '\x1b'\n", "yaml_control_character", 2, "U+001B", id="an escape"),
        pytest.param(b"a: 1\rb: 2\n", "yaml_control_character", 1, "U+000D", id="a lone carriage return"),
        pytest.param("a: x\u202ey\n".encode(), "yaml_control_character", 1, "U+202E", id="a right-to-left override"),
        pytest.param("a: x\u2066y\n".encode(), "yaml_control_character", 1, "U+2066", id="an isolate"),
        pytest.param("a: x\u200fy\n".encode(), "yaml_control_character", 1, "U+200F", id="a right-to-left mark"),
        pytest.param("# x\u202ey\na: 1".encode(), "yaml_control_character", 1, "U+202E", id="one in a comment"),
        pytest.param("a: x\u2028b: y\n".encode(), "yaml_control_character", 1, "U+2028", id="a line separator"),
        pytest.param(b'a: 1\nb: "\\u202e"\n', "yaml_control_character", 2, "U+202E", id="an override as an escape"),
        pytest.param(b'b: "\\0"\n', "yaml_control_character", 1, "U+0000", id="NUL as an escape"),
        pytest.param(b"a: [1\n", "yaml_syntax", 2, None, id="an open bracket"),
        pytest.param(b"a: 1\n b: 2\n", "yaml_syntax", 2, None, id="a wrong indentation"),
        pytest.param(b"a: 1\n\tb: 2\n", "yaml_syntax", 2, None, id="a tab for indentation"),
        pytest.param(b"a: &x 1\n", "yaml_alias", 1, "&x", id="an anchor"),
        pytest.param(b"a: 1\nb: *x\n", "yaml_alias", 2, "*x", id="an alias"),
        pytest.param(b"a: &x {b: 1}\n", "yaml_alias", 1, "&x", id="an anchor on a mapping"),
        pytest.param(b"&x a: 1\n", "yaml_alias", 1, "&x", id="an anchor on a key"),
        pytest.param(b"a: !!str 1\n", "yaml_tag", 1, "tag:yaml.org,2002:str", id="a tag"),
        pytest.param(b"a: ! x\n", "yaml_tag", 1, "!", id="a bare tag"),
        pytest.param(b"a: !!python/name:os.system x\n", "yaml_tag", 1, None, id="a Python name"),
        pytest.param(b"!!set {a, b}\n", "yaml_tag", 1, None, id="a set"),
        pytest.param(b"a: 1\nb: 2\na: 3\n", "yaml_duplicate_key", 3, "a", id="a key twice"),
        pytest.param(b"a: 1\n'a': 3\n", "yaml_duplicate_key", 2, "a", id="a key twice, once quoted"),
        pytest.param(b"1: x\n", "yaml_key_not_text", 1, "1", id="a number for a key"),
        pytest.param(b"true: x\n", "yaml_key_not_text", 1, "true", id="a boolean for a key"),
        pytest.param(b"? [a]\n: x\n", "yaml_key_not_text", 1, "array", id="a list for a key"),
        pytest.param(b"? {a: 1}\n: x\n", "yaml_key_not_text", 1, "object", id="a mapping for a key"),
        pytest.param(b"a: 1\n---\nb: 2\n", "yaml_several_documents", 2, None, id="two documents"),
        pytest.param("a: e\u0301\n".encode(), "text_not_nfc", 1, None, id="a decomposed letter"),
        pytest.param("e\u0301: 1\n".encode(), "text_not_nfc", 1, None, id="a decomposed key"),
        pytest.param(b'a: "e\\u0301"\n', "text_not_nfc", 1, None, id="a decomposed letter as an escape"),
        pytest.param(b"a: " + b"[" * 100_000, "yaml_too_deep", 1, None, id="what crashes libyaml's composer"),
        pytest.param(b"a: " + b"[" * 20 + b"]" * 20, "yaml_too_deep", 1, None, id="one level too deep"),
        pytest.param(b"- " * 30 + b"a\n", "yaml_too_deep", 1, None, id="block lists too deep"),
        pytest.param(b"a: [" + b"1," * MAX_NODES + b"]", "yaml_too_many_nodes", 1, None, id="too many values"),
        pytest.param(b"a: " + b"x" * MAX_BYTES, "yaml_too_large", None, str(MAX_BYTES + 3), id="too many bytes"),
    ],
)
def test_what_could_be_read_two_ways_is_refused(data: bytes, code: str, line: int | None, found: str | None) -> None:
    """One finding, with its line, and never an exception of the parser's."""
    finding = refusal(data)
    assert finding.code == code
    if code != "yaml_syntax":
        assert finding.line == line
    if found is not None:
        assert finding.found == found


def test_the_line_of_a_syntax_error_is_near_it() -> None:
    """Libyaml's mark becomes a 1-based line."""
    assert refusal(b"a: 1\nb: 2\n c: 3\n").line == 3


@pytest.mark.usefixtures("loader")
def test_the_deepest_allowed_nesting_is_read() -> None:
    """The limit is exact."""
    value: Any = read("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))["a"]
    for _ in range(MAX_DEPTH - 2):
        (value,) = value
    assert value == []


TEXT = """\
# a comment
title: {th: ชื่อ, en: Name}

content:
  phones:
    - number: "038"
      label: {th: กลาง}

    - {number: "039"}
  note: |
    two
    lines
"""


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        (("title",), 2),
        (("title", "en"), 2),
        (("content",), 4),
        (("content", "phones"), 5),
        (("content", "phones", 0), 6),
        (("content", "phones", 0, "number"), 6),
        (("content", "phones", 0, "label", "th"), 7),
        (("content", "phones", 1), 9),
        (("content", "phones", 1, "number"), 9),
        (("content", "note"), 10),
        (("content", "phones", 1, "label", "th"), 9),
        (("content", "phones", 7), 5),
        (("nothing", 3), 1),
        ((), 1),
    ],
    ids=lambda value: documents.render_pointer(value) if isinstance(value, tuple) else None,
)
def test_every_field_knows_its_line(pointer: tuple[str | int, ...], line: int) -> None:
    """Keys and elements have their line; what is missing has that of its nearest ancestor."""
    assert parse_document(TEXT.encode(), path="a.yaml").line_of(pointer) == line


@pytest.mark.usefixtures("loader")
def test_windows_line_ends_change_nothing() -> None:
    """A file saved by Notepad reads the same, line for line."""
    unix, windows = (parse_document(text.encode(), path="a.yaml") for text in (TEXT, TEXT.replace("\n", "\r\n")))
    assert (unix.value, unix.lines) == (windows.value, windows.lines)


def test_pointers_are_written_as_people_write_them() -> None:
    """Keys with dots, places in brackets."""
    assert documents.render_pointer(("content", "phones", 0, "number")) == "content.phones[0].number"


WORDS = {"~": None, "null": None, "true": True, "false": False}
PLAIN = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"], exclude_characters="[]{},#&*!|>'\"%@`"))


@given(PLAIN.filter(lambda text: text and text[0] not in "-?:" and ":" not in text))
def test_a_plain_scalar_is_the_text_written_or_the_value_it_means(text: str) -> None:
    """Whatever is no word and no decimal number stays the very text; no digit is ever lost."""
    value = read(f"a: {text}")["a"]
    if isinstance(value, str):
        assert value == text
    elif type(value) is int:
        assert text in {f"{value:+}", f"{value}", f"-{value}" if value == 0 else None}
    else:
        assert value == (WORDS[text] if text in WORDS else float(text))


@given(st.integers(-(10**17), 10**17))
def test_an_integer_is_read_as_that_integer(number: int) -> None:
    """Numbers need no quotation marks."""
    value = read(f"a: {number}")["a"]
    assert value == number
    assert type(value) is int


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co"])))
def test_a_quoted_text_is_read_as_it_was_written(text: str) -> None:
    """Thai, Latin or mathematical: quoted text comes back, or is refused for its normal form alone."""
    written = yaml.dump({"a": text}, allow_unicode=True, default_style='"', width=10_000)
    assert read_or_codes(written.encode()) in ({"a": text}, ["text_not_nfc"])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_document_or_a_finding(data: bytes) -> None:
    """No content makes the parser raise anything but `DocumentError`."""
    assert isinstance(read_or_codes(data), dict | list)
