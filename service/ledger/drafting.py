"""What a clerk begins with: an item's file to fill in, and attachments put beside it.

Writes to the working tree and the person's own store only; nothing here is published or even committed. A table may
come from a spreadsheet: a bad one writes nothing.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from repo_schema.admission import check_document
from repo_schema.calendar import fiscal_year_of, thai_date
from repo_schema.documents import DocumentError, parse_document
from repo_schema.findings import Finding
from repo_schema.law import Law, Obligation
from repo_schema.layout import ItemPath, item_path
from repo_schema.pointers import render_pointer
from repo_schema.responsibility import why_not_responsible
from repo_schema.skeletons import skeleton
from repo_schema.tables import TABULAR_SHAPES, Reading, read_tables
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.filling import fill
from service.ledger.founding import render_yaml
from service.ledger.intake import take_in
from service.ledger.workbooks import read_sheets
from service.ledger.workspace import Workspace

ROLES: Final = ("original", "machine_readable", "image", "annex")


@dataclass(frozen=True, slots=True)
class Drafted:
    path: str
    existed: bool
    """The item is published already: what was written is its current version, to be changed."""
    rows: int | None = None
    """How many came from a spreadsheet."""
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    item: str
    file: str
    name: str
    bytes: int
    media_type: str


def draft(
    workspace: Workspace,
    obligation: str,
    *,
    unit: str | None,
    name: str | None,
    table: Path | None = None,
    sheet: str | None = None,
    dry_run: bool,
) -> Drafted:
    """Write a new item's file, or the current version of a published one, into the working tree.

    The unit defaults to the asker's own, the name to the period today falls in. `table` is a spreadsheet whose rows go
    into the content, `sheet` the one meant. Raises `RefusedError` when the unit is not responsible or a cell is wrong;
    never overwrites a file that is being edited.
    """
    law = workspace.history.law
    row, chosen = responsible_unit(workspace, obligation, unit)
    kind = item_path(f"{obligation}/{chosen}/{name or default_name(row, workspace.day)}")
    if kind is None:
        raise RefusedError([Finding("path_not_allowed", path=f"items/{obligation}/{chosen}/{name}.yaml")])
    target = workspace.desk.root / kind.path
    published = workspace.history.entries.get(kind.path)
    if target.exists() and kind.path in workspace.desk.changes(workspace.main):
        raise LedgerError(
            th=f"{kind.path} กำลังแก้ไขค้างอยู่ จึงไม่เขียนทับ",
            en=f"{kind.path} is being edited: it is not overwritten",
            hint_th=f"แก้ไขต่อได้เลย แล้วตรวจด้วย prongsai check {kind.path}",
            hint_en=f"go on editing it, then run prongsai check {kind.path}",
        )
    data = workspace.repository.read_blob(published.oid) if published else None
    data = data or _first_text(law, row, kind, workspace.day)
    reading = None
    if table is not None:
        reading = _read_table(law, row, table, sheet)
        data = fill(data.decode(), reading.content, path=kind.path, file=table.name).encode()
    if not dry_run:
        workspace.desk.write_working(kind.path, data)
    return Drafted(kind.path, published is not None, *((reading.rows, reading.warnings) if reading else ()))


def responsible_unit(workspace: Workspace, obligation: str, unit: str | None) -> tuple[Obligation, str]:
    """The obligation, and the unit meant by `unit` (by default the asker's own); raises `RefusedError` if not its."""
    law = workspace.history.law
    row = law.catalogue.obligations.get(obligation)
    where = f"items/{obligation}"
    if row is None:
        raise RefusedError([Finding("item_obligation_unknown", path=where, found=obligation)])
    chosen = unit or _own_unit(workspace, obligation)
    if refusal := why_not_responsible(law, obligation, chosen, workspace.day):
        raise RefusedError([Finding(refusal[0], path=where, expected=refusal[1], found=chosen)])
    return row, chosen


def _read_table(law: Law, row: Obligation, table: Path, sheet: str | None) -> Reading:
    """What the spreadsheet holds for an item of this obligation; raises `RefusedError`."""
    if row.shape not in TABULAR_SHAPES:
        expected = ", ".join(TABULAR_SHAPES)
        raise RefusedError([Finding("sheet_not_for_shape", path=table.name, expected=expected, found=row.shape)])
    units = {unit.id: unit.name.th for unit in law.policy.units.values()}
    reading = read_tables(row.shape, read_sheets(table), chosen=sheet, units=units)
    if reading.findings:
        unnamed = any(finding.code == "sheet_header_missing" for finding in reading.findings)
        raise RefusedError([*reading.findings, *(reading.warnings if unnamed else ())])
    return reading


def default_name(row: Obligation, day: date) -> str:
    """The item name of the period `day` falls in; `main` for a singleton, the day for a collection."""
    year = fiscal_year_of(day)
    match row.cadence:
        case "fiscal_year":
            return f"{year}"
        case "half_year":
            return f"{year}-h{1 if day.month in {10, 11, 12, 1, 2, 3} else 2}"
        case "month":
            return f"{day.year + 543}-{day.month:02d}"
        case "multi_year":
            return f"{year}-{year + 4}"
        case "singleton":
            return "main"
        case _:
            return day.isoformat()


def _own_unit(workspace: Workspace, obligation: str) -> str:
    mine = workspace.me().units
    responsible = workspace.history.law.responsible(obligation, workspace.day)
    fitting = [unit for unit in mine if unit in responsible]
    return fitting[0] if fitting else next(iter(mine), "")


def _first_text(law: Law, row: Obligation, kind: ItemPath, day: date) -> bytes:
    unit = law.policy.units[kind.unit]
    needs = "ต้องให้ผู้บริหารเห็นชอบ" if law.needs_consent(row.id) else "ข้อมูลพื้นฐานหรือภารกิจประจำ ไม่ต้องขอความเห็นชอบผู้บริหาร"
    head = (
        f"# {row.number}. {row.title.th}\n# {unit.name.th} · {row.frequency_text.th} · {needs}\n"
        f"# เริ่มร่างเมื่อ {thai_date(day)} · กรอกทุกช่องที่ยังว่าง แล้วสั่ง prongsai check {kind.path}\n"
    )
    return head.encode() + skeleton(row, kind, day)


def attach(
    workspace: Workspace,
    item: str,
    file: Path,
    *,
    title: str | None = None,
    role: str = "original",
    dry_run: bool = False,
) -> Attached:
    """Put `file` into the person's store and name it in the item's file in the working tree.

    Raises `RefusedError` for a file that may not be published, `LedgerError` for one that cannot be read.
    """
    kind = item_path(item.removeprefix("items/").removesuffix(".yaml"))
    if kind is None:
        raise RefusedError([Finding("path_not_allowed", path=item)])
    target = workspace.desk.root / kind.path
    if not target.is_file():
        raise LedgerError(
            th=f"ยังไม่มี {kind.path} ในโฟลเดอร์ทำงาน",
            en=f"there is no {kind.path} in the working folder",
            hint_th=f"สร้างก่อนด้วย prongsai new {kind.obligation} --unit {kind.unit} --name {kind.name}",
            hint_en=f"make it first: prongsai new {kind.obligation} --unit {kind.unit} --name {kind.name}",
        )
    row, pointer = take_in(workspace, file, title=title, role=role, dry_run=dry_run)
    text = name_attachment(target.read_text(encoding="utf-8"), row, kind.path)
    if not dry_run:
        workspace.desk.write_working(row["file"], render_pointer(pointer))
        workspace.desk.write_working(kind.path, text.encode())
    return Attached(kind.id, row["file"], file.name, pointer.size, row["media_type"])


def name_attachment(text: str, row: dict[str, Any], path: str) -> str:
    """`text` with one more attachment named in it; the clerk's comments and order stay as they are.

    Raises `RefusedError` when the text is no document, or writes its attachments in a way this cannot extend.
    """
    try:
        document = parse_document(text.encode(), path=path)
    except DocumentError as error:
        raise RefusedError(error.findings) from error
    named = document.value.get("attachments") or []
    if any(isinstance(known, dict) and known.get("file") == row["file"] for known in named):
        return text
    lines = text.rstrip("\n").split("\n")
    entry = ["  " + line for line in render_yaml([row]).decode().rstrip("\n").split("\n")]
    if "attachments" not in document.value:
        lines += ["attachments:", *entry]
    else:
        at = document.line_of(("attachments",)) - 1
        if not named:
            lines[at : at + 1] = ["attachments:", *entry]
        else:
            first = document.line_of(("attachments", 0)) - 1
            indent = " " * (len(lines[first]) - len(lines[first].lstrip()))
            lines[first:first] = [indent + line[2:] for line in entry]
    result = "\n".join(lines) + "\n"
    after, _ = check_document(path, result.encode())
    files = [known.get("file") for known in (after.value.get("attachments") or [])] if after else []
    if row["file"] not in files or len(files) != len(named) + 1:
        raise RefusedError([Finding("yaml_syntax", path=path, field="attachments")])
    return result
