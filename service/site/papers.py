"""Papers shown in place: the pages of a PDF as pictures. Script that a PDF carries runs in no reader's browser.

Browsers run it in their own viewers whatever headers say; many phones show no PDF within a page at all. A picture is
painted when it is first asked for, two at a time, and kept in memory while there is room.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, Final
from unicodedata import normalize
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.api.answers import PINNED, is_known, read_model
from service.api.files import open_attachment
from service.extraction.leaves import SHOWN_AT_MOST, Leaves, measure, paint
from service.ledger.read_model import FileRow, NotFoundError, Snapshot
from service.problems import ProblemError, bad_parameter
from service.site.views import View

__all__ = ["ROUTES", "Papers", "show_leaves"]

_PDF: Final = "application/pdf"
_TOGETHER: Final = 10
"""Pages shown at once."""
_ROOM: Final = 32 << 20
"""Bytes of pictures kept."""
_DIGITS: Final = 6
_PAINTERS: Final = 2
_PATIENCE: Final = 20.0
"""Seconds that one waits for a painter."""
_INERT: Final = {"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}


class Papers:
    """What was painted. Whether it may still be shown is asked of the read model first, every time."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._leaves: OrderedDict[str, Leaves | None] = OrderedDict()
        self._size = 0
        self._lock = Lock()
        self._painters = BoundedSemaphore(_PAINTERS)

    def leaves(self, path: Path, sha256: str) -> Leaves | None:
        """The pages of a file; raises `ProblemError` when all painters are busy."""
        with self._lock:
            if sha256 in self._leaves:
                return self._leaves[sha256]
        with self._painter():
            found = measure(path)
        with self._lock:
            self._leaves[sha256] = found
            if len(self._leaves) > SHOWN_AT_MOST * _TOGETHER:
                self._leaves.popitem(last=False)
        return found

    def picture(self, path: Path, sha256: str, number: int) -> bytes | None:
        """One page; raises `ProblemError` when all painters are busy."""
        key = sha256, number
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        with self._painter():
            found = paint(path, number)
        with self._lock:
            if found is not None and key not in self._pictures:
                self._pictures[key] = found
                self._size += len(found)
            while self._size > _ROOM:
                self._size -= len(self._pictures.popitem(last=False)[1])
        return found

    @contextmanager
    def _painter(self) -> Iterator[None]:
        if not self._painters.acquire(timeout=_PATIENCE):
            raise ProblemError(
                "file_unavailable",
                th="ขณะนี้มีผู้เปิดดูเอกสารพร้อมกันมาก กรุณาลองใหม่ หรือดาวน์โหลดไฟล์",
                en="Many papers are being opened at this moment; try again, or download the file.",
            )
        try:
            yield
        finally:
            self._painters.release()


def show_leaves(view: View, files: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """What an item's page shows of the paper asked for with `paper`, from page `leaf` on; None: no such paper."""
    sha256 = view.query("paper")
    names = {row["name"] for row in files if row["sha256"] == sha256 and row["media_type"] == _PDF}
    row = next((row for row in view.snapshot.files(sha256 or "") if row.name in names), None)
    if row is None:
        return None
    path = open_attachment(view.request.app.state.file_door, row)
    leaves = _papers(view.request).leaves(path, row.sha256) or Leaves(0, ())
    first = _leaf(view.query("leaf"), max(len(leaves.sizes), 1))
    last = min(first + _TOGETHER - 1, len(leaves.sizes))
    return {
        "sha256": row.sha256,
        "count": leaves.count,
        "is_whole": leaves.count == len(leaves.sizes),
        "address": f"/papers/{row.sha256}/{quote(row.name, safe='')}",
        "leaves": [(number, *leaves.sizes[number - 1]) for number in range(first, last + 1)],
        "earlier": max(first - _TOGETHER, 1) if first > 1 else None,
        "later": last + 1 if last < len(leaves.sizes) else None,
    }


async def show_picture(request: Request) -> Response:
    """One page as a picture; raises `NotFoundError` for whatever is none of a PDF that a trusted version names."""
    number = _leaf(request.query_params.get("leaf"), SHOWN_AT_MOST)
    with read_model(request).snapshot() as snapshot:
        row = _file(request, snapshot)
    headers = {"Cache-Control": PINNED, "ETag": f'"{row.sha256}-{number}"', **_INERT}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    picture = await run_in_threadpool(_picture, request, row, number)
    if picture is None:
        raise NotFoundError("file", f"{row.sha256}/{row.name}")
    return Response(picture, headers=headers, media_type="image/webp")


def _file(request: Request, snapshot: Snapshot) -> FileRow:
    sha256, name = request.path_params["sha256"], normalize("NFC", request.path_params["filename"])
    for row in snapshot.files(sha256):
        if row.name == name and row.media_type == _PDF:
            return row
    raise NotFoundError("file", f"{sha256}/{name}")


def _picture(request: Request, row: FileRow, number: int) -> bytes | None:
    path = open_attachment(request.app.state.file_door, row)
    return _papers(request).picture(path, row.sha256, number)


def _papers(request: Request) -> Papers:
    found: Papers = request.app.state.papers
    return found


def _leaf(text: str | None, last: int) -> int:
    """A page from 1 to `last`; raises `ProblemError`."""
    text = text or "1"
    if not (text.isascii() and text.isdecimal() and len(text) < _DIGITS and 1 <= int(text) <= last):
        raise bad_parameter("leaf", th=f"เป็นเลขหน้า 1 ถึง {last}", en=f"a page from 1 to {last}.")
    return int(text)


ROUTES: Final = [Route("/papers/{sha256}/{filename:path}", show_picture, include_in_schema=False)]
