"""For units: an office's existing files, in one run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import Progress, lines_of, moving, report, say
from service.ledger.desk import Desk
from service.ledger.downloads import write_new
from service.ledger.importing import Imported, draft_manifest, import_files
from service.ledger.workspace import open_workspace

_SHOWN = 20


def import_(
    folder: Annotated[Path, typer.Argument(help="โฟลเดอร์ที่เก็บไฟล์เดิม · The folder of existing files.")],
    manifest: Annotated[
        Path,
        typer.Option(help="บัญชีไฟล์ ถ้ายังไม่มีจะเขียนให้กรอก · The list of files; written if not there."),
    ],
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """นำเข้าไฟล์เดิมหลายปีในคราวเดียว ตามบัญชีไฟล์ · Bring in years of existing files, as a list of them says."""
    with open_workspace(Desk(repo, moving=moving()), follow=not dry_run) as workspace:
        if not manifest.exists():
            data = draft_manifest(workspace, folder)
            if not dry_run:
                write_new(manifest, data)
            report({"manifest": str(manifest), "submitted": []}, lambda: _next_lines(manifest, folder))
            return
        progress = Progress("นำเข้า", "Importing")
        done = import_files(workspace, folder, manifest, dry_run=dry_run, progress=progress)
    report(_as_json(done), lambda: _done_lines(done))


def _next_lines(manifest: Path, folder: Path) -> list[str]:
    return [
        say(f"เขียนบัญชีไฟล์แล้ว: {manifest}", f"The list is written: {manifest}"),
        say(
            "กรอกเรื่อง หน่วยงาน รอบ วันที่เดิม และข้อมูลส่วนบุคคล (มี/ไม่มี) ของแต่ละไฟล์ ลบแถวที่ไม่นำเข้า แล้วสั่งอีกครั้ง:",
            "Fill in obligation, unit, period, original date and personal data of each file; delete rows; then again:",
        ),
        f"  prongsai import {folder} --manifest {manifest}",
    ]


def _as_json(done: Imported) -> dict[str, object]:
    return {
        "submitted": [
            {
                "id": row.id,
                "content": row.content,
                "paths": list(row.paths),
                "missing": [{"step": need.step, "offices": sorted(need.offices)} for need in row.missing],
            }
            for row in done.submitted
        ],
        "items": list(done.items),
        "files": done.files,
        "published": list(done.published),
        "waiting": list(done.waiting),
    }


def _done_lines(done: Imported) -> Iterator[str]:
    yield from lines_of(done.warnings, mark="!")
    if done.published:
        yield say(f"เผยแพร่แล้วก่อนหน้า {len(done.published)} รายการ", f"{len(done.published)} were published before")
    if done.waiting:
        yield say(f"รอการตรวจทานอยู่แล้ว {len(done.waiting)} รายการ", f"{len(done.waiting)} are on their way already")
    for item in done.items[:_SHOWN]:
        yield f"  {item}"
    if len(done.items) > _SHOWN:
        more = len(done.items) - _SHOWN
        yield say(f"  และอีก {more} รายการ", f"  and {more} more")
    for row in done.submitted:
        waits = ", ".join(f"{need.step} ← {', '.join(sorted(need.offices))}" for need in row.missing)
        yield say(f"✓ ส่งแล้ว: {row.id} รอ: {waits}", f"✓ Submitted: {row.id}, waiting for: {waits}")
    if not done.submitted:
        yield say("ไม่มีอะไรต้องส่งอีก", "Nothing is left to submit.")
