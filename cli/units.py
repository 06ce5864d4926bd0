"""For units: check what was prepared, and submit it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import lines_of, moving, report, say
from service.ledger import preparing
from service.ledger.desk import Desk
from service.ledger.workspace import open_workspace

_FINDINGS = 1


def report_submitted(done: preparing.Submitted, said: dict[str, Any], shown: list[str]) -> None:
    """A submission made: what it says, what it is called, whom it waits for."""
    missing = [{"step": need.step, "offices": sorted(need.offices)} for need in done.missing]
    value = {"id": done.id, **said, "content": done.content, "paths": list(done.paths), "missing": missing}
    value["warnings"] = [finding.as_json() for finding in done.warnings]
    waits = ", ".join(f"{need['step']} ← {', '.join(need['offices'])}" for need in missing)
    report(
        value,
        lambda: [
            *lines_of(done.warnings, mark="!"),
            *shown,
            say(f"✓ ส่งแล้ว: {done.id}", f"✓ Submitted: {done.id}"),
            say(f"รอ: {waits}", f"Waiting for: {waits}"),
        ],
    )


Paths = Annotated[list[str] | None, typer.Argument(help="เฉพาะไฟล์หรือโฟลเดอร์เหล่านี้ · Only these files or folders.")]


def check(
    paths: Paths = None,
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ตรวจไฟล์ที่แก้ไขก่อนส่ง · Check what you changed before you submit it."""
    with open_workspace(Desk(repo)) as workspace:
        found = preparing.check(workspace, _clean(paths))
    value = {
        "paths": list(found.paths),
        "findings": [finding.as_json() for finding in found.findings],
        "warnings": [finding.as_json() for finding in found.warnings],
    }
    report(value, lambda: _checked_lines(found))
    raise typer.Exit(_FINDINGS if found.findings else 0)


def _checked_lines(found: preparing.Checked) -> list[str]:
    lines = [*lines_of(found.findings), *lines_of(found.warnings, mark="!")]
    if not found.paths:
        return [say("ไม่มีไฟล์ที่แก้ไข", "Nothing is changed.")]
    if not found.findings:
        count = len(found.paths)
        lines.append(say(f"✓ ตรวจ {count} ไฟล์ ไม่พบข้อผิดพลาด", f"✓ {count} files checked, nothing wrong"))
        lines.append(say("ส่งต่อด้วย: prongsai submit", "Next: prongsai submit"))
    return lines


def submit(
    paths: Paths = None,
    message: Annotated[str, typer.Option("--message", "-m", help="อธิบายสั้น ๆ ว่าแก้อะไร · What changed.")] = "",
    together: Annotated[
        bool, typer.Option("--together", help="ส่งหลายรายการเป็นคำขอเดียว · Several items as one submission.")
    ] = False,
    replace_newer: Annotated[
        bool, typer.Option("--replace-newer", help="อ่านฉบับใหม่ของเพื่อนแล้ว · I have seen the newer version.")
    ] = False,
    ask_decision: Annotated[
        bool,
        typer.Option(
            "--ask-decision",
            help="ให้ผู้ตรวจทานวินิจฉัยสิ่งที่พบ · What was found goes before the checker, to be decided.",
        ),
    ] = False,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ส่งให้ผู้ตรวจทาน · Sign the changed files as one submission and put it before the reviewers."""
    with open_workspace(Desk(repo, moving=moving()), follow=not dry_run) as workspace:
        done = preparing.submit(
            workspace,
            _clean(paths),
            message=message,
            together=together,
            replace_newer=replace_newer,
            ask=ask_decision,
            dry_run=dry_run,
        )
    report_submitted(done, {}, [])


def _clean(paths: list[str] | None) -> list[str] | None:
    """Paths as the repository writes them; an item's id stands for its file."""
    if not paths:
        return None
    named = [Path(path).as_posix().removeprefix("./").rstrip("/") for path in paths]
    return [f"items/{path}.yaml" if path.count("/") == 2 and "." not in path else path for path in named]  # noqa: PLR2004
