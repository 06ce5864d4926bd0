"""Files are read as offices make them, in Thai; what hides in them is told; what harms a reader harms nobody else."""

import io
import os
import resource
import signal
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment

from repo_schema.file_types import FILE_TYPES
from repo_schema.passages import Reading
from service.extraction import Limits, read_file
from service.extraction.thai_layer import is_garbled, mend
from tests.support import files
from tests.support.files import SENTENCES, docx, pdf, pdf_with, xlsx
from tests.support.sheets import repacked, workbook

QUICK = Limits(seconds=10, memory_bytes=512 << 20)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Reading]:
    def read(data: bytes, extension: str, limits: Limits = QUICK) -> Reading:
        path = tmp_path / "ไฟล์"
        path.write_bytes(data)
        return read_file(path, FILE_TYPES[extension].media_type, limits=limits)

    return read


Read = Callable[..., Reading]


def texts(reading: Reading) -> list[str]:
    return [passage.text for passage in reading.passages]


def codes(reading: Reading) -> list[str]:
    return [remark.code for remark in reading.remarks]


# What is written is read.


@pytest.mark.parametrize(
    ("extension", "make"),
    [
        ("pdf", pdf),
        ("docx", docx),
        ("odt", files.odt),
        ("csv", lambda: "\n".join(SENTENCES).encode("cp874")),
        ("txt", lambda: "\n".join(SENTENCES).encode()),
        ("xlsx", lambda: workbook(None, *([line] for line in SENTENCES))),
    ],
)
def test_thai_comes_out_as_it_was_written(read: Read, extension: str, make: Callable[[], bytes]) -> None:
    reading = read(make(), extension)

    assert set(SENTENCES) <= set(texts(reading))
    assert reading.remarks == ()


def test_every_passage_says_where_it_stands(read: Read) -> None:
    cell = next(p for p in read(workbook(None, ["ก", "ข"], [None, 3100600445635]), "xlsx").passages if "31" in p.text)
    line = next(p for p in read(pdf(), "pdf").passages if p.text == SENTENCES[1])

    assert (cell.where, cell.text) == ("แผ่น 1!B2", "3100600445635")
    assert line.where == "หน้า 1"


def test_an_old_workbook_is_read_and_called_partly_read(read: Read) -> None:
    """Its comments and hidden rows cannot be seen: nobody takes it for clean."""
    reading = read(files.xls(), "xls")

    assert set(SENTENCES) <= set(texts(reading))
    assert codes(reading) == ["not_read_whole"]


def test_a_long_line_is_given_in_pieces_that_overlap(read: Read) -> None:
    reading = read(("ก" * 150 + "1" * 13 + "ข" * 150).encode(), "txt", Limits(passage_characters=155))

    assert any("1" * 13 in text for text in texts(reading))
    assert len(reading.passages) == 3


# What hides is told.


def hide_row(page: Any) -> None:
    page.row_dimensions[2].hidden = True


def hide_sheet(page: Any) -> None:
    page.parent.create_sheet("ซ่อนไว้").append(["ความลับ"])
    page.parent["ซ่อนไว้"].sheet_state = "veryHidden"


def comment(page: Any) -> None:
    page["A1"].comment = Comment("โทรหาสมชาย 0812345678", "ผู้ตรวจ")


TRACKED = "<w:p><w:ins><w:t>ใหม่</w:t></w:ins><w:del><w:delText>ข้อความที่ลบ</w:delText></w:del></w:p>"
HIDDEN_TEXT = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ข้อความซ่อน</w:t></w:r></w:p>"
COMMENTS = "<comments><comment><p><t>ความเห็น</t></p></comment></comments>"
PIVOT = b"<pivotCacheRecords><r><s v='hidden name'/></r></pivotCacheRecords>"
TELLS: dict[str, tuple[str, Callable[[], bytes], str, str | None]] = {
    "a hidden row": ("xlsx", lambda: workbook(hide_row, ["ก"], ["ความลับ"]), "hidden_rows", "ความลับ"),
    "a hidden sheet": ("xlsx", lambda: workbook(hide_sheet, ["ก"]), "hidden_sheet", "ความลับ"),
    "a comment on a cell": ("xlsx", lambda: workbook(comment, ["ก"]), "comment", "โทรหาสมชาย 0812345678"),
    "what a pivot table was made from": (
        "xlsx",
        lambda: repacked(xlsx(), {"xl/pivotCache/pivotCacheRecords1.xml": PIVOT}),
        "hidden_rows",
        "hidden name",
    ),
    "deleted text": ("docx", lambda: docx(TRACKED), "tracked_change", "ใหม่ข้อความที่ลบ"),
    "hidden text": ("docx", lambda: docx(HIDDEN_TEXT), "hidden_rows", "ข้อความซ่อน"),
    "a comment on text": ("docx", lambda: docx(parts={"word/comments.xml": COMMENTS}), "comment", "ความเห็น"),
    "a file in a document": ("docx", lambda: docx(parts={"word/embeddings/a.xlsx": xlsx()}), "embedded_file", None),
    "a photograph in a document": (
        "docx",
        lambda: docx(parts={"word/media/image1.jpg": files.photo_with_position()}),
        "photo_position",
        None,
    ),
    "a foreign part": ("docx", lambda: docx(parts={"word/afchunk.mht": "text"}), "not_read_whole", None),
    "a position in a photograph": ("jpg", files.photo_with_position, "photo_position", None),
    "a position in a photograph in a PDF": (
        "pdf",
        lambda: pdf_with(lambda paper: paper.image(io.BytesIO(files.photo_with_position()), w=20)),
        "photo_position",
        None,
    ),
    "a note on a page": (
        "pdf",
        lambda: pdf_with(lambda paper: paper.text_annotation(10, 10, "ความเห็นบนหน้า")),
        "annotation",
        "ความเห็นบนหน้า",
    ),
    "a file in a PDF": (
        "pdf",
        lambda: pdf_with(lambda paper: paper.embed_file(bytes=b"hidden", basename="a.txt")),
        "embedded_file",
        "a.txt",
    ),
}


@pytest.mark.parametrize(("extension", "make", "code", "text"), TELLS.values(), ids=TELLS)
def test_what_hides_in_a_file_is_told(
    read: Read, extension: str, make: Callable[[], bytes], code: str, text: str | None
) -> None:
    reading = read(make(), extension)

    assert code in codes(reading)
    assert text is None or text in texts(reading)


# What cannot be read is unverifiable, never clean.


def test_a_scan_has_no_text(read: Read) -> None:
    assert [(remark.code, remark.where) for remark in read(files.scan(), "pdf").remarks] == [("no_text_layer", "หน้า 1")]


def test_a_stamp_on_a_scan_does_not_make_it_readable(read: Read) -> None:
    """`สแกนด้วย …` across a page that is a picture."""

    def stamped(paper: Any) -> None:
        paper.add_page()
        paper.image(io.BytesIO(files.picture("PNG", size=(600, 800))), 0, 0, 210, 297)
        paper.text(10, 10, "scanned by a machine")

    assert [(remark.code, remark.where) for remark in read(pdf_with(stamped), "pdf").remarks] == [
        ("no_text_layer", "หน้า 2")
    ]


def test_a_document_of_pictures_is_a_scan(read: Read) -> None:
    reading = read(docx("<w:p/>", parts={"word/media/image1.png": files.picture("PNG")}), "docx")

    assert codes(reading) == ["no_text_layer"]


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
def test_a_picture_is_a_scan(read: Read, form: str) -> None:
    assert codes(read(files.picture(form), form.lower())) == ["no_text_layer"]


def test_garbled_text_is_known() -> None:
    """Letters of old fonts are put back; glyphs of no letter, another code page and false sara am are told."""
    assert (mend("ที\uf70aนี\uf70b"), is_garbled(mend("ที\uf70aนี\uf70b"))) == ("ที่นี้", False)
    assert is_garbled("ราคา \ue123 บาท")
    assert is_garbled("ÊÓ¹Ñ¡§Ò¹»ÅÑ´ 2569")
    assert is_garbled("ก้ำรเปิดเผยข้อมูลข่้ำวส้ำรของร้ำชก้ำรต้ำมม้ำตร้ำ")
    assert not is_garbled("การเปิดเผยข้อมูลข่าวสารน้ำและถ้ำ")
    assert not is_garbled("Café No. 12, £ 3")


# Bad input.


def vast() -> bytes:
    """A sheet whose two cells stand at opposite corners of everything."""
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return repacked(xlsx(), {"xl/worksheets/sheet1.xml": sheet + rows + b"</sheetData></worksheet>"})


def heavy_pdf() -> bytes:
    """One page whose content unpacks to three quarters of a gibibyte."""
    packer = zlib.compressobj(1)
    content = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(768)) + packer.flush()
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    begin = b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(content)
    return head + page + begin + content + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def live_form() -> bytes:
    """A form (XFA) of which most readers show another page than Acrobat does."""
    form = b"/AcroForm<</Fields[]/XFA 4 0 R>>"
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + form + b"/NeedsRendering true>>endobj\n"
    pages = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    pages += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    stream = b"4 0 obj<</Length 12>>stream\n<xdp></xdp> \nendstream endobj\n"
    return head + pages + stream + b"trailer<</Root 1 0 R>>\n%%EOF"


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a zip bomb": ("docx", files.bomb),
    "a zip bomb within proportion": ("docx", lambda: docx(f"<w:p><w:t>{'x' * (15 << 20)}</w:t></w:p>" * 9)),
    "a workbook with cells at the ends of the world": ("xlsx", vast),
    "a document type with entities": (
        "docx",
        lambda: docx(parts={"word/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    ),
    "a PDF that is none": ("pdf", lambda: b"%PDF-1.7 nothing"),
    "a PDF cut short": ("pdf", lambda: pdf()[:900]),
    "a PDF with a password": ("pdf", files.locked_pdf),
    "a PDF that unpacks to more than there is": ("pdf", heavy_pdf),
    "a form that is another page in each reader": ("pdf", live_form),
    "a polyglot": ("pdf", lambda: pdf() + files.zipped({"a": "b"})),
    "an archive in an archive": ("docx", lambda: files.zipped({"a.zip": files.zipped({"b.zip": b""})})),
    "another type": ("pdf", xlsx),
    "a picture cut short": ("jpg", lambda: files.picture("JPEG")[:30]),
}


@pytest.mark.parametrize(("extension", "make"), BAD.values(), ids=BAD)
def test_bad_input_is_unverifiable_and_harms_nobody(read: Read, extension: str, make: Callable[[], bytes]) -> None:
    """A remark, and none of it in this process' memory; a reader that hangs is ended."""
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    reading = read(data, extension)

    assert {"not_read_whole", "no_text_layer", "text_garbled"} & set(codes(reading))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 << 10


def test_no_reader_takes_more_memory_than_it_may(read: Read) -> None:
    """The same file, and less memory than reading it takes."""
    data = files.pdf_of(50)

    assert codes(read(data, "pdf")) == []
    assert codes(read(data, "pdf", Limits(memory_bytes=40 << 20))) == ["not_read_whole"]


def test_ten_thousand_pages_are_read_as_far_as_the_limit(read: Read) -> None:
    reading = read(files.pdf_of(10_000), "pdf", Limits(pages=100))

    assert [passage.text for passage in reading.passages][-1] == "page 100"
    (remark,) = reading.remarks
    assert (remark.code, remark.where, remark.found) == ("not_read_whole", "หน้า 101", "10,000 หน้า / pages")


def test_what_is_read_before_the_time_is_up_is_kept(read: Read) -> None:
    """An endless reading is ended, by the processor's clock."""
    part = b"<x>" + b"".join(b"<y a='%d'/>" % number for number in range(1 << 20)) + b"</x>"
    data = docx(parts={f"word/part{number}.xml": part for number in range(8)})

    reading = read(data, "docx", Limits(seconds=2, patience=20))

    assert [remark.found for remark in reading.remarks] == ["ใช้เวลานานเกินไป / took too long"]
    assert SENTENCES[0] in texts(reading)


class Stopper(threading.Thread):
    """Stops every reader that this process starts, as a machine with no time for it would; then lets it go on."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds, self.stopped = seconds, 0

    def run(self) -> None:
        listed = Path(f"/proc/{os.getpid()}/task/{threading.main_thread().native_id}/children")
        while not self.stopped:
            for child in listed.read_text(encoding="ascii").split():
                if b"service.extraction" in Path(f"/proc/{child}/cmdline").read_bytes():
                    self.stopped = int(child)
            time.sleep(0.001)
        os.kill(self.stopped, signal.SIGSTOP)
        time.sleep(self._seconds)
        with suppress(ProcessLookupError):
            os.kill(self.stopped, signal.SIGCONT)


def test_a_machine_too_busy_to_read_finds_what_an_idle_one_finds(read: Read) -> None:
    """Six seconds without the processor, where a reading may have one of it."""
    stopper = Stopper(6)
    stopper.start()

    reading = read(b"\xe0\xb8\x81 a line\n", "txt", Limits(seconds=1))
    stopper.join()

    assert (texts(reading), codes(reading)) == (["ก a line"], [])


def test_the_clock_ends_what_does_nothing(read: Read) -> None:
    stopper = Stopper(5)
    stopper.start()

    reading = read(b"a line\n", "txt", Limits(seconds=1, patience=2))
    stopper.join()

    assert [remark.found for remark in reading.remarks] == ["ใช้เวลานานเกินไป / took too long"]


def test_output_has_an_end_too(read: Read) -> None:
    reading = read(("ก" * 60 + "\n").encode() * 20_000, "txt", Limits(output_bytes=1 << 20))

    assert codes(reading) == ["not_read_whole"]
    assert sum(len(text) for text in texts(reading)) < 1 << 20


def test_a_file_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "nothing", "application/pdf")


def test_a_module_in_the_folder_one_stands_in_is_not_run(read: Read, tmp_path: Path, monkeypatch: Any) -> None:
    """A stranger's clone may hold a `json.py`."""
    for name in ("json", "service", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert codes(read(pdf(), "pdf")) == []
    assert not (tmp_path / "ran").exists()
