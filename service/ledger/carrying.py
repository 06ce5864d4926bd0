"""The attachments a submission names, brought to the shared store with it and required of it."""

from collections.abc import Iterator

from repo_schema.findings import Finding
from repo_schema.layout import FilePath, classify
from repo_schema.manifests import Manifest
from repo_schema.pointers import Pointer, parse_pointer
from service.ledger.errors import RefusedError
from service.ledger.intake import examine
from service.ledger.workspace import Workspace

__all__ = ["bring_files", "carry_files", "require_files"]


def carry_files(workspace: Workspace, manifest: Manifest) -> None:
    """Bring the attachments a submission names into the shared store; raises when they are not here whole.

    Raises `TransferError` where the way there fails; then what arrived is not sent again.
    """
    paths = {pointer: path for path, pointer in _pointers(workspace, manifest)}
    if not paths:
        return
    lacking = workspace.desk.shared_files(push=True).send(workspace.desk.store, paths)
    if lacking:
        raise RefusedError([Finding("file_missing_in_store", path=paths[pointer]) for pointer in lacking])


def bring_files(workspace: Workspace, manifest: Manifest) -> tuple[str, ...]:
    """Fetch the attachments a submission names, to be read here; returns the paths of those that are nowhere whole.

    What is larger than policy allows is not fetched. Raises `TransferError` where the way there fails.
    """
    limit = workspace.history.law.policy.rules.refuse_bytes
    paths = {pointer: path for path, pointer in _pointers(workspace, manifest)}
    store = workspace.desk.store
    lacking = {pointer for pointer in paths if pointer.size > limit and store.state(pointer) != "present"}
    if wanted := [pointer for pointer in paths if pointer.size <= limit]:
        lacking |= set(workspace.desk.shared_files().bring(store, wanted))
    return tuple(sorted(paths[pointer] for pointer in lacking))


def require_files(workspace: Workspace, manifest: Manifest, *, dry_run: bool = False) -> None:
    """What is published must be there to be read, and be what it is called.

    A store elsewhere is made to have what was brought from it and looked at here, unless with `dry_run`.
    """
    folder = workspace.desk.remote_store()
    if folder is None:
        bring_files(workspace, manifest)
    rules = workspace.history.law.policy.rules
    store = folder or workspace.desk.store
    pointers = _pointers(workspace, manifest)
    if findings := [finding for path, pointer in pointers for finding in examine(store, path, pointer, rules)]:
        raise RefusedError(findings)
    if folder is None and not dry_run:
        carry_files(workspace, manifest)


def _pointers(workspace: Workspace, manifest: Manifest) -> Iterator[tuple[str, Pointer]]:
    for path, (_, after) in manifest.items():
        if after is not None and isinstance(classify(path), FilePath):
            pointer = parse_pointer(workspace.repository.read_blob(after.oid) or b"")
            if pointer is not None:
                yield path, pointer
