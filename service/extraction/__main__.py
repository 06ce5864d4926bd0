"""The reader itself: `python -m service.extraction LIMITS MEDIA_TYPE PATH`, one JSON value a line on stdout.

`[where, text]` is a passage, `[code, where, found]` a remark, and `"end"` says that nothing is left.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from repo_schema.file_types import FILE_TYPES
from repo_schema.passages import Passage, Remark
from repo_schema.recognition import recognise
from service.extraction.confining import confine, read_limits
from service.extraction.limits import Limits

Reader: TypeAlias = Callable[[Path, Limits], Iterator[Passage | Remark]]
_OVERLAP: Final = 200
_WHY: Final = (
    (MemoryError, "หน่วยความจำไม่พอ / out of memory"),
    (TimeoutError, "ใช้เวลานานเกินไป / took too long"),
)


def main(arguments: list[str]) -> None:
    limits = read_limits(arguments[0])
    confine(limits)
    try:
        for part in _read(Path(arguments[2]), arguments[1], limits):
            _say(part, limits)
    except Exception as error:  # noqa: BLE001 - a stranger's file: whatever it does to a reader, it was not read whole
        why = f"เสียหาย / damaged ({type(error).__name__})"
        why = next((said for kind, said in _WHY if isinstance(error, kind)), why)
        _say(Remark("not_read_whole", "ทั้งไฟล์", why), limits)
    sys.stdout.write('"end"\n')
    sys.stdout.flush()


def _read(path: Path, media_type: str, limits: Limits) -> Iterator[Passage | Remark]:
    kinds = {kind for kind, known in FILE_TYPES.values() if known == media_type}
    with path.open("rb") as stream:
        is_ = recognise(stream)
    if is_.fault or is_.kind not in kinds:
        yield Remark("not_read_whole", "ทั้งไฟล์", f"{is_.fault or 'file_type_differs'} {is_.found}".strip())
        return
    yield from _reader(is_.kind)(path, limits)


def _reader(kind: str) -> Reader:
    """A library loads only for who needs it."""
    match kind:
        case "pdf":
            from service.extraction.pdf import read_pdf  # noqa: PLC0415

            return read_pdf
        case "docx" | "pptx" | "odt" | "odp":
            from service.extraction.packages import read_package  # noqa: PLC0415

            return read_package
        case "xlsx" | "xls" | "ods":
            from service.extraction.workbooks import read_workbook  # noqa: PLC0415

            return read_workbook
        case "jpeg" | "png" | "gif" | "webp":
            from service.extraction.pictures import read_picture  # noqa: PLC0415

            return read_picture
        case "text":
            return _read_text
        case _:
            return _read_nothing


def _read_text(path: Path, _limits: Limits) -> Iterator[Passage | Remark]:
    from repo_schema.code_pages import decode_text  # noqa: PLC0415

    for number, line in enumerate((decode_text(path.read_bytes()) or "").splitlines(), start=1):
        yield Passage(f"บรรทัด {number}", line)


def _read_nothing(_path: Path, _limits: Limits) -> Iterator[Passage | Remark]:
    yield Remark("not_read_whole", "ทั้งไฟล์", "รูปแบบเก่าที่อ่านไม่ได้ / an old format that is not read")


def _say(part: Passage | Remark, limits: Limits) -> None:
    if isinstance(part, Remark):
        _write([part.code, part.where, part.found])
        return
    text = part.text.strip()
    for begin in range(0, len(text), limits.passage_characters):
        _write([part.where, text[max(0, begin - _OVERLAP) : begin + limits.passage_characters]])


def _write(value: list[str]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
