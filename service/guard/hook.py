"""What git runs before it lets a push land: one process, one answer for the whole push, in words for a clerk.

Exit 0 lets it land; anything else, our own failure included, lands nothing.
"""

import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from repo_schema.admission import AnchorError
from repo_schema.findings import Finding
from service.guard.brought import inspect
from service.guard.rules import Push, Update
from service.guard.state import FOLDER, ForkedError, read_settings, trusted_state
from service.ledger.errors import LedgerError
from service.ledger.repository import Repository
from service.ledger.surroundings import forget_inherited_repository

SHOWN_AT_MOST: Final = 20
_NONE: Final = "0" * 40


def run() -> None:
    """The console script: in the repository's folder, git's lines on stdin."""
    forget_inherited_repository(keep_quarantine=True)
    sys.exit(_run(Path.cwd(), sys.stdin.buffer.read().decode(errors="replace").splitlines()))


def _run(git_dir: Path, lines: Iterable[str]) -> int:
    try:
        findings = judge_push(git_dir, [_update(line) for line in lines])
    except (ForkedError, AnchorError) as error:
        findings = [error.finding] if isinstance(error, ForkedError) else list(error.findings)
    except LedgerError as error:
        _say(f"✗ {error.th} · {error.en}", f"  → {error.hint_th} · {error.hint_en}")
        return 1
    except Exception:  # noqa: BLE001 - the last boundary: what cannot be judged does not land
        log = git_dir / FOLDER / "failure.log"
        log.write_text(traceback.format_exc(), encoding="utf-8")
        _say("✗ ด่านตรวจทำงานผิดพลาดเอง จึงยังไม่รับ · the guard itself failed; nothing landed", f"  → {log}")
        return 1
    for line in words(findings):
        _say(line)
    return 1 if findings else 0


def judge_push(git_dir: Path, updates: list[Update]) -> list[Finding]:
    """Everything that speaks against these updates; raises what `trusted_state` raises."""
    settings = read_settings(git_dir)
    if settings is None:
        return [Finding("guard_not_installed", found=str(git_dir))]
    with Repository(git_dir) as repository:
        push = Push(repository, trusted_state(repository, settings.anchor), settings.allow)
        findings = list(push.findings(updates))
        findings += () if findings else inspect(push, updates)
    return list(dict.fromkeys(findings))


def words(findings: list[Finding]) -> Iterable[str]:
    """Thai, then English: what, where, what to do next."""
    if findings:
        yield "คลังกลางไม่รับการส่งนี้ ไม่มีอะไรเปลี่ยนแปลง · The shared repository refuses this push; nothing changed."
    for finding in findings[:SHOWN_AT_MOST]:
        where = " · ".join(str(part) for part in (finding.path, finding.line, finding.field, finding.commit) if part)
        yield f"✗ [{finding.code}] {where}".rstrip()
        for lang in ("th", "en"):
            yield f"  {finding.message(lang)}"
            yield f"    → {finding.hint(lang)}"
    if len(findings) > SHOWN_AT_MOST:
        yield f"… {len(findings) - SHOWN_AT_MOST}"


def _update(line: str) -> Update:
    old, new, ref = line.split(" ", 2)
    return Update(None if old == _NONE else old, None if new == _NONE else new, ref)


def _say(*lines: str) -> None:
    """On stderr, which git carries to whoever pushes; no control character of theirs comes back."""
    for line in lines:
        safe = "".join(character if character.isprintable() else "?" for character in line)
        sys.stderr.buffer.write(f"{safe}\n".encode(errors="backslashreplace"))
    sys.stderr.buffer.flush()
