"""What a reviewer reads before signing: every change in words, every file in hand, and a note of what was shown."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from repo_schema.admission import check_document
from repo_schema.differences import compare, render_readable
from repo_schema.findings import Finding
from repo_schema.history import Submission
from repo_schema.layout import AttestationPath, FilePath, ItemPath, classify, is_document
from repo_schema.manifests import Entry
from repo_schema.pointers import Pointer, parse_pointer
from repo_schema.privacy.decisions import Decision
from repo_schema.recording import read_vouching
from repo_schema.reviews import STRENGTH_WORDS
from service.ledger.attachments import State
from service.ledger.carrying import bring_files
from service.ledger.inbox import Pending, assess_tip, find_pending, read_pending
from service.ledger.legibility import read_contents, tell_hidden
from service.ledger.looking import Look, look
from service.ledger.workspace import Workspace

_LONGEST_NAME: Final = 240
"""Bytes; file systems end at 255."""


@dataclass(frozen=True, slots=True)
class PathChange:
    path: str
    is_new: bool
    rows: Sequence[Mapping[str, Any]]
    """`op`, `path`, `label`, `before`, `after`, as `repo_schema.differences` renders them."""
    text: str
    """The file as it would stand."""


@dataclass(frozen=True, slots=True)
class FileShown:
    path: str
    name: str
    bytes: int
    state: State
    place: str | None
    """A copy under its own name, to be opened."""


@dataclass(frozen=True, slots=True)
class Review:
    pending: Pending
    message: str
    changes: tuple[PathChange, ...]
    files: tuple[FileShown, ...]
    attested: Mapping[str, str]
    """Path to text of what an attestation speaks of: whoever checks it reads the item, not its name."""
    look: Look
    """What is personal or secret, to be decided."""
    decided: tuple[tuple[str, Decision], ...]
    """Who decided what of it, in forms already signed."""

    def as_json(self) -> dict[str, Any]:
        return {
            "message": self.message,
            "changes": [asdict(change) for change in self.changes],
            "files": [asdict(file) for file in self.files],
            "attested": dict(self.attested),
        }


def read(workspace: Workspace, identity: str) -> Review:
    """Everything a reviewer of this submission must see; raises `RefusedError` if there is none such."""
    return read_whole(workspace, find_pending(workspace, identity))


def read_whole(workspace: Workspace, pending: Pending) -> Review:
    """The same of a submission at hand."""
    submission, blobs = read_pending(workspace, pending)
    changes = tuple(_changes(workspace, submission, blobs))
    files = tuple(_files(workspace, submission, blobs))
    content = submission.content.commit
    workspace.desk.remember_shown(pending.id, content.id)
    attested = dict(_attested(workspace, submission))
    found = look(workspace, submission)
    _, assessment = assess_tip(workspace, pending.tip)
    decided = tuple((row.person, decision) for row in assessment.approvals for decision in row.decisions)
    pending = replace(pending, hints=(*pending.hints, *_readings(workspace, submission, blobs)))
    return Review(pending, _said(content.message), changes, files, attested, found, decided)


def _said(message: str) -> str:
    """What its author wrote about it; of what a recorder vouches for, which nobody wrote, that it does."""
    vouching = read_vouching(message)
    return f"{' · '.join(STRENGTH_WORDS['vouched'])} ({vouching.account})" if vouching else message.strip()


def _readings(workspace: Workspace, submission: Submission, blobs: Mapping[str, bytes | None]) -> list[Finding]:
    """What their reader may not see, of the files that are here."""
    contents = {path: _blob(blobs, after) for path, (_, after) in submission.manifest.items()}
    return tell_hidden(read_contents(workspace.desk.store, contents))


def _pointers(submission: Submission, blobs: Mapping[str, bytes | None]) -> Iterator[tuple[str, Pointer]]:
    for path, (_, after) in sorted(submission.manifest.items()):
        pointer = parse_pointer(_blob(blobs, after)) if isinstance(classify(path), FilePath) else None
        if pointer is not None:
            yield path, pointer


def _attested(workspace: Workspace, submission: Submission) -> Iterator[tuple[str, str]]:
    for path in submission.manifest:
        kind = classify(path)
        entry = workspace.history.entries.get(kind.item.path) if isinstance(kind, AttestationPath) else None
        if isinstance(kind, AttestationPath) and entry is not None:
            yield kind.item.path, (workspace.repository.read_blob(entry.oid) or b"").decode("utf-8", "replace")


def _changes(workspace: Workspace, submission: Submission, blobs: Mapping[str, bytes | None]) -> Iterator[PathChange]:
    for path, (before, after) in sorted(submission.manifest.items()):
        if isinstance(classify(path), FilePath):
            continue
        unproven = before == after or path in workspace.history.footing.suspended
        was = _value(path, workspace.repository.read_blob(before.oid) if before and not unproven else None)
        now = _value(path, _blob(blobs, after))
        text = _blob(blobs, after).decode("utf-8", "replace")
        rows = render_readable(tuple(compare(was, now)), now.get("schema"))
        yield PathChange(path, before is None or unproven, rows, text)


def _value(path: str, data: bytes | None) -> Any:
    """The document's value; plain text for what is no document."""
    if not data:
        return {}
    document = check_document(path, data)[0] if is_document(path) else None
    return document.value if document else {"text": data.decode("utf-8", "replace")}


def _files(workspace: Workspace, submission: Submission, blobs: Mapping[str, bytes | None]) -> Iterator[FileShown]:
    names = dict(_names(submission, blobs))
    bring_files(workspace, submission.manifest)
    for path, pointer in _pointers(submission, blobs):
        state = workspace.desk.store.state(pointer)
        name = names.get(path, Path(path).name)
        folder = workspace.desk.git_dir / "prongsai" / "reading" / pointer.sha256[:16]
        source = workspace.desk.store.path(pointer.sha256)
        place = _lay_out(source, folder, name) if state == "present" else None
        yield FileShown(path, name, pointer.size, state, place)


def _blob(blobs: Mapping[str, bytes | None], entry: Entry | None) -> bytes:
    return (blobs.get(entry.oid) if entry else None) or b""


def _names(submission: Submission, blobs: Mapping[str, bytes | None]) -> Iterator[tuple[str, str]]:
    for path, (_, after) in submission.manifest.items():
        if not isinstance(classify(path), ItemPath):
            continue
        for row in _value(path, _blob(blobs, after)).get("attachments") or ():
            yield str(row.get("file")), str(row.get("name"))


def _lay_out(source: Path, folder: Path, name: str) -> str:
    """A copy of `source` under the name people know it by, as far as a file system can hold it."""
    safe = "".join("_" if char in '/\\:*?"<>|' or ord(char) < 32 else char for char in name).lstrip(".")  # noqa: PLR2004
    stem, suffix = Path(safe).stem, Path(safe).suffix
    while len((stem + suffix).encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (stem + suffix or "file")
    if not target.exists():
        shutil.copyfile(source, target)
    return str(target)
