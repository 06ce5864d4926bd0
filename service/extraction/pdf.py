"""PDF, read by PDFium: its text page by page, and what stands beside the text.

A page that is a picture has nothing to be searched, whatever few words a scanner or a stamp put on top of it.
"""

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from repo_schema.passages import Passage, Remark
from service.extraction.limits import Limits
from service.extraction.pictures import has_position
from service.extraction.thai_layer import is_garbled, mend

__all__ = ["read_pdf"]

_FEW_LETTERS: Final = 100
_MUCH_OF_A_PAGE: Final = 0.4
_OBJECTS_AT_MOST: Final = 5_000
_NO_REMARK: Final = frozenset({raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET})
_LONGEST_VALUE: Final = 1 << 20
_END_MARK: Final = 2
"""Bytes."""


def read_pdf(path: Path, limits: Limits) -> Iterator[Passage | Remark]:
    with pdfium.PdfDocument(path) as document:
        for key, value in document.get_metadata_dict(skip_empty=True).items():
            yield Passage(key, value)
        if document.get_formtype() in {raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND}:
            yield Remark("not_read_whole", "แบบฟอร์ม", "XFA")
        for bookmark in document.get_toc():
            yield Passage("สารบัญ", bookmark.get_title())
        for number in range(document.count_attachments()):
            yield Passage(f"ไฟล์ที่ฝังไว้ {number + 1}", document.get_attachment(number).get_name())
            yield Remark("embedded_file", f"ไฟล์ที่ฝังไว้ {number + 1}")
        for number in range(min(len(document), limits.pages)):
            yield from _read_page(document, number)
        if len(document) > limits.pages:
            yield Remark("not_read_whole", f"หน้า {limits.pages + 1}", f"{len(document):,} หน้า / pages")


def _read_page(document: Any, number: int) -> Iterator[Passage | Remark]:
    where = f"หน้า {number + 1}"
    try:
        page = document[number]
    except pdfium.PdfiumError:
        yield Remark("not_read_whole", where, "เสียหาย / damaged")
        return
    text = mend(page.get_textpage().get_text_range())
    for line in text.splitlines():
        yield Passage(where, line)
    if is_garbled(text):
        yield Remark("text_garbled", where)
    yield from _look_at_pictures(page, where, letters=len("".join(text.split())))
    yield from _read_annotations(page, where)
    page.close()


def _look_at_pictures(page: Any, where: str, *, letters: int) -> Iterator[Remark]:
    width, height = page.get_size()
    covered = 0.0
    for number, picture in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])):
        if number == _OBJECTS_AT_MOST:
            yield Remark("not_read_whole", where, f"> {_OBJECTS_AT_MOST} ภาพ / pictures")
            break
        left, bottom, right, top = picture.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
        if picture.get_filters() == ["DCTDecode"] and has_position(bytes(picture.get_data())):
            yield Remark("photo_position", where)
    is_empty = raw.FPDFPage_CountObjects(page) == 0
    if (letters == 0 and not is_empty) or (letters < _FEW_LETTERS and covered >= _MUCH_OF_A_PAGE * width * height):
        yield Remark("no_text_layer", where)


def _read_annotations(page: Any, where: str) -> Iterator[Passage | Remark]:
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        for key in (b"Contents", b"T", b"V"):
            yield Passage(where, _value(annotation, key))
        if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
            yield Remark("embedded_file", where)
        elif kind not in _NO_REMARK:
            yield Remark("annotation", where)
        raw.FPDFPage_CloseAnnot(annotation)


def _value(annotation: Any, key: bytes) -> str:
    """UTF-16 with its end mark, as PDFium gives strings."""
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not _END_MARK < length <= _LONGEST_VALUE:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw[:-2].decode("utf-16-le", "replace")
