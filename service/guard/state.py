"""What the guard remembers between two pushes: the trusted state, so that a push costs the change, not the history.

Disposable: it lies in the repository's own folder, which only who may write the repository can write, names the anchor
it was made from and the code that made it, and is made again from the anchor whenever any of that does not fit.
"""

import hashlib
import io
import json
import os
import pickle
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import repo_schema
from repo_schema.history import History
from service.ledger.errors import RepositoryUnavailableError
from service.ledger.repository import Repository
from service.ledger.verifier import ForkedError, begin, extend

FOLDER: Final = "prongsai-guard"
SAVE_AFTER: Final = 8
"""Changes judged anew at a push before the state is written again: writing it costs more than judging a few."""
_OTHER_TYPES: Final = frozenset(
    {("builtins", "set"), ("builtins", "frozenset"), ("collections", "defaultdict"), ("datetime", "date")}
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What `guard install` was told."""

    anchor: str
    allow: tuple[str, ...] = ()
    """Beginnings of refs that pass unjudged: a forge's own."""


def read_settings(git_dir: Path) -> Settings | None:
    """None: no guard was installed here."""
    try:
        value = json.loads((git_dir / FOLDER / "settings.json").read_text(encoding="utf-8"))
        return Settings(value["anchor"], tuple(value["allow"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_settings(git_dir: Path, settings: Settings) -> None:
    _write(git_dir / FOLDER / "settings.json", json.dumps(asdict(settings), indent=2).encode())


def trusted_state(repository: Repository, anchor: str, *, afresh: bool = False) -> History:
    """The state after everything on `main`, from memory as far as that goes; `afresh`: from the anchor.

    Raises `ForkedError` when `main` does not extend what was remembered, and what `verify` raises.
    """
    head = repository.head()
    if head is None:
        raise _no_main(repository.git_dir)
    file = repository.git_dir / FOLDER / "state"
    known = None if afresh else _load(file, anchor)
    history = known or begin(repository, anchor, head=head)
    before = history.length
    if history.head != head:
        extend(repository, history, head)
    if known is None or history.length - before >= SAVE_AFTER:
        with suppress(OSError):  # a full disk costs time, not the verdict
            _write(file, _mark(anchor) + pickle.dumps(history, protocol=5))
    return history


class _Reader(pickle.Unpickler):
    """Makes values of the trusted state and nothing else: no file makes the guard run a program."""

    def find_class(self, module: str, name: str) -> type:
        if module.startswith("repo_schema.") or (module, name) in _OTHER_TYPES:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def _load(file: Path, anchor: str) -> History | None:
    try:
        data = file.read_bytes()
        mark = _mark(anchor)
        found = _Reader(io.BytesIO(data[len(mark) :])).load() if data.startswith(mark) else None
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is made again
        return None
    return found if isinstance(found, History) else None


def _mark(anchor: str) -> bytes:
    """Anchor, and the very code that judged: another release judges anew."""
    digest = hashlib.sha256(anchor.encode())
    places = [Path(next(iter(repo_schema.__path__))), Path(__file__).parents[1] / "ledger"]
    for place in places:
        for entry in sorted(os.scandir(place), key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                seen = entry.stat()
                digest.update(f"{entry.name} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return b"prongsai guard state\n" + digest.digest()


def _write(target: Path, data: bytes) -> None:
    """Whole or not at all, also when killed."""
    target.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o664)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def _no_main(git_dir: Path) -> RepositoryUnavailableError:
    return RepositoryUnavailableError(
        th=f"คลังที่ {git_dir} ไม่มี main",
        en=f"the repository at {git_dir} has no main",
        hint_th="ให้ผู้ดูแลระบบกู้ main กลับมาก่อน แล้วสั่ง prongsai guard install อีกครั้ง",
        hint_en="let the administrator bring main back first, then run prongsai guard install again",
    )


__all__ = ["FOLDER", "ForkedError", "Settings", "read_settings", "trusted_state", "write_settings"]
