"""Office documents that are zip archives of XML: every part is streamed through, nothing of it built in memory.

Not only the body counts: headers, notes, text boxes, comments, deleted text that is still there, properties, and what
a table was once made from.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

from repo_schema.passages import Passage, Remark, RemarkCode
from service.extraction.limits import Limits
from service.extraction.pictures import has_position

__all__ = ["read_package", "read_parts"]

_CHUNK: Final = 1 << 16
_LONGEST: Final = 1 << 20
_FEW_LETTERS: Final = 100
_PICTURE: Final = re.compile(r"(?:^|/)(?:media|Pictures)/.+\.(?:jpe?g|png|gif|bmp|tiff?|webp|emf|wmf)$", re.IGNORECASE)
_PICTURE_AT_MOST: Final = 32 << 20
_EMBEDDED: Final = re.compile(r"(?:^|/)embeddings/|^Object [0-9]+$|^ObjectReplacements/", re.IGNORECASE)
_FOREIGN: Final = re.compile(r"\.(?:html?|mht|mhtml|rtf|txt)$", re.IGNORECASE)
_SAYING: Final = frozenset(
    {
        "t", "delText", "instrText", "text", "v", "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader",
        "firstFooter", "title", "subject", "creator", "keywords", "description", "lastModifiedBy", "category",
        "Company", "Manager", "initial-creator", "lpwstr",
    }
)  # fmt: skip
"""Elements whose own text is said somewhere in the document."""
_ENDING: Final = frozenset({"p", "h", "si", "comment", "cm", *(_SAYING - {"t", "delText", "instrText"})})
"""Elements that end a line."""
_REMARKS: Final[dict[str, RemarkCode]] = {
    "comment": "comment",
    "cm": "comment",
    "threadedComment": "comment",
    "annotation": "comment",
    "ins": "tracked_change",
    "del": "tracked_change",
    "moveFrom": "tracked_change",
    "moveTo": "tracked_change",
    "changed-region": "tracked_change",
    "vanish": "hidden_rows",
}
_WORD: Final = "wordprocessingml"
_OPEN_DOCUMENT: Final = frozenset({"content.xml", "styles.xml", "meta.xml"})
_PLACES: Final = (
    (re.compile(r"^(?:word/document|content)()\.xml$"), "เนื้อหา"),
    (re.compile(r"^ppt/slides/slide([0-9]+)\.xml$"), "สไลด์"),
    (re.compile(r"^ppt/notesSlides/notesSlide([0-9]+)\.xml$"), "บันทึกย่อของสไลด์"),
    (re.compile(r"/header([0-9]*)\.xml$"), "หัวกระดาษ"),
    (re.compile(r"/footer([0-9]*)\.xml$"), "ท้ายกระดาษ"),
    (re.compile(r"/(?:threaded)?comments?/?(?:comment)?([0-9]*)\.xml$", re.IGNORECASE), "ความเห็น"),
    (re.compile(r"/footnotes()\.xml$"), "เชิงอรรถ"),
    (re.compile(r"^(?:docProps/.*|meta)()\.xml$"), "คุณสมบัติของไฟล์"),
)
_SHEET: Final = re.compile(r"xl/(?:worksheets|chartsheets)/")


def read_package(path: Path, _limits: Limits) -> Iterator[Passage | Remark]:
    """A text document or a presentation."""
    letters = 0
    with zipfile.ZipFile(path) as package:
        for part in read_parts(package):
            letters += len("".join(part.text.split())) if isinstance(part, Passage) else 0
            yield part
        if letters < _FEW_LETTERS and any(_PICTURE.search(name) for name in package.namelist()):
            yield Remark("no_text_layer", "ทั้งไฟล์", "ภาพ / pictures")


def read_parts(package: zipfile.ZipFile, *, cells: bool = True) -> Iterator[Passage | Remark]:
    """Everything said in its parts; without `cells`, not what a workbook's cells hold."""
    for entry in package.infolist():
        name = entry.filename
        if _EMBEDDED.search(name):
            yield Remark("embedded_file", name)
        elif _FOREIGN.search(name):
            yield Remark("not_read_whole", name)
        elif name.lower().endswith((".jpg", ".jpeg")) and entry.file_size <= _PICTURE_AT_MOST:
            yield from [Remark("photo_position", name)] if has_position(package.read(entry)) else []
        elif name.endswith(".xml") and name != "[Content_Types].xml" and (cells or name != "xl/sharedStrings.xml"):
            yield from _read_part(package, entry, cells=cells)


def _read_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, *, cells: bool) -> Iterator[Passage | Remark]:
    part = _Part(entry.filename, cells=cells)
    with package.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            part.feed(chunk)
            yield from part.take()
    part.feed(b"", is_last=True)
    yield from part.take()
    for code, count in part.counted.items():
        yield Remark(code, _place(entry.filename), f"{count}")


def _place(name: str) -> str:
    """What people call a part."""
    for pattern, said in _PLACES:
        if match := pattern.search(name):
            return f"{said} {match[1]}".strip()
    return name


class _Part:
    """Gathers lines of text, and counts what is remarkable."""

    def __init__(self, name: str, *, cells: bool) -> None:
        self.counted: Counter[RemarkCode] = Counter()
        self._place, self._is_sheet = _place(name), _SHEET.match(name) is not None
        self._is_open_document = name in _OPEN_DOCUMENT
        self._is_pivot = "pivotCache" in name
        self._takes_all = name.startswith("customXml/") or (self._is_open_document and cells)
        self._inside: list[str] = []
        self._line: list[str] = []
        self._length = 0
        self._lines: list[Passage] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, data: bytes, *, is_last: bool = False) -> None:
        self._parser.Parse(data, is_last)

    def take(self) -> list[Passage]:
        lines, self._lines = self._lines, []
        return lines

    def _refuse(self, *_: object) -> None:
        raise ValueError("DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, kind = name.rpartition(" ")
        self._inside.append(kind)
        code = _REMARKS.get(kind)
        if code is not None and (code == "comment" or _WORD in space or kind == "changed-region"):
            self.counted[code] += 1
        if self._is_sheet and kind in {"row", "col"} and attributes.get("hidden") in {"1", "true"}:
            self.counted["hidden_rows"] += 1
        if kind == "sld" and attributes.get("show") in {"0", "false"}:
            self.counted["hidden_sheet"] += 1
        if self._is_pivot and kind in {"s", "n"} and "v" in attributes:
            self.counted["hidden_rows"] += 1
            self._lines.append(Passage(self._place, attributes["v"]))
        if kind in {"tab", "br", "cr", "line-break", "s"}:
            self._text(" ", anywhere=True)

    def _end(self, _name: str) -> None:
        kind = self._inside.pop()
        if kind in _ENDING or (self._takes_all and kind not in {"span", "a"}):
            self._flush()

    def _text(self, text: str, *, anywhere: bool = False) -> None:
        kind = self._inside[-1]
        says = kind in _SAYING and not (self._is_sheet and kind in {"t", "v"})
        if says or anywhere or self._takes_all or (self._is_open_document and "annotation" in self._inside):
            self._line.append(text)
            self._length += len(text)
            if self._length > _LONGEST:
                self._flush()

    def _flush(self) -> None:
        if line := "".join(self._line).strip():
            self._lines.append(Passage(self._place, line))
        self._line, self._length = [], 0
