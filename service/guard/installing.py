"""Putting the guard in front of a bare repository, looking at it, and taking it away again."""

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.guard.state import FOLDER, Settings, read_settings, trusted_state, write_settings
from service.ledger.errors import LedgerError
from service.ledger.repository import GitRunner, Repository, find_git_dir

_MARK: Final = "# prongsai guard v1"
_ROOT: Final = Path(__file__).parents[2]
HARDENING: Final = {
    "transfer.fsckObjects": "true",
    "receive.maxInputSize": "33554432",
    "core.logAllRefUpdates": "true",
    "receive.denyDeleteCurrent": "refuse",
    "uploadpack.allowAnySHA1InWant": "false",
    "uploadpack.allowReachableSHA1InWant": "false",
    "uploadpack.allowTipSHA1InWant": "false",
}
"""Of the repository's configuration: what arrives is well formed and bounded, what no ref shows is not given out."""


@dataclass(frozen=True, slots=True)
class Status:
    git_dir: Path
    anchor: str | None
    installed: bool
    head: str | None = None
    changes: int = 0
    trusted: bool = False


def install(path: Path, *, anchor: str, allow: tuple[str, ...] = ()) -> Status:
    """Guard the repository at `path` from `anchor` (a whole commit id); again: the same, its memory made anew.

    Raises `LedgerError` when another hook stands there or the history does not begin at that anchor.
    """
    git_dir = find_git_dir(path)
    hook = git_dir / "hooks" / "pre-receive"
    if hook.exists() and not _is_ours(hook):
        raise LedgerError(
            th=f"มี hook อื่นอยู่แล้วที่ {hook} จึงไม่เขียนทับ",
            en=f"another hook stands at {hook}: nothing is written over it",
            hint_th="ให้ hook เดิมเรียกคำสั่ง prongsai-guard ต่อ หรือย้ายออกก่อน แล้วสั่งใหม่",
            hint_en="move it away and run this again, or let it call prongsai-guard itself",
        )
    with Repository(git_dir) as repository:
        history = trusted_state(repository, anchor, afresh=True)
    write_settings(git_dir, Settings(anchor, allow))
    config = GitRunner(options=[f"--git-dir={git_dir}"])
    for name, value in (HARDENING | {"core.hooksPath": "hooks"}).items():
        config.run("config", "--local", name, value)
    hook.parent.mkdir(exist_ok=True)
    aside = hook.with_name("pre-receive.incoming")
    aside.write_text(_script(), encoding="utf-8")
    aside.chmod(0o755)
    aside.replace(hook)
    return Status(
        git_dir, anchor, installed=True, head=history.head, changes=history.length, trusted=history.is_trusted
    )


def status(path: Path) -> Status:
    """Whether a guard stands here, and what it would judge against; raises what `trusted_state` raises."""
    git_dir = find_git_dir(path)
    settings = read_settings(git_dir)
    if settings is None or not _is_ours(git_dir / "hooks" / "pre-receive"):
        return Status(git_dir, settings.anchor if settings else None, installed=False)
    with Repository(git_dir) as repository:
        history = trusted_state(repository, settings.anchor)
    return Status(
        git_dir, settings.anchor, installed=True, head=history.head, changes=history.length, trusted=history.is_trusted
    )


def uninstall(path: Path) -> Status:
    """Take hook and memory away; the hardened configuration stays, since it harms nobody. Again: nothing."""
    git_dir = find_git_dir(path)
    hook = git_dir / "hooks" / "pre-receive"
    if _is_ours(hook):
        hook.unlink()
    for file in ("settings.json", "state", "failure.log"):
        (git_dir / FOLDER / file).unlink(missing_ok=True)
    return Status(git_dir, None, installed=False)


def _is_ours(hook: Path) -> bool:
    return hook.is_file() and _MARK in hook.read_text(encoding="utf-8", errors="replace")


def _script() -> str:
    """No name is looked up when it runs: this interpreter, this code, nothing of the pusher's surroundings."""
    command = f"PYTHONPATH={shlex.quote(str(_ROOT))} exec {shlex.quote(sys.executable)} -P -s -m service.guard"
    return f"#!/bin/sh\n{_MARK}\nunset PYTHONSTARTUP PYTHONHOME\n{command}\n"
