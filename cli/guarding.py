"""For whoever runs the shared repository: the guard at its door."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import HERE, DryRun, Language, Output
from cli.speech import report, say
from service.guard import installing, sweeping
from service.guard.installing import Status

app = typer.Typer(
    help="ด่านตรวจของคลังกลาง: ไม่รับสิ่งที่ไม่ผ่านการรับรอง · The guard of a shared repository.", no_args_is_help=True
)

Origin = Annotated[Path, typer.Argument(help="คลังกลาง (bare) · The shared, bare repository.")]


@app.command()
def install(
    path: Origin = HERE,
    anchor: Annotated[str, typer.Option(help="รหัสจุดตั้งต้นที่องค์กรประกาศ · The announced anchor commit.")] = ...,  # type: ignore[assignment]
    allow_ref: Annotated[
        list[str] | None, typer.Option(help="ชื่อที่โปรแกรม forge ใช้เอง เช่น refs/pull/ · A forge's own refs, unjudged.")
    ] = None,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ติดตั้งด่านตรวจ (สั่งซ้ำได้) · Install the guard; run again, it makes its memory anew."""
    _refuse_wide(allow_ref or [])
    done = installing.install(path, anchor=anchor, allow=tuple(allow_ref or ()))
    report(_as_json(done), lambda: _lines(done))


@app.command()
def status(path: Origin = HERE, output: Output = "text", lang: Language = None) -> None:  # type: ignore[assignment]
    """ดูว่ามีด่านตรวจหรือไม่ · Whether a guard stands here. Exit 1 if not."""
    found = installing.status(path)
    report(_as_json(found), lambda: _lines(found))
    raise typer.Exit(0 if found.installed else 1)


@app.command()
def uninstall(path: Origin = HERE, output: Output = "text", lang: Language = None) -> None:  # type: ignore[assignment]
    """ถอดด่านตรวจ · Take the guard away."""
    done = installing.uninstall(path)
    report(_as_json(done), lambda: _lines(done))


@app.command()
def sweep(
    path: Origin = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ลบคำขอที่ค้างหรือถูกส่งคืนเกินกำหนดอย่างถาวร · Remove idle submissions for good, by policy's days."""
    now = int(time.time())
    swept = sweeping.sweep(path, now=now, dry_run=dry_run)
    files = sweeping.sweep_files(path, now=now, dry_run=dry_run)
    verb = say("จะลบ", "would remove") if dry_run else say("ลบแล้ว", "removed")
    rows = [f"{verb} {row.ref} ({row.days} {say('วัน', 'days')})" for row in swept]
    rows += [f"{verb} {say('ไฟล์แนบ', 'attachment')} {row.sha256} ({row.days} {say('วัน', 'days')})" for row in files]
    report(
        {"dry_run": dry_run, "swept": [asdict(row) for row in swept], "files": [asdict(row) for row in files]},
        lambda: rows or [say("ไม่มีคำขอที่เกินกำหนด", "nothing is overdue for removal")],
    )


def _refuse_wide(prefixes: list[str]) -> None:
    """No setting lets anything past the guard that people read as the office's word."""
    ours = ("refs/heads/main", "refs/heads/submissions/", "refs/heads/prongsai/", "refs/tags/", "refs/replace/")
    for prefix in prefixes:
        if not prefix.startswith("refs/") or any(our.startswith(prefix) or prefix.startswith(our) for our in ours):
            raise typer.BadParameter(
                say(f"ยกเว้น {prefix} ไม่ได้", f"{prefix} cannot be exempted"), param_hint="--allow-ref"
            )


def _as_json(found: Status) -> dict[str, Any]:
    return asdict(found) | {"git_dir": str(found.git_dir)}


def _lines(found: Status) -> list[str]:
    if not found.installed:
        return [say(f"ไม่มีด่านตรวจที่ {found.git_dir}", f"No guard at {found.git_dir}")]
    lines = [
        say(f"✓ มีด่านตรวจที่ {found.git_dir}", f"✓ Guarded: {found.git_dir}"),
        say(f"จุดตั้งต้น: {found.anchor}", f"Anchor: {found.anchor}"),
        say(f"ปลาย main: {found.head}", f"Head: {found.head}"),
    ]
    if not found.trusted:
        lines.append(say("! บน main มีสิ่งที่ไม่ได้รับการรับรองอยู่ก่อนแล้ว", "! main already holds what was never approved"))
    return lines
