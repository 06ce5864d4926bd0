"""The attachments a submission names, brought to the shared store with it and required of it."""

from collections.abc import Iterator

from repo_schema.findings import Finding
from repo_schema.layout import FilePath, classify
from repo_schema.manifests import Manifest
from repo_schema.pointers import Pointer, parse_pointer
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.intake import examine
from service.ledger.workspace import Workspace

__all__ = ["bring_files", "carry_files", "require_files"]


def carry_files(workspace: Workspace, manifest: Manifest) -> None:
    """Bring the attachments a submission names into the shared store; raises when they are not here whole."""
    paths = {pointer: path for path, pointer in _pointers(workspace, manifest)}
    if not paths:
        return
    store = workspace.desk.remote_store()
    if store is None:
        raise LedgerError(
            th="คลังกลางไม่ได้อยู่บนเครื่องหรือไดรฟ์ที่เข้าถึงเป็นโฟลเดอร์ได้ จึงยังส่งไฟล์แนบไปไม่ได้",
            en="the shared repository is no folder that this machine can reach; so attachments stay here",
            hint_th="ใช้คลังกลางที่เป็นโฟลเดอร์ร่วม หรือส่งรายการที่ไม่มีไฟล์แนบ",
            hint_en="use a shared repository on a reachable folder, or submit items without attachments",
        )
    lacking = store.copy_from(workspace.desk.store, paths)
    if lacking:
        raise RefusedError([Finding("file_missing_in_store", path=paths[pointer]) for pointer in lacking])


def bring_files(workspace: Workspace, manifest: Manifest) -> tuple[str, ...]:
    """Fetch the attachments a submission names, to be read here; returns the paths of those that are nowhere whole."""
    paths = {pointer: path for path, pointer in _pointers(workspace, manifest)}
    store = workspace.desk.store
    lacking = store.copy_from(workspace.desk.remote_store() or store, paths)
    return tuple(sorted(paths[pointer] for pointer in lacking))


def require_files(workspace: Workspace, manifest: Manifest) -> None:
    """What is published must be there to be read, and be what it is called."""
    store = workspace.desk.remote_store() or workspace.desk.store
    rules = workspace.history.law.policy.rules
    pointers = _pointers(workspace, manifest)
    if findings := [finding for path, pointer in pointers for finding in examine(store, path, pointer, rules)]:
        raise RefusedError(findings)


def _pointers(workspace: Workspace, manifest: Manifest) -> Iterator[tuple[str, Pointer]]:
    for path, (_, after) in manifest.items():
        if after is not None and isinstance(classify(path), FilePath):
            pointer = parse_pointer(workspace.repository.read_blob(after.oid) or b"")
            if pointer is not None:
                yield path, pointer
