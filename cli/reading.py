"""For everyone: what was published, when, by whom, and what changed."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import HERE, Language, Output, Repo
from cli.speech import Progress, plain, report, say
from repo_schema.calendar import BANGKOK, both_eras
from repo_schema.findings import Finding
from repo_schema.moments import MomentError, parse_moment
from repo_schema.reviews import STRENGTH_WORDS
from service.ledger import downloads
from service.ledger.errors import RefusedError
from service.ledger.read_model import NotFoundError, NotYetPublishedError, Version, WithheldError
from service.ledger.reading import open_reading


class TableFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


Item = Annotated[str, typer.Argument(help="รายการ เช่น contact/office-of-palad/main · The item.")]


def log(
    item: Annotated[str | None, typer.Argument(help="เฉพาะรายการนี้ · Only this item.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="จำนวนมากที่สุด · At most this many.")] = 50,
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ประวัติ: ใครทำอะไร เมื่อใด · What was published, by whom, newest first."""
    with open_reading(repo, progress=Progress("ตรวจประวัติ", "Verifying")) as record:
        if item is None:
            changes = record.changes(limit=limit).as_json()
            report({"changes": changes}, lambda: [_change_line(row) for row in changes])
            return
        try:
            versions = record.versions(_item_id(item), limit=limit).as_json()
        except NotFoundError as error:
            raise _not_found(item) from error
        report({"versions": versions}, lambda: [_version_line(row) for row in versions])


def show(
    item: Item,
    version: Annotated[int | None, typer.Option(min=1, help="ฉบับที่ · Version number.")] = None,
    as_of: Annotated[str | None, typer.Option(help="ณ วันที่ (ค.ศ.) เช่น 2025-10-01 · As of a day.")] = None,
    as_: Annotated[
        TableFormat | None, typer.Option("--as", help="เขียนตารางเป็นแฟ้ม · Write its tables as a file.")
    ] = None,
    to: Annotated[Path | None, typer.Option("--output", help="แฟ้มที่จะเขียน คู่กับ --as · The file to write.")] = None,
    table: Annotated[int, typer.Option(min=1, help="ตารางที่ สำหรับ csv · Which table, for csv.")] = 1,
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ดูรายการที่เผยแพร่ · An item as it was published, with its proof."""
    if (as_ is None) != (to is None):
        raise typer.BadParameter(say("ใช้ --as คู่กับ --output", "--as and --output go together"), param_hint="--as")
    with open_reading(repo, progress=Progress("ตรวจประวัติ", "Verifying")) as record:
        try:
            found = (
                record.version(_item_id(item), version)
                if version is not None
                else record.item(_item_id(item), as_of=parse_moment(as_of) if as_of else None)
            )
        except MomentError as error:
            raise typer.BadParameter(say(error.th, error.en), param_hint="--as-of") from error
        except (NotFoundError, NotYetPublishedError) as error:
            raise _not_found(item) from error
        except WithheldError as error:
            raise _withheld(error) from error
    if as_ is not None and to is not None:
        written = downloads.write_tables(found, as_.value, to, number=table)
        report(asdict(written), lambda: [say(f"เขียนแล้ว: {written.file}", f"Written: {written.file}")])
        return
    report(found.as_json(), lambda: [*_shown_lines(found), "", found.source.rstrip("\n")])


def diff(
    item: Item,
    first: Annotated[int | None, typer.Option("--from", min=1, help="ฉบับก่อน · Earlier version.")] = None,
    second: Annotated[int | None, typer.Option("--to", min=1, help="ฉบับหลัง · Later version.")] = None,
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """เทียบสองฉบับ · What changed between two versions; by default, the newest two."""
    with open_reading(repo, progress=Progress("ตรวจประวัติ", "Verifying")) as record:
        try:
            to = second or record.latest(_item_id(item))
            found = record.difference(_item_id(item), first or max(to - 1, 1), to)
        except NotFoundError as error:
            raise _not_found(item) from error
        except WithheldError as error:
            raise _withheld(error) from error
    report(found, lambda: [_row_line(row) for row in found["changes"]] or [say("ไม่มีข้อแตกต่าง", "No difference.")])


def _item_id(item: str) -> str:
    return item.removeprefix("items/").removesuffix(".yaml")


def _not_found(item: str) -> RefusedError:
    return RefusedError([Finding("item_not_found", found=item)])


def _withheld(error: WithheldError) -> RefusedError:
    facts = error.facts
    reason = f"{facts['state']}, {facts['reason']['id']}, {facts['decided_on']}"
    return RefusedError([Finding("item_withheld", path=facts["statement"], expected=reason, found=error.name)])


def _when(text: str) -> str:
    return both_eras(datetime.fromisoformat(text).astimezone(BANGKOK).date()) if text else "–"


def _change_line(row: dict[str, Any]) -> str:
    mark = "✓" if row["outcome"] != "rejected" else "✗"
    names = ", ".join(path["path"] for path in row["paths"][:3])
    imported = sum(1 for item in row["items"] if item.get("imported"))
    label = say(f"  (นำเข้าจากไฟล์เดิม {imported} รายการ)", f"  ({imported} imported)") if imported else ""
    return f"{mark} {row['commit'][:12]}  {_when(row['published_at'])}  {names}{label}"


def _version_line(row: dict[str, Any]) -> str:
    return (
        say(f"ฉบับที่ {row['version']}", f"version {row['version']}")
        + f"  {_when(row['published_at'])}  {row['commit'][:12]}"
        + (f"  {plain(row['title'])}" if row["withheld"] else "".join(_imported_line(row["imported"])))
    )


def _shown_lines(found: Version) -> list[str]:
    record = found.as_json()
    day = both_eras(datetime.fromtimestamp(found.published_at, tz=UTC).astimezone(BANGKOK).date())
    head = say(f"{found.item} ฉบับที่ {found.number} เผยแพร่ {day}", f"{found.item}, version {found.number}, {day}")
    acts = [
        *_act_line(say("จัดทำ", "prepared"), record["prepared"]),
        *(line for act in record["checked"] for line in _act_line(say("ตรวจทาน", "checked"), act)),
        *(line for act in record["consented"] for line in _act_line(say("เห็นชอบ", "consented"), act)),
        *_act_line(say("เผยแพร่", "published"), record["published"]),
    ]
    doubted = [*_suspended_line(record["suspended"]), *_imported_line(record["imported"])]
    return [head, *doubted, *acts, f"  commit {found.commit}", f"  sha256 {found.digest}"]


def _suspended_line(suspended: dict[str, Any] | None) -> list[str]:
    """That somebody else may have signed for it."""
    if suspended is None:
        return []
    th = f"  ถูกระงับ: ลงนามด้วยกุญแจของ {suspended['person']} ซึ่งผู้อื่นอาจใช้ได้"
    return [say(th, f"  suspended: it rests on a compromised key of {suspended['person']}")]


def _imported_line(imported: dict[str, Any] | None) -> list[str]:
    """That it never was filled in by its form, and that its date is a claim."""
    if imported is None:
        return []
    day = imported.get("original_on")
    th = f"วันที่เดิม {both_eras(date.fromisoformat(day))} ตามที่หน่วยงานระบุ" if day else "ไม่ทราบวันที่เดิม"
    en = f"original date {day}, as claimed" if day else "original date unknown"
    return [say(f"  นำเข้าจากไฟล์เดิม: {th}", f"  imported from existing files: {en}")]


def _act_line(verb: str, act: dict[str, Any] | None) -> list[str]:
    if act is None:
        return []
    office = f" ({plain(act['office']['title'])}{_acting(act['office'])})" if act["office"] else ""
    return [f"  {verb}: {plain(act['person']['name'])}{office} {_when(act['signed_at'])}{_how(act)}"]


def _acting(office: dict[str, Any]) -> str:
    """By which order somebody acted for the holder."""
    order = office.get("acting", {}).get("order")
    return say(f" รักษาราชการแทนตามคำสั่งที่ {order}", f", acting by order {order}") if order else ""


def _how(act: dict[str, Any]) -> str:
    """Nothing for a person's own signature; else what stands for it."""
    strength = act.get("strength", "")
    return f"  [{say(*STRENGTH_WORDS[strength])}]" if strength in STRENGTH_WORDS else ""


def _row_line(row: dict[str, Any]) -> str:
    label = say(row["label"]["th"], row["label"]["en"])
    return f"{label}: {plain(row['before'])} → {plain(row['after'])}"
