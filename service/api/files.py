"""`/v1/files`: attachments, byte for byte, under the names that trusted versions give them.

Served only if a trusted version names them, only if their bytes are those named, and inert: no browser runs them. The
type is that of our own list, whatever an item says; only pictures are shown in place.
"""

import re
import unicodedata
from pathlib import Path
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from repo_schema.file_types import FILE_TYPES, FileType
from repo_schema.pointers import Pointer
from service.api.answers import PINNED, WITHHELD, is_known, read_model, reading
from service.api.memento import file_headers
from service.api.ranges import keep_sound_range
from service.ledger.attachments import Store
from service.ledger.errors import LedgerError
from service.ledger.read_model import FileRow, NotFoundError
from service.ledger.records import file_address
from service.ledger.repository import find_git_dir
from service.problems import ProblemError

router = APIRouter(tags=["files"])

_INERT: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_UNTOLD: Final = FileType("", "application/octet-stream")
_REMEMBERED: Final = 4096
_NOT_FOR_A_FALLBACK: Final = re.compile(r"[^A-Za-z0-9._ -]+")


class FileDoor:
    """Opens attachments of one repository; each file is hashed before it is first given out, and when it changed."""

    def __init__(self, repository_path: Path) -> None:
        self._repository_path = repository_path
        self._store: Store | None = None
        self._sound: dict[tuple[str, int, int, int], None] = {}

    def open(self, pointer: Pointer) -> Path | None:
        """Where the bytes are, if they are here and whole."""
        if self._store is None:
            self._store = Store(find_git_dir(self._repository_path))
        path = self._store.path(pointer.sha256)
        try:
            status = path.stat()
        except OSError:
            return None
        key = (pointer.sha256, status.st_ino, status.st_mtime_ns, status.st_size)
        if key not in self._sound:
            if self._store.state(pointer) != "present":
                return None
            if len(self._sound) >= _REMEMBERED:
                self._sound.clear()
            self._sound[key] = None
        return path


@reading(
    router, "/files/{sha256}/{filename:path}", summary="ไฟล์แนบ · An attachment", media=None, errors=(404, *WITHHELD)
)
async def show_file(request: Request, sha256: str, filename: str) -> Response:
    name = unicodedata.normalize("NFC", filename)
    with read_model(request).snapshot() as snapshot:
        head = snapshot.head
        rows = [row for row in snapshot.files(sha256) if row.name == name]
    if not rows:
        raise NotFoundError("file", f"{sha256}/{filename}")
    row, first = rows[0], rows[-1]
    headers = {"Prongsai-Head": head, "Cache-Control": PINNED, "ETag": f'"{row.sha256}"', **_INERT}
    headers |= file_headers(request, file_address(sha256, name), first.published_at)
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    path = await run_in_threadpool(open_attachment, request.app.state.file_door, row)
    extension = row.path.rpartition(".")[2]
    known = FILE_TYPES.get(extension, _UNTOLD)
    is_called_so = FILE_TYPES.get(row.name.rpartition(".")[2].lower()) == known
    saved_as = row.name if is_called_so else f"{row.name}.{extension}"
    headers["Content-Disposition"] = render_disposition(saved_as, inline=known.media_type.startswith("image/"))
    keep_sound_range(request)
    return FileResponse(path, headers=headers, media_type=known.media_type)


def open_attachment(door: FileDoor, row: FileRow) -> Path:
    """Where the whole bytes are; raises `ProblemError` when they are not here."""
    try:
        path = door.open(Pointer(row.sha256, row.bytes))
    except LedgerError as error:
        raise ProblemError("file_unavailable", th=error.th, en=error.en) from error
    if path is None:
        raise ProblemError(
            "file_unavailable",
            th=f"ไฟล์ {row.name} ไม่อยู่ในคลังหรือเสียหาย จึงไม่ส่งให้ โปรดแจ้งผู้ดูแลระบบ",
            en=f"The bytes of {row.name} are missing here or damaged, and are not given out; please tell the operator.",
        )
    return path


def render_disposition(name: str, *, inline: bool = False) -> str:
    """RFC 6266: a plain name for old readers, the true one (RFC 8187) for all others; `inline`: shown in place."""
    stem, dot, extension = name.rpartition(".")
    plain = _NOT_FOR_A_FALLBACK.sub("", stem if dot else name).strip(" ._-") or "file"
    suffix = f".{_NOT_FOR_A_FALLBACK.sub('', extension)}" if dot else ""
    manner = "inline" if inline else "attachment"
    return f"{manner}; filename=\"{plain}{suffix}\"; filename*=UTF-8''{quote(name, safe='')}"
