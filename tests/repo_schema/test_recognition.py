"""A file is what its bytes say, and nothing that hides, runs or explodes is taken for a document."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_schema.file_types import FILE_TYPES
from repo_schema.findings import Finding
from repo_schema.recognition import check_type, recognise
from tests.support import files
from tests.support.files import docx, pdf, picture, xlsx, zipped
from tests.support.sheets import repacked

HONEST: dict[str, Callable[[], bytes]] = {
    "pdf": pdf,
    "docx": docx,
    "xlsx": xlsx,
    "xls": files.xls,
    "odt": files.odt,
    "png": lambda: picture("PNG"),
    "jpg": lambda: picture("JPEG"),
    "jpeg": files.photo_with_position,
    "gif": lambda: picture("GIF"),
    "webp": lambda: picture("WEBP"),
    "csv": "ลำดับ,รายการ\r\n๑,ซื้อกระดาษ\r\n".encode,
    "txt": lambda: "ประกาศ อบต.บ้านบึง".encode("cp874"),
    "json": '{"ปี": 2569}'.encode,
}


def judge(data: bytes, extension: str) -> list[tuple[str, str | None]]:
    return [(found.code, found.found) for found in check_type(io.BytesIO(data), "ไฟล์", extension=extension)]


@pytest.mark.parametrize("extension", HONEST)
def test_an_honest_file_is_taken_for_what_it_is(extension: str) -> None:
    assert judge(HONEST[extension](), extension) == []


@pytest.mark.parametrize("extension", HONEST)
def test_an_honest_file_under_another_name_is_refused(extension: str) -> None:
    kind = FILE_TYPES[extension].kind
    others = {name for name, kind_ in FILE_TYPES.items() if kind_.kind != kind}

    assert {code for other in others for code, _ in judge(HONEST[extension](), other)} == {"file_type_differs"}


def test_two_pages_of_a_presentation_are_known_by_their_main_part() -> None:
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"

    assert recognise(io.BytesIO(docx(kind=kind))).kind == "pptx"


PNG, JPEG = picture("PNG"), picture("JPEG")
WORD_MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
FAULTY: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "a PDF with a password": ("pdf", "file_password", files.locked_pdf),
    "a PDF that forbids copying": ("pdf", "file_password", lambda: files.locked_pdf(user_password=None)),
    "a workbook with a password": ("xlsx", "file_password", files.locked_xlsx),
    "an encrypted zip": ("docx", "file_password", lambda: _flagged(docx())),
    "an encrypted OpenDocument": (
        "odt",
        "file_password",
        lambda: files.odt(parts={"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
    ),
    "a workbook with macros": ("xlsx", "file_macros", files.macro_xlsx),
    "a document with macros by its type": ("docx", "file_macros", lambda: docx(kind=WORD_MACRO)),
    "a workbook with a macro sheet of 1992": (
        "xlsx",
        "file_macros",
        lambda: repacked(xlsx(), {"xl/macrosheets/sheet1.xml": b"<macrosheet/>"}),
    ),
    "an OpenDocument with Basic": ("odt", "file_macros", lambda: files.odt(parts={"Basic/Standard/Module1.xml": ""})),
    "a PDF with JavaScript": ("pdf", "file_macros", lambda: pdf() + b"<</S /JavaScript /JS (app.alert(1))>>"),
    "its name written with escapes": ("pdf", "file_macros", lambda: pdf() + b"<</S /#4aava#53cript /JS (1)>>"),
    "a PDF with JavaScript in a compressed part": ("pdf", "file_macros", files.scripted_pdf),
    "whose compressed part has no type": (
        "pdf",
        "file_macros",
        lambda: files.scripted_pdf().replace(b"/Type/ObjStm/N 1", b"/N 1"),
    ),
    "whose type is written with escapes": (
        "pdf",
        "file_macros",
        lambda: files.scripted_pdf().replace(b"/ObjStm", b"/#4fbjSt#6d"),
    ),
    "whose type is pushed behind an object that is none": (
        "pdf",
        "file_macros",
        lambda: files.scripted_pdf().replace(b"/First 4", b"/First 4/X(endstream endobj 9 0 obj<<)"),
    ),
    "whose compressed part is packed twice": (
        "pdf",
        "file_macros",
        lambda: files.scripted_pdf().replace(b"/First 4/Filter/FlateDecode", b"/First 4/Filter[/ASCIIHexDecode/Fl]"),
    ),
    "whose filter stands elsewhere": (
        "pdf",
        "file_macros",
        lambda: files.scripted_pdf().replace(b"/First 4/Filter/FlateDecode", b"/First 4/Filter 9 0 R"),
    ),
    "whose compressed part never ends": ("pdf", "file_macros", lambda: files.scripted_pdf(padding=65 << 20)),
    "a PDF that starts a program": ("pdf", "file_macros", lambda: pdf() + b"<</S /Launch /F (cmd.exe)>>"),
    "a program named as a PDF": ("pdf", "file_executable", lambda: b"MZ\x90\x00" + bytes(60)),
    "a program of Linux": ("pdf", "file_executable", lambda: b"\x7fELF\x02\x01\x01" + bytes(60)),
    "a script named as text": ("txt", "file_executable", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "a page that runs scripts": ("txt", "file_type_unknown", lambda: b"\n <!DOCTYPE html><script>1</script>"),
    "a drawing that runs scripts": ("txt", "file_type_unknown", lambda: b"<svg onload=alert(1)>"),
    "an archive": ("docx", "file_type_unknown", lambda: zipped({"a.txt": "a"})),
    "an archive in an archive": ("docx", "file_type_unknown", lambda: zipped({"a.zip": zipped({"a.txt": "a"})})),
    "a PDF that is an archive too": ("pdf", "file_polyglot", lambda: pdf() + zipped({"a.txt": "a"})),
    "a picture that is an archive too": ("png", "file_polyglot", lambda: PNG + zipped({"a.txt": "a"})),
    "a photograph that is an archive too": ("jpg", "file_polyglot", lambda: JPEG + zipped({"a.txt": "a"})),
    "a photograph with a RAR behind it": ("jpg", "file_polyglot", lambda: JPEG + b"Rar!\x1a\x07\x00 more"),
    "a photograph that is a PDF too": ("jpg", "file_polyglot", lambda: JPEG[:2] + b"\xff\xfe\0\x20%PDF-1.7" + JPEG[2:]),
    "a picture with anything behind it": ("png", "file_polyglot", lambda: PNG + b"?"),
    "a document with anything before its list": ("docx", "file_polyglot", lambda: _stretched(docx())),
    "a document that names a part twice": ("docx", "file_polyglot", lambda: _doubled(docx())),
    "a document that is a PDF too": ("docx", "file_polyglot", lambda: zipped({"%PDF-1.7": pdf()}, compress=False)),
    "a zip bomb": ("docx", "file_unpacks_too_much", lambda: files.bomb(64 << 20)),
    "a thousand thousand names": (
        "docx",
        "file_unpacks_too_much",
        lambda: zipped({f"{number}": b"" for number in range(10_001)}, compress=False),
    ),
    "a document cut short": ("docx", "file_broken", lambda: docx()[:-40]),
    "a picture cut short": ("png", "file_broken", lambda: PNG[:-20]),
    "bytes that are nothing": ("txt", "file_type_unknown", lambda: bytes(range(256))),
    "an old workbook cut short": ("xls", "file_broken", lambda: files.xls()[:600]),
}


def _flagged(package: bytes) -> bytes:
    """As if it were encrypted: the flag in every entry of its list."""
    return package.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


def _stretched(package: bytes) -> bytes:
    at = package.index(b"PK\x01\x02")
    return package[:at] + b"%%hidden%%" + package[at:]


def _doubled(package: bytes) -> bytes:
    """Two parts of one name, as `zip` would not write them."""
    return repacked(package, {"word/DOCUMENT.xml": b"<other/>"})


@pytest.mark.parametrize(("extension", "code", "make"), FAULTY.values(), ids=FAULTY)
def test_what_may_not_be_published_is_refused_by_name(extension: str, code: str, make: Callable[[], bytes]) -> None:
    found = judge(make(), extension)

    assert [code_ for code_, _ in found] == [code]


@pytest.mark.parametrize("extension", ["exe", "svg", "html", "zip", "docm", "js", "", "พีดีเอฟ"])
def test_an_extension_that_is_not_listed_is_refused(extension: str) -> None:
    assert judge(pdf(), extension) == [("file_extension_unknown", f".{extension}")]


@given(st.binary(max_size=400), st.sampled_from(["", "pdf", "docx", "xls", "png"]))
def test_whatever_the_bytes_are_there_is_an_answer(data: bytes, begin: str) -> None:
    """No bytes bring it down, and what it does not know it does not take for anything."""
    head = HONEST[begin]()[:80] if begin else b""
    is_ = recognise(io.BytesIO(head + data))

    assert (is_.kind is None) <= (is_.fault is not None)
    assert all(isinstance(found, Finding) for found in check_type(io.BytesIO(head + data), "ไฟล์", extension="pdf"))


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=30))
def test_a_damaged_document_is_an_answer_too(at: int, damage: bytes) -> None:
    whole = docx()
    at %= len(whole)
    is_ = recognise(io.BytesIO(whole[:at] + damage + whole[at + len(damage) :]))

    assert is_.kind in {None, "docx", "text"}
