"""What the guard remembers between two pushes: the trusted state, so that a push costs the change, not the history.

Disposable: it lies in the repository's own folder, which only who may write the repository can write, names the anchor
it was made from and the code that made it, and is made again from the anchor whenever any of that does not fit.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from repo_schema.history import History
from service.ledger.errors import RepositoryUnavailableError
from service.ledger.kept_states import load, save, write_whole
from service.ledger.repository import Repository
from service.ledger.verifier import ForkedError, begin, extend

FOLDER: Final = "prongsai-guard"
SAVE_AFTER: Final = 8
"""Changes judged anew at a push before the state is written again: writing it costs more than judging a few."""


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
    write_whole(git_dir / FOLDER / "settings.json", json.dumps(asdict(settings), indent=2).encode())


def trusted_state(repository: Repository, anchor: str, *, afresh: bool = False) -> History:
    """The state after everything on `main`, from memory as far as that goes; `afresh`: from the anchor.

    Raises `ForkedError` when `main` does not extend what was remembered, and what `verify` raises.
    """
    head = repository.head()
    if head is None:
        raise _no_main(repository.git_dir)
    file = repository.git_dir / FOLDER / "state"
    known = None if afresh else load(file, anchor)
    known = known if isinstance(known, History) else None
    history = known or begin(repository, anchor, head=head)
    before = history.length
    if history.head != head:
        extend(repository, history, head)
    if known is None or history.length - before >= SAVE_AFTER:
        with suppress(OSError):  # a full disk costs time, not the verdict
            save(file, anchor, history)
    return history


def _no_main(git_dir: Path) -> RepositoryUnavailableError:
    return RepositoryUnavailableError(
        th=f"คลังที่ {git_dir} ไม่มี main",
        en=f"the repository at {git_dir} has no main",
        hint_th="ให้ผู้ดูแลระบบกู้ main กลับมาก่อน แล้วสั่ง prongsai guard install อีกครั้ง",
        hint_en="let the administrator bring main back first, then run prongsai guard install again",
    )


__all__ = ["FOLDER", "ForkedError", "Settings", "read_settings", "trusted_state", "write_settings"]
