"""The door for a person's files: each is looked at before it is stored, and stored whole or not at all.

What is judged is the copy that would be stored, so that nobody changes a file between the look and the keeping.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from repo_schema.file_types import FILE_TYPES
from repo_schema.findings import Finding
from repo_schema.law import Rules
from repo_schema.layout import FilePath, classify
from repo_schema.pointers import Pointer
from repo_schema.recognition import check_type
from service.ledger.attachments import Store, digest, read_chunks
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.workspace import Workspace

__all__ = ["check_file", "examine", "take_in"]


def take_in(
    workspace: Workspace, file: Path, *, title: str | None = None, role: str = "original", dry_run: bool = False
) -> tuple[dict[str, Any], Pointer]:
    """Put `file` into the person's store: how an item names it, and what points to it.

    Raises `RefusedError` for a file that may not be published, `LedgerError` for one that cannot be read; then nothing
    was stored.
    """
    check_file(workspace, file)
    extension = _extension(file)

    def judge(copy: BinaryIO, pointer: Pointer) -> None:
        if digest(file) != pointer:
            raise RefusedError([Finding("file_changed_while_read", path=file.name)])
        if findings := list(check_type(copy, file.name, extension=extension)):
            raise RefusedError(findings)

    pointer = digest(file) if dry_run else workspace.desk.store.add(read_chunks(file), judge=judge)
    row = {
        "file": FilePath(pointer.sha256, extension).path,
        "name": file.name,
        "media_type": FILE_TYPES[extension].media_type,
        "bytes": pointer.size,
        "role": role,
        "title": {"th": title or file.stem},
    }
    return row, pointer


def check_file(workspace: Workspace, file: Path) -> None:
    """Raise `RefusedError` or `LedgerError` for a file that cannot be attached; nothing is kept."""
    try:
        size = file.stat().st_size
        symlink = file.is_symlink()
    except OSError as error:
        raise LedgerError(
            th=f"อ่าน {file} ไม่ได้: {error.strerror}",
            en=f"cannot read {file}: {error.strerror}",
            hint_th="ตรวจชื่อแฟ้มและตำแหน่งอีกครั้ง",
            hint_en="check the file's name and where it is",
        ) from error
    limit = workspace.history.law.policy.rules.refuse_bytes
    if not file.is_file():
        raise LedgerError(
            th=f"{file} ไม่ใช่แฟ้มธรรมดา จึงแนบไม่ได้",
            en=f"{file} is no regular file: it cannot be attached",
            hint_th="ถ้าเป็นโฟลเดอร์ ให้แนบทีละแฟ้ม",
            hint_en="attach the files of a folder one by one",
        )
    if symlink:
        raise RefusedError([Finding("symlink_refused", path=str(file))])
    if size > limit:
        raise RefusedError([Finding("file_too_large", path=str(file), expected=f"{limit}", found=f"{size}")])
    if size == 0:
        raise RefusedError([Finding("file_empty", path=str(file))])
    with file.open("rb") as stream:
        if findings := list(check_type(stream, file.name, extension=_extension(file))):
            raise RefusedError(findings)


def examine(store: Store, path: str, pointer: Pointer, rules: Rules) -> Iterator[Finding]:
    """What stands against an attachment's bytes, as `store` holds them."""
    if pointer.size > rules.refuse_bytes:
        yield Finding("file_too_large", path=path, expected=f"{rules.refuse_bytes}", found=f"{pointer.size}")
        return
    kind = classify(path)
    match store.state(pointer):
        case "missing":
            yield Finding("file_missing_in_store", path=path)
        case "damaged":
            yield Finding("file_damaged", path=path, expected=pointer.sha256)
        case "present" if isinstance(kind, FilePath):
            with store.path(pointer.sha256).open("rb") as stream:
                yield from check_type(stream, path, extension=kind.extension)


def _extension(file: Path) -> str:
    return file.suffix.lower().lstrip(".")
