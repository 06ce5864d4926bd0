"""Attachments at a forge's LFS server: the batch protocol and basic transfers (git-lfs, docs/api/batch.md)."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from repo_schema.pointers import Pointer
from service.ledger.attachments import DifferentBytesError, Store, read_chunks
from service.ledger.lfs.door import Door, UnreachableError
from service.ledger.lfs.failing import TransferError
from service.ledger.lfs.ssh import Operation
from service.ledger.lfs.watching import Watch

__all__ = ["BatchFar"]

_TOGETHER: Final = 100
_WAITS: Final = (1, 4, 0)
"""Seconds after each try of whatever may go better next time."""
_RESUMED: Final = 5
"""Times that one download goes on where it was cut."""
_GONE: Final = frozenset({404, 410})
_PERHAPS_LATER: Final = frozenset({401, 403, 404, 408, 410, 429, 500, 502, 503, 504})
"""Of a single object: what the server gave to reach it may have run out, and is asked for anew."""
_BUSY: Final = frozenset({408, 429, 500, 502, 503, 504})
_OK: Final = 200
_PARTIAL: Final = 206
_WELL: Final = range(200, 300)
_OURS: Final = frozenset({"content-length", "range", "accept-encoding"})
_NO_RIGHT: Final = (
    "ขอสิทธิเขียนคลังนี้จากผู้ดูแลระบบของ forge แล้วสั่งอีกครั้ง",
    "ask the forge's administrator for the right to write here, then try again",
)
_NO_ROOM: Final = (
    "ที่เก็บไฟล์ของ forge เต็มหรือไฟล์ใหญ่เกินที่ forge รับ โปรดแจ้งผู้ดูแลระบบ",
    "the forge's store is full, or the file larger than it takes: tell its administrator",
)
_NO_SERVER: Final = (
    "ให้ผู้ดูแลระบบเปิดใช้ Git LFS ที่ forge หรือบอกที่อยู่ด้วย git config remote.origin.lfsurl ที่อยู่",
    "have Git LFS turned on at the forge, or say where it is: git config remote.origin.lfsurl ADDRESS",
)
_HINTS: Final[Mapping[int, tuple[str, str]]] = {
    403: _NO_RIGHT, 404: _NO_SERVER, 405: _NO_SERVER, 501: _NO_SERVER, 413: _NO_ROOM, 507: _NO_ROOM, 509: _NO_ROOM,
}  # fmt: skip


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Action(_Shape):
    """Where one object is to be sent, fetched or confirmed."""

    href: str
    header: dict[str, str] = Field(default_factory=dict)


class _Error(_Shape):
    code: int
    message: str = ""


class _Object(_Shape):
    oid: str
    size: int
    actions: dict[str, Action] = Field(default_factory=dict)
    error: _Error | None = None


class _Answer(_Shape):
    transfer: str = "basic"
    objects: list[_Object]
    hash_algo: str = "sha256"


class _AgainError(Exception):
    """This object may go better with another answer of the server."""


@dataclass(slots=True)
class BatchFar:
    """The store behind one LFS server."""

    door: Door
    ref: str = "refs/heads/main"
    sleep: Callable[[float], None] = field(default=time.sleep)

    def send(self, store: Store, pointers: Sequence[Pointer], watch: Watch) -> tuple[Pointer, ...]:
        """Put there what is not there; those that neither side has whole. Raises `TransferError`."""

        def move(pointer: Pointer, found: _Object) -> bool:
            if found.error is not None:
                raise self._refused(found.error.code, found.error.message)
            upload = found.actions.get("upload")
            if upload is None:
                watch.moved(pointer.size)
                return True
            if store.state(pointer) != "present":
                return False
            self._put(upload, found.actions.get("verify"), store, pointer)
            watch.moved(pointer.size)
            return True

        return self._each("upload", pointers, move)

    def bring(self, store: Store, pointers: Sequence[Pointer], watch: Watch) -> tuple[Pointer, ...]:
        """Store what is there; those that are not there whole. Raises `TransferError`."""

        def move(pointer: Pointer, found: _Object) -> bool:
            if found.error is not None and found.error.code in _GONE:
                return False
            if found.error is not None:
                raise self._refused(found.error.code, found.error.message)
            download = found.actions.get("download")
            if download is None:
                return False
            try:
                store.take(pointer, self._chunks(download, pointer))
            except DifferentBytesError:
                return False
            watch.moved(pointer.size)
            return True

        return self._each("download", pointers, move)

    def _each(
        self, operation: Operation, pointers: Sequence[Pointer], move: Callable[[Pointer, _Object], bool]
    ) -> tuple[Pointer, ...]:
        """`move` every object by what the server answers of it; again where that may help. Those it could not."""
        lacking: list[Pointer] = []
        waiting, why = list(pointers), ""
        for pause in _WAITS:
            again: list[Pointer] = []
            for begin in range(0, len(waiting), _TOGETHER):
                asked = waiting[begin : begin + _TOGETHER]
                try:
                    for pointer, found in self._ask(operation, asked):
                        try:
                            if not move(pointer, found):
                                lacking.append(pointer)
                        except _AgainError as error:
                            again.append(pointer)
                            why = str(error)
                except _AgainError as error:
                    again += asked
                    why = str(error)
            if not again:
                return tuple(lacking)
            waiting = again
            self.sleep(pause)
        raise TransferError(self.door.endpoint, why)

    def _ask(self, operation: Operation, pointers: Sequence[Pointer]) -> list[tuple[Pointer, _Object]]:
        wanted = [{"oid": pointer.sha256, "size": pointer.size} for pointer in pointers]
        asked = {"operation": operation, "transfers": ["basic"], "hash_algo": "sha256", "objects": wanted}
        address = f"{self.door.endpoint}/objects/batch"
        try:
            status, body = self.door.post(address, asked | {"ref": {"name": self.ref}})
        except UnreachableError as error:
            raise _AgainError(str(error)) from error
        if status in _BUSY:
            raise _AgainError(f"HTTP {status}")
        if status != _OK:
            raise self._refused(status, body.get("message") if isinstance(body, dict) else "")
        try:
            answer = _Answer.model_validate(body)
        except ValidationError as error:
            raise TransferError(address, "not the answer of an LFS server") from error
        if answer.transfer != "basic" or answer.hash_algo != "sha256":
            raise TransferError(address, f"another way than was asked for: {answer.transfer} {answer.hash_algo}")
        found = {row.oid: row for row in answer.objects}
        if silent := [pointer for pointer in pointers if pointer.sha256 not in found]:
            raise TransferError(address, f"no word of {silent[0].sha256}")
        return [(pointer, found[pointer.sha256]) for pointer in pointers]

    def _put(self, upload: Action, verify: Action | None, store: Store, pointer: Pointer) -> None:
        """Send one object, and have the server look at it; raises `_AgainError`, `TransferError`."""
        given = {name: value for name, value in upload.header.items() if name.lower() not in _OURS}
        headers = {"Content-Type": "application/octet-stream", **given, "Content-Length": str(pointer.size)}
        try:
            body = partial(read_chunks, store.path(pointer.sha256))
            with self.door.asking("PUT", upload.href, headers, body=body) as answer:
                self._expect_ok(answer.status_code)
            if verify is not None:
                wanted = {"oid": pointer.sha256, "size": pointer.size}
                self._expect_ok(self.door.post(verify.href, wanted, verify.header)[0])
        except UnreachableError as error:
            raise _AgainError(str(error)) from error

    def _chunks(self, download: Action, pointer: Pointer) -> Iterator[bytes]:
        """One object's bytes, going on where the line was cut; raises `_AgainError`, `TransferError`."""
        done, why = 0, ""
        given = {name: value for name, value in download.header.items() if name.lower() not in _OURS}
        for _ in range(_RESUMED + 1):
            headers = {**given, "Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
            try:
                with self.door.asking("GET", download.href, headers) as answer:
                    self._expect_ok(answer.status_code)
                    goes_on = answer.headers.get("content-range", "").startswith(f"bytes {done}-")
                    told = 0 if answer.status_code == _PARTIAL and goes_on else done
                    for chunk in answer.iter_bytes():
                        yield (fresh := chunk[told:])
                        told = max(0, told - len(chunk))
                        done += len(fresh)
            except UnreachableError as error:
                why = str(error)
            if done >= pointer.size:
                return
        raise _AgainError(why or "cut short")

    def _expect_ok(self, status: int) -> None:
        if status in _PERHAPS_LATER:
            raise _AgainError(f"HTTP {status}")
        if status not in _WELL:
            raise self._refused(status, "")

    def _refused(self, status: int, said: object) -> TransferError:
        th, en = _HINTS.get(status, ("", ""))
        return TransferError(self.door.endpoint, f"HTTP {status} {said or ''}", hint_th=th, hint_en=en)
