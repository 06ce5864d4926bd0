"""Taking down what was published: withdraw, suppress, erase, lift."""

import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import report, say, speaks_json
from service.ledger import erasing, tombstoning
from service.ledger.breach_log import Incident, clock_of, keep_log
from service.ledger.breach_page import CLOCKS, render_breach_page
from service.ledger.desk import Desk
from service.ledger.erasing import Report
from service.ledger.tombstoning import Asked, TakenDown
from service.ledger.workspace import open_workspace


class Authority(StrEnum):
    OWN = "own_decision"
    PDPA = "personal_data_protection_act"
    OIA = "official_information_act"
    COURT = "court"
    REGULATOR = "regulator"


class Reason(StrEnum):
    PERSONAL_DATA = "personal_data"
    SECRET = "secret"  # noqa: S105 - a class of reason
    COURT_ORDER = "court_order"
    THIRD_PARTY_RIGHTS = "third_party_rights"
    MISTAKE = "mistake"
    OBSOLETE = "obsolete"
    DUPLICATE = "duplicate"


class Lifted(StrEnum):
    SUPPRESSION = "suppression"
    WITHDRAWAL = "withdrawal"


Item = Annotated[str, typer.Argument(help="รายการ เช่น contact/office-of-palad/main · The item.")]
Why = Annotated[Reason | None, typer.Option(help="ประเภทเหตุผล (ห้ามใส่ชื่อคน) · Class of reason; never a name.")]
By = Annotated[Authority, typer.Option(help="อำนาจตาม · On what authority.")]
Order = Annotated[str | None, typer.Option(help="เลขที่คำสั่ง เช่น 12/2569 · Number of the order.")]
First = Annotated[int | None, typer.Option("--from", min=1, help="ตั้งแต่ฉบับที่ · From version.")]
Last = Annotated[int | None, typer.Option("--to", min=1, help="ถึงฉบับที่ · To version.")]
Files = Annotated[list[str] | None, typer.Option("--file", help="ไฟล์แนบ: ชื่อหรือ SHA-256 · Attachment: name or SHA-256.")]
Known = Annotated[
    str | None, typer.Option(help="ทราบเหตุรั่วไหลเมื่อ เช่น 2026-11-27T09:30:00+07:00 · When the leak became known.")
]
_OUTCOMES = {
    "destroyed": ("ทำลายแล้ว", "destroyed"),
    "to_destroy": ("ยังอยู่ ต้องทำลาย", "still here, to be destroyed"),
    "gone": ("ไม่มีแล้ว", "gone"),
}


def withdraw(
    item: Item,
    reason: Why = None,
    authority: By = Authority.OWN,
    order: Order = None,
    first: First = None,
    last: Last = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ถอนรายการที่ใช้ไม่ได้แล้ว (410) · Withdraw what should no longer be read; that it was there stays told."""
    why = _reason(reason, Reason.OBSOLETE)
    asked = Asked("withdrawal", item, authority.value, why, order, versions=_versions(first, last))
    _take_down(repo, asked, dry_run=dry_run)


def suppress(
    item: Item,
    reason: Why = None,
    authority: By = Authority.PDPA,
    order: Order = None,
    first: First = None,
    last: Last = None,
    file: Files = None,
    known_at: Known = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ระงับการเผยแพร่ทันที (451) เลิกระงับได้ · Stop giving out versions or attachments, at once; it can be lifted."""
    why = _reason(reason, Reason.PERSONAL_DATA)
    versions = _versions(first, last)
    ground = authority.value
    asked = Asked("suppression", item, ground, why, order, versions=versions, files=file or (), known_at=known_at)
    _take_down(repo, asked, dry_run=dry_run)


def lift(
    item: Item,
    number: Annotated[int, typer.Option(min=1, help="ครั้งที่ · Number of the statement.")] = 1,
    kind: Annotated[Lifted, typer.Option(help="คำที่เลิก · What is lifted.")] = Lifted.SUPPRESSION,
    authority: By = Authority.OWN,
    order: Order = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """เลิกระงับหรือเลิกถอน · Give back what was suppressed or withdrawn."""
    _take_down(repo, Asked("lifting", item, authority.value, order=order, lifts=(kind.value, number)), dry_run=dry_run)


def erase(
    item: Annotated[str | None, typer.Argument(help="รายการ (ไม่ใส่ = ทำลายตามคำที่มีผลแล้ว) · The item.")] = None,
    file: Files = None,
    first: First = None,
    last: Last = None,
    reason: Why = None,
    authority: By = Authority.PDPA,
    order: Order = None,
    known_at: Known = None,
    report_only: Annotated[
        bool, typer.Option("--report", help="รายงานสำหรับแฟ้ม ๙๐ วัน · The report for the 90-day file.")
    ] = False,
    log: Annotated[
        Path | None, typer.Option(help="บันทึกเหตุของ DPO (YAML) · The officer's breach log, brought up to date.")
    ] = None,
    page: Annotated[Path | None, typer.Option(help="เขียนบันทึกเป็นหน้า HTML · The log as a page.")] = None,
    anchor: Annotated[str | None, typer.Option(help="รหัสจุดตั้งต้นที่ประกาศ · The announced anchor.")] = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ลบไฟล์แนบหรือข้อความเก่าถาวร: เสนอ (ระบุรายการ) หรือทำลาย (ไม่ระบุ) · Erase attachments or texts: propose, destroy."""
    if item is None:
        made = erasing.erase(repo, anchor=anchor, dry_run=dry_run or report_only)
        value: dict[str, Any] = {"repositories": [{"place": place, **row.as_json()} for place, row in made]}
        incidents = _keep_log(log, page, made)
        value |= {} if log is None else {"incidents": [row.as_json(time.time()) for row in incidents]}
        lines = [line for place, row in made for line in _report_lines(place, row)]
        report(value, lambda: [*lines, *(_incident_line(row) for row in incidents)])
        return
    versions = _versions(first, last)
    if bool(file) == bool(versions):
        raise typer.BadParameter(
            say("ระบุ --file หรือ --from และ --to", "name attachments (--file) or versions (--from, --to)"),
            param_hint="--file",
        )
    why = _reason(reason, Reason.PERSONAL_DATA)
    ground = authority.value
    asked = Asked("erasure", item, ground, why, order, versions=versions, files=file or (), known_at=known_at)
    _take_down(repo, asked, dry_run=dry_run)


def _keep_log(log: Path | None, page: Path | None, made: list[tuple[str, Report]]) -> tuple[Incident, ...]:
    if log is None:
        if page is not None:
            raise typer.BadParameter(say("ใช้คู่กับ --log", "goes with --log"), param_hint="--page")
        return ()
    incidents = keep_log(log, made, time.time())
    if page is not None:
        page.write_bytes(render_breach_page(incidents, time.time()))
    return incidents


def _incident_line(incident: Incident) -> str:
    clock, hours = clock_of(incident, time.time())
    left = say(f" เหลือ {hours} ชั่วโมง", f", {hours} hours left") if hours is not None else ""
    return f"{incident.item} ({incident.known_at}): {say(*CLOCKS[clock])}{left}"


def _reason(given: Reason | None, usual: Reason) -> str:
    """Asked for where a person sits there to answer; never guessed."""
    if given is not None:
        return given.value
    if speaks_json() or not sys.stdin.isatty():
        raise typer.BadParameter(", ".join(Reason), param_hint="--reason")
    choices = ", ".join(Reason)
    question = say(f"ประเภทเหตุผล ห้ามใส่ชื่อคน ({choices})", f"Class of reason, never a name ({choices})")
    answer: Reason = typer.prompt(question, default=usual.value, type=Reason)
    return answer.value


def _versions(first: int | None, last: int | None) -> tuple[int, int] | None:
    if (first is None) != (last is None):
        raise typer.BadParameter(say("ใช้ --from คู่กับ --to", "--from and --to go together"), param_hint="--from")
    return None if first is None or last is None else (first, last)


def _take_down(repo: Path, asked: Asked, *, dry_run: bool) -> None:
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        done = tombstoning.take_down(workspace, asked, dry_run=dry_run)
    missing = [{"step": need.step, "offices": sorted(need.offices)} for need in done.submitted.missing]
    value = {"id": done.submitted.id, "statement": done.statement, "published": done.published, "missing": missing}
    report(value, lambda: _taken_lines(done, missing))


def _taken_lines(done: TakenDown, missing: list[dict[str, Any]]) -> list[str]:
    lines = [done.statement]
    if done.published:
        lines.append(say("✓ มีผลแล้ว บริการจะหยุดให้ภายในหนึ่งนาที", "✓ In force; the service stops giving it within a minute"))
        lines.append(f"  {done.published}")
    else:
        waits = ", ".join(f"{need['step']} ← {', '.join(need['offices'])}" for need in missing)
        lines.append(say(f"เสนอแล้ว: {done.submitted.id}", f"Submitted: {done.submitted.id}"))
        lines += [say(f"รอลงนาม: {waits}", f"Waiting for: {waits}")] if waits else []
    if done.statement.startswith("tombstones/erasure/"):
        lines.append(
            say(
                "เมื่อมีผลแล้ว สั่ง prongsai erase ที่คลังกลางและทุกสำเนา เพื่อทำลายไบต์",
                "Once in force, run prongsai erase at the shared repository and at every replica to destroy the bytes.",
            )
        )
    return lines


def _report_lines(place: str, found: Report) -> list[str]:
    lines = [place]
    lines += [f"  {row.sha256[:16]}… {row.place}: {say(*_OUTCOMES[row.outcome])}" for row in found.files]
    lines += [f"  {row.blob[:16]}… {row.place}: {say(*_OUTCOMES[row.outcome])}" for row in found.texts]
    for row in found.statements:
        lines.append(f"  {row.path} ({row.reason}, {row.decided_on})")
        if row.erase_by:
            lines.append(say(f"    ต้องลบทุกสำเนาภายใน {row.erase_by}", f"    every copy to be erased by {row.erase_by}"))
        if row.notify_by:
            late = erasing.is_late(row.notify_by, time.time())
            mark = say(" (เลยกำหนดแล้ว)", " (passed)") if late else ""
            lines.append(say(f"    แจ้งเหตุ สคส. ภายใน {row.notify_by}{mark}", f"    notify by {row.notify_by}{mark}"))
    if found.named_in:
        names = ", ".join(found.named_in)
        lines.append(say(f"  ชื่อไฟล์ยังอยู่ในข้อความของ: {names}", f"  still named in the text of: {names}"))
    lines.append(
        say(
            "  สำเนา (clone) เก่า สื่อสำรอง และสำเนาของผู้อื่น ยังมีไฟล์อยู่จนกว่าเจ้าของจะสั่ง prongsai erase หรือลบเอง",
            "  Older clones, backups and downloads keep it until their owners run prongsai erase or delete it.",
        )
    )
    return lines
