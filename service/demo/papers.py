"""Papers to attach: PDFs with and without a text layer, workbooks, and one heavy file.

The same arguments give the same bytes, so that a demo built twice has the same file addresses. Thai needs shaping to
look right (a tone mark over a vowel moves), and a PDF's text layer then reads the marks in the order they were drawn
(ท่ี for ที่). So every line also says what it means, as the format's ActualText; readers that honour it (PDFium, Poppler,
Acrobat) get the words exactly.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from service.fonts import font_path

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Cell", "big_image_pdf", "drawn_picture", "scanned_pdf", "thai_pdf", "workbook"]

Cell: TypeAlias = str | int | Decimal

_FONT: Final = "Sarabun"
_BODY_POINTS: Final = 15
_TITLE_POINTS: Final = 18
_LINE_MM: Final = 8.5
_SCAN_DPI: Final = 110
_A4_INCHES: Final = (8.27, 11.69)
_NOISE_PIXELS: Final = (1600, 3320)
_HEADING_ROWS: Final = 2
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CLUSTER: Final = re.compile(r"[!-~]+|[เ-ไ]?.[ัิ-ฺ็-๎]*[ะาำๅๆฯ]*", re.DOTALL)
"""What may not be parted at the end of a line: a word of ASCII, or a Thai consonant with its vowels and marks."""


def thai_pdf(title: str, paragraphs: Sequence[str], *, made_on: date) -> bytes:
    """An A4 paper whose text can be read out of it word for word."""
    pdf = _new_pdf(title, made_on)
    pdf.set_font_size(_TITLE_POINTS)
    for line in _wrap(title, pdf.epw, pdf.get_string_width):
        _write(pdf, line)
    pdf.set_font_size(_BODY_POINTS)
    for paragraph in paragraphs:
        pdf.ln(2)
        for line in _wrap(paragraph, pdf.epw, pdf.get_string_width):
            _write(pdf, line)
    return bytes(pdf.output())


def scanned_pdf(lines: Sequence[str], *, made_on: date) -> bytes:
    """A paper as an office scanner gives it: one picture a little askew, and no text at all."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - imaging loads only for the demo

    size = (int(_A4_INCHES[0] * _SCAN_DPI), int(_A4_INCHES[1] * _SCAN_DPI))
    page = Image.new("L", size, 250)
    pen, font = ImageDraw.Draw(page), _pillow_font(22)
    for row, line in enumerate(lines):
        pen.text((90, 110 + 38 * row), line, font=font, fill=40)
    page = page.rotate(0.6, fillcolor=250)
    return _picture_pdf(page, made_on)


def drawn_picture(caption: str, *, people: int) -> bytes:
    """A PNG of so many made-up people, as outlines, so that nobody real is shown."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - imaging loads only for the demo

    picture = Image.new("RGB", (160 * people + 80, 320), (222, 231, 240))
    pen = ImageDraw.Draw(picture)
    for place in range(people):
        left = 40 + 160 * place
        pen.ellipse((left + 45, 50, left + 115, 120), fill=(96, 112, 130))
        pen.rounded_rectangle((left + 20, 130, left + 140, 300), radius=50, fill=(70, 90, 115))
    pen.text((12, 8), caption, font=_pillow_font(20), fill=(40, 50, 60))
    stream = io.BytesIO()
    picture.save(stream, format="PNG", optimize=True)
    return stream.getvalue()


def big_image_pdf(title: str, *, made_on: date, seed: int = 2569) -> bytes:
    """A PDF a little over five million bytes: a picture of noise, which no compression makes smaller."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - imaging loads only for the demo

    width, height = _NOISE_PIXELS
    picture = Image.frombytes("L", _NOISE_PIXELS, Random(seed).randbytes(width * height))  # noqa: S311 - a picture
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width, 120), fill=255)
    pen.text((40, 30), title, font=_pillow_font(44), fill=0)
    return _picture_pdf(picture, made_on)


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, made_on: date) -> bytes:
    """One sheet: the title, the header, the rows; decimals are money."""
    from openpyxl import Workbook  # noqa: PLC0415 - spreadsheets load only for the demo
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "ข้อมูล"
    sheet.append([title])
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    for number, line in enumerate(sheet.iter_rows(), start=1):
        for cell in line:
            cell.font = Font(name="TH Sarabun New", size=16, bold=number <= _HEADING_ROWS)
            if isinstance(cell.value, Decimal):
                cell.number_format = "#,##0.00"
    for letter, heading in zip("ABCDEFGHIJ", header, strict=False):
        sheet.column_dimensions[letter].width = max(14, 2 * len(heading))
    book.properties.creator = "อบต.บ้านบึง"
    book.properties.created = datetime.combine(made_on, time(9))
    stream = io.BytesIO()
    book.save(stream)
    return _without_clock(stream.getvalue(), made_on)


def _without_clock(package: bytes, made_on: date) -> bytes:
    """`package` with the moment of saving replaced, inside the properties and on every zip entry."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>%sT02:00:00Z" % str(made_on).encode(), data)
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data)
    return stream.getvalue()


def _new_pdf(title: str, made_on: date) -> Any:
    from fpdf import FPDF  # noqa: PLC0415 - fonts and shaping load only for the demo

    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime.combine(made_on, time(2), tzinfo=UTC))
    pdf.set_title(title)
    pdf.set_lang("th")
    pdf.set_margin(22)
    pdf.add_font(_FONT, fname=font_path())
    pdf.set_font(_FONT, size=_BODY_POINTS)
    pdf.set_text_shaping(True)
    pdf.add_page()
    return pdf


def _write(pdf: Any, line: str) -> None:
    """One line, drawn shaped and spelt out; fpdf2 offers no public way to say ActualText."""
    if pdf.will_page_break(_LINE_MM):
        pdf.add_page()
    spelt = ("\ufeff" + line).encode("utf-16-be").hex()
    pdf._out(f"/Span <</ActualText <{spelt}>>> BDC")  # noqa: SLF001
    pdf.cell(text=line, h=_LINE_MM, new_x="LMARGIN", new_y="NEXT")
    pdf._out("EMC")  # noqa: SLF001


def _wrap(text: str, width: float, measure: Any) -> Iterator[str]:
    """Lines no wider than `width`, parted at spaces; a longer run of Thai is parted between clusters."""
    line = ""
    for word in text.split():
        if measure(joined := f"{line} {word}".lstrip()) <= width:
            line = joined
            continue
        if line:
            yield line
        *full, line = _part(word, width, measure)
        yield from full
    if line:
        yield line


def _part(word: str, width: float, measure: Any) -> list[str]:
    if measure(word) <= width:
        return [word]
    clusters = _CLUSTER.findall(word)
    ends = [0]
    for end in range(1, len(clusters) + 1):
        if measure("".join(clusters[ends[-1] : end])) > width:
            ends.append(end - 1)
    ends.append(len(clusters))
    return ["".join(clusters[start:end]) for start, end in pairwise(ends)]


def _pillow_font(points: int) -> Any:
    from PIL import ImageFont  # noqa: PLC0415

    return ImageFont.truetype(str(font_path()), points)


def _picture_pdf(picture: "Image", made_on: date) -> bytes:
    from fpdf import FPDF  # noqa: PLC0415

    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime.combine(made_on, time(2), tzinfo=UTC))
    pdf.set_margin(0)
    pdf.add_page()
    pdf.image(picture, x=0, y=0, w=pdf.w, h=pdf.h)
    return bytes(pdf.output())
