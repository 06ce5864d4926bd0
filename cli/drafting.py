"""For units: begin an item, attach its files."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import lines_of, report, say
from service.ledger import drafting
from service.ledger.desk import Desk
from service.ledger.workspace import open_workspace


def new(
    obligation: Annotated[str, typer.Argument(help="รหัสรายการที่ต้องเปิดเผย เช่น contact · Which obligation.")],
    unit: Annotated[str | None, typer.Option(help="หน่วยงาน (ปกติคือหน่วยของคุณ) · Unit; yours by default.")] = None,
    name: Annotated[
        str | None, typer.Option(help="รอบหรือชื่อ เช่น 2569, 2569-h1 · Period or name; today's by default.")
    ] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", help="อ่านตารางจากแฟ้ม .xlsx หรือ .csv · Take the table from a spreadsheet.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="ชื่อแผ่นงานในแฟ้ม · Which sheet of it.")] = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """สร้างไฟล์รายการให้กรอก · Begin an item's file, or open a published one to change it."""
    if sheet is not None and from_ is None:
        raise typer.BadParameter("--from", param_hint="--sheet")
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        made = drafting.draft(workspace, obligation, unit=unit, name=name, table=from_, sheet=sheet, dry_run=dry_run)
    value = {"path": made.path, "existed": made.existed, "rows": made.rows}
    value["warnings"] = [finding.as_json() for finding in made.warnings]
    report(value, lambda: _made_lines(made))


def _made_lines(made: drafting.Drafted) -> list[str]:
    lines = [*lines_of(made.warnings, mark="!")]
    if made.rows is not None:
        lines.append(say(f"อ่านจากแฟ้มตาราง {made.rows} แถว", f"{made.rows} rows taken from the spreadsheet"))
    lines.append(say(f"เตรียมไฟล์แล้ว: {made.path}", f"Ready to fill in: {made.path}"))
    lines.append(say(f"กรอกแล้วตรวจด้วย: prongsai check {made.path}", f"Then: prongsai check {made.path}"))
    return lines


def attach(
    item: Annotated[str, typer.Argument(help="รายการ เช่น contact/office-of-palad/main · The item.")],
    file: Annotated[Path, typer.Argument(help="ไฟล์ที่จะแนบ · The file.")],
    title: Annotated[str | None, typer.Option(help="ชื่อที่จะแสดง · What to call it.")] = None,
    role: Annotated[str, typer.Option(help=f"บทบาทของไฟล์ · One of {', '.join(drafting.ROLES)}.")] = "original",
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """แนบไฟล์กับรายการ · Attach a file to an item that is being prepared."""
    if role not in drafting.ROLES:
        raise typer.BadParameter(", ".join(drafting.ROLES), param_hint="--role")
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        done = drafting.attach(workspace, item, file, title=title, role=role, dry_run=dry_run)
    report(
        asdict(done),
        lambda: [
            say(f"แนบ {done.name} ({done.bytes:,} ไบต์) แล้ว", f"Attached {done.name} ({done.bytes:,} bytes)"),
            f"  {done.file}",
        ],
    )
