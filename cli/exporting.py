"""For administrators: the API and the site as plain files, for a web server that runs nothing of ours."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import HERE, Language, Output, Repo
from cli.speech import Progress, report, report_error, say
from service.ledger.errors import LedgerError

_INTERRUPTED = 130
_BUG = 3


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="โฟลเดอร์ของสำเนา · Where the copy is, or will be.")],
    anchor: Annotated[str | None, typer.Option(help="รหัสจุดตั้งต้น · The anchor commit.")] = None,
    public_url: Annotated[
        str | None,
        typer.Option(help="ที่อยู่ที่คนภายนอกใช้ (ปกติ https://โดเมนขององค์กร) · What the world will call it."),
    ] = None,
    index: Annotated[Path | None, typer.Option(help="ที่เก็บดัชนี · Where to keep the index.")] = None,
    no_site: Annotated[bool, typer.Option("--no-site", help="เฉพาะ API ไม่มีหน้าเว็บ · The API alone, no pages.")] = False,
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """วาง API และเว็บไซต์เป็นไฟล์ ให้ nginx ตัวเดียวให้บริการ · The API and the site as files that nginx alone serves."""
    words = [str(folder), "--repo", str(repo)]
    words += ["--anchor", anchor] if anchor else []
    words += ["--public-url", public_url] if public_url else []
    words += ["--index", str(index)] if index else []
    words += ["--no-site"] if no_site else []
    raise typer.Exit(_export(words, folder))


def _export(words: list[str], folder: Path) -> int:
    """Run the program that imports the web stack, tell what it tells, and pass signals on; its exit code."""
    command = [sys.executable, "-m", "service.exporting", *words]
    progress = Progress("กำลังวางไฟล์", "Exporting")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"}
    ) as run:
        previous = signal.signal(signal.SIGTERM, lambda *_: run.terminate())
        try:
            for line in run.stdout or ():
                _tell(json.loads(line), progress, folder)
            code = run.wait()
        except KeyboardInterrupt:
            run.terminate()
            raise
        finally:
            signal.signal(signal.SIGTERM, previous)
    return _INTERRUPTED if code == -signal.SIGTERM else code if code >= 0 else _BUG


def _tell(said: dict[str, Any], progress: Progress, folder: Path) -> None:
    match said:
        case {"done": done, "total": total}:
            progress(done, total)
        case {"error": error}:
            message, hint = error["message"], error["hint"]
            trouble = LedgerError(th=message["th"], en=message["en"], hint_th=hint["th"], hint_en=hint["en"])
            report_error(trouble, error["code"])
        case {"outcome": outcome}:
            report(outcome, lambda: _lines(outcome, folder))


def _lines(outcome: dict[str, Any], folder: Path) -> list[str]:
    written, same, removed = outcome["written"], outcome["unchanged"], outcome["removed"]
    lines = [
        say(
            f"✓ วางแล้วที่ {folder}: เขียน {written:,} ไฟล์ เหมือนเดิม {same:,} ลบ {removed:,} (สถานะ {outcome['head'][:12]})",
            f"✓ In {folder}: {written:,} files written, {same:,} as they were, {removed:,} removed"
            f" (state {outcome['head'][:12]})",
        )
    ]
    if outcome["nginx_changed"]:
        http, server = folder / "nginx-http.conf", folder / "nginx-server.conf"
        lines += [
            say(
                "ให้ nginx อ่านการตั้งค่าใหม่ (nginx -s reload):",
                "Have nginx read its configuration again (nginx -s reload):",
            ),
            f"  http {{ include {http.absolute()}; server {{ include {server.absolute()}; }} }}",
        ]
    if outcome["unavailable"]:
        lines.append(
            say(
                f"✗ ไฟล์แนบ {len(outcome['unavailable'])} ไฟล์ไม่อยู่ครบในคลังนี้ (สั่ง git lfs fetch แล้วส่งออกอีกครั้ง):",
                f"✗ {len(outcome['unavailable'])} attachments are not here whole (git lfs fetch, then export again):",
            )
        )
        lines += [f"    {address}" for address in outcome["unavailable"][:10]]
    if outcome["problem"]:
        lines.append(f"✗ {say(outcome['problem']['message']['th'], outcome['problem']['message']['en'])}")
    if not outcome["trusted"]:
        lines.append(
            say(
                "✗ บน main มีสิ่งที่ไม่ผ่านการตรวจสอบหรือถูกระงับ สำเนานี้บอกไว้ทุกหน้า (ดู prongsai verify)",
                "✗ main holds what did not pass, or what is suspended: as every page says (see prongsai verify)",
            )
        )
    return lines
