"""Files as offices and attackers make them: real ones, made by the libraries that make them everywhere."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import msoffcrypto
import xlwt
from fpdf import FPDF
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from service.demo.papers import scanned_pdf, thai_pdf
from tests.support.sheets import repacked, workbook

assert msoffcrypto

DAY = date(2025, 10, 1)
SENTENCES = ("องค์การบริหารส่วนตำบลบ้านบึง ประกาศแผนพัฒนาท้องถิ่น", "ผู้รับผิดชอบ นายสมชาย ใจดี เลขที่ ๓-๑๐๐๖-๐๐๔๔๕-๖๓-๕ ต่ำกว่านี้")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@lru_cache
def pdf(*sentences: str) -> bytes:
    return thai_pdf("หัวเรื่อง", sentences or SENTENCES, made_on=DAY)


@lru_cache
def scan() -> bytes:
    return scanned_pdf(SENTENCES, made_on=DAY)


def locked_pdf(*, user_password: str | None = "secret") -> bytes:
    """One that asks for a password, or (None) one that only forbids copying."""
    paper = _blank_pdf()
    paper.set_encryption(owner_password="owner", user_password=user_password)
    return bytes(paper.output())


def _blank_pdf(pages: int = 1) -> FPDF:
    paper = FPDF()
    for _ in range(pages):
        paper.add_page()
    return paper


def pdf_of(pages: int) -> bytes:
    """That many pages with a word on each."""
    paper = FPDF()
    paper.set_font("helvetica")
    for number in range(pages):
        paper.add_page()
        paper.cell(text=f"page {number + 1}")
    return bytes(paper.output())


def scripted_pdf(*, padding: int = 0) -> bytes:
    """One page, and a script that runs when it is opened, out of sight in a compressed object stream (PDF 1.5)."""
    action = b"<</S/JavaScript/JS(app.alert\\(1\\);)>>"
    hidden = zlib.compress(b"4 %d " % padding + b" " * padding + action)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/AA<</O 4 0 R>>>>",
        b"",
        b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(hidden), hidden),
    ]
    data, rows = b"%PDF-1.7\n", [(0, 0, 255)]
    for number, part in enumerate(parts, start=1):
        rows.append((1, len(data), 0) if part else (2, 5, 0))
        data += b"%d 0 obj%s endobj\n" % (number, part) if part else b""
    rows.append((1, len(data), 0))
    table = zlib.compress(b"".join(struct.pack(">BIB", *row) for row in rows))
    head = b"<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(table)
    return data + b"6 0 obj%sstream\n%s\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % (head, table, rows[-1][1])


def pdf_with(change: Callable[[FPDF], Any]) -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica")
    paper.cell(text="a page with something more than its text, which is long enough to be one")
    change(paper)
    return bytes(paper.output())


def zipped(parts: Mapping[str, bytes | str], *, compress: bool = True) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


def docx(body: str | None = None, *, parts: Mapping[str, bytes | str] | None = None, kind: str = _WORD) -> bytes:
    """A Word document of these paragraphs (as WordprocessingML), and other parts beside them."""
    text = body if body is not None else "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in SENTENCES)
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    document = f"<w:document {_W}><w:body>{text}</w:body></w:document>"
    return zipped({"[Content_Types].xml": types, "word/document.xml": document, **(parts or {})})


def odt(*sentences: str, parts: Mapping[str, bytes | str] | None = None) -> bytes:
    office, text = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text"))
    body = "".join(f"<text:p>{line}</text:p>" for line in sentences or SENTENCES)
    content = f'<office:document-content xmlns:office="{office}" xmlns:text="{text}">{body}</office:document-content>'
    first = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return zipped(first | dict(parts or {}))


def xlsx() -> bytes:
    return workbook(None, ["รายการ", "งบประมาณ"], ["ซื้อกระดาษ", 1000])


def xls() -> bytes:
    """As Excel of 2003 wrote it."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("แผ่น 1")
    for row, line in enumerate(SENTENCES):
        sheet.write(row, 0, line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def locked_xlsx() -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx())).encrypt("secret", stream)
    return stream.getvalue()


def macro_xlsx() -> bytes:
    """A workbook with macros, whatever its name says."""
    return repacked(xlsx(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 code"})


def bomb(unpacked: int = 300 << 20) -> bytes:
    """A document of a few hundred kilobytes that unpacks to as much as is asked."""
    return docx(parts={"word/more.xml": b"<x>" + b" " * unpacked + b"</x>"})


def picture(form: str, *, size: tuple[int, int] = (64, 48), exif: Any = None) -> bytes:
    stream = io.BytesIO()
    more = {"exif": exif} if exif is not None else {}
    Image.new("RGB", size, (10, 120, 200)).save(stream, format=form, **more)
    return stream.getvalue()


def photo_with_position() -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (13.0, 18.0, 1.0), 3: "E", 4: (101.0, 6.0, 2.0)}
    return picture("JPEG", exif=exif)
