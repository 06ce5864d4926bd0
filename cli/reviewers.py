"""For executives and checkers: what waits, what it says, yes or back."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from cli.deciding import ask, look_as_json, look_lines, read_answers
from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import lang as spoken
from cli.speech import lines_of, moving, plain, report, say, speaks_json
from repo_schema.approvals import STEPS, Step
from service.ledger import approving, returning, reviewing
from service.ledger.desk import Desk
from service.ledger.inbox import Pending, list_pending
from service.ledger.workspace import open_workspace

_STEPS = {
    "unit_check": ("ตรวจทาน", "unit check"),
    "consent": ("ให้ความเห็นชอบ", "consent"),
    "administer": ("รับรองการแก้นโยบาย", "administer"),
    "take_down": ("ลงนามถอน ระงับ หรือลบ", "take down"),
}
_STATES = {
    "waiting": ("รอ", "waiting"),
    "ready": ("อนุมัติครบ พร้อมเผยแพร่", "approved, ready to publish"),
    "returned": ("ส่งกลับแล้ว", "returned"),
    "refused": ("ใช้ไม่ได้", "cannot be used"),
}
Named = Annotated[str, typer.Argument(help="คำขอเผยแพร่ · The submission, as `inbox` calls it.")]


def inbox(
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """มีอะไรรออยู่บ้าง · What is on its way, and what waits for you."""
    with open_workspace(Desk(repo)) as workspace:
        rows = list_pending(workspace)
    report({"submissions": [_as_json(row) for row in rows]}, lambda: _inbox_lines(rows))


def _as_json(row: Pending) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "content": row.content,
        "author": row.author,
        "paths": list(row.paths),
        "signed": list(row.signed),
        "missing": [{"step": need.step, "scope": need.scope, "offices": sorted(need.offices)} for need in row.missing],
        "mine": [{"step": step, "office": office} for step, office in row.mine],
        "findings": [finding.as_json() for finding in row.findings],
        "reason": row.reason,
        "hints": [hint.as_json() for hint in row.hints],
    }


def _inbox_lines(rows: tuple[Pending, ...]) -> list[str]:
    if not rows:
        return [say("ไม่มีคำขอค้างอยู่", "Nothing is on its way.")]
    lines: list[str] = []
    for row in sorted(rows, key=lambda row: not row.mine):
        mark = "●" if row.mine else "○"
        lines.append(f"{mark} {row.id}  [{say(*_STATES[row.state])}]")
        detail = [say(f"จัดทำโดย {row.author}", f"by {row.author}")] if row.author else []
        detail += [f"{say(*_STEPS[need.step])} ← {', '.join(sorted(need.offices))}" for need in row.missing]
        lines += [f"    {' · '.join(detail)}"] if detail else []
        lines += [say(f"    เหตุผลที่ส่งกลับ: {row.reason}", f"    returned: {row.reason}")] if row.reason else []
        lines += [f"    {line}" for line in lines_of(row.findings) if row.state != "returned"]
        lines += [f"    {line}" for line in lines_of(row.hints, mark="!")]
    if any(row.mine for row in rows):
        lines.append(say("● รอคุณ: เปิดอ่านด้วย prongsai review <ชื่อ>", "● waits for you: prongsai review <name>"))
    return lines


def review(
    submission: Named,
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """อ่านคำขอก่อนลงนาม · Read a submission: every change, every file, what it still lacks."""
    with open_workspace(Desk(repo, moving=moving())) as workspace:
        found = reviewing.read(workspace, submission)
    privacy = look_as_json(found.look, found.decided)
    report({**_as_json(found.pending), **found.as_json(), "privacy": privacy}, lambda: _review_lines(found))


def _review_lines(found: reviewing.Review) -> list[str]:
    pending = found.pending
    lines = [f"{pending.id}  [{say(*_STATES[pending.state])}]"]
    lines.append(say(f"จัดทำโดย {pending.author}: {found.message}", f"Prepared by {pending.author}: {found.message}"))
    lines += [f"  ✓ {signed}" for signed in pending.signed]
    for path in found.changes:
        lines.append(f"— {path.path}  ({say('ใหม่', 'new') if path.is_new else say('แก้ไข', 'changed')})")
        shown = path.text.splitlines() if path.is_new else [_change_line(row) for row in path.rows]
        lines += [f"    {line}" for line in shown]
    for attested, text in found.attested.items():
        lines.append(say(f"— {attested}  (ฉบับปัจจุบันที่รับรอง)", f"— {attested}  (attested: as it stands)"))
        lines += [f"    {line}" for line in text.splitlines()]
    for file in found.files:
        state = say({"present": "เปิดดูได้ที่", "missing": "ยังไม่มีไฟล์จริง", "damaged": "ไฟล์เสียหาย"}[file.state], file.state)
        lines.append(f"📎 {file.name} ({file.bytes:,} B) {state} {file.place or ''}".rstrip())
    lines += look_lines(found.look, found.decided)
    lines += lines_of(pending.findings)
    lines += lines_of(pending.hints, mark="!")
    steps = ", ".join(say(*_STEPS[step]) for step, _ in pending.mine)
    if steps:
        lines.append(
            say(
                f"ขั้นของคุณ: {steps} → prongsai approve {pending.id}  หรือ  prongsai return {pending.id} --reason …",
                f"Yours: {steps} → prongsai approve {pending.id}  or  prongsai return {pending.id} --reason …",
            )
        )
    return lines


def _change_line(row: Mapping[str, Any]) -> str:
    label = row["label"].get(spoken()) or row["label"].get("th") or row["path"]
    before, after = plain(row["before"]), plain(row["after"])
    if row["op"] == "add":
        return f"+ {label}: {after}"
    if row["op"] == "remove":
        return f"- {label}: {before}"
    return f"~ {label}: {before} → {after}"


def approve(
    submission: Named,
    step: Annotated[str | None, typer.Option(help=f"ขั้นใด หากมีสองขั้น · Which step: {', '.join(STEPS)}.")] = None,
    expect: Annotated[str | None, typer.Option(help="รหัสเนื้อหาที่ได้อ่าน · The content you read.")] = None,
    decide: Annotated[
        list[str] | None,
        typer.Option(help="วินิจฉัยข้อที่พบ เช่น 1=false_positive · Decide what was found: <no.>=<decision>, see `review`."),
    ] = None,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ลงนามเห็นชอบขั้นที่ถึงคุณ · Sign the step that is yours, over exactly what you were shown."""
    chosen: Step | None = next((known for known in STEPS if known == step), None)
    if step is not None and chosen is None:
        raise typer.BadParameter(", ".join(STEPS), param_hint="--step")
    answers = read_answers(decide)
    asks = ask if sys.stdin.isatty() and not speaks_json() else None
    with open_workspace(Desk(repo, moving=moving()), follow=not dry_run) as workspace:
        done = approving.approve(
            workspace, submission, step=chosen, expect=expect, answers=answers, ask=asks, dry_run=dry_run
        )
    missing = [{"step": need.step, "offices": sorted(need.offices)} for need in done.missing]
    value = {"id": done.id, "step": done.step, "office": done.office, "commit": done.commit, "missing": missing}
    waits = ", ".join(f"{say(*_STEPS[need.step])} ← {', '.join(sorted(need.offices))}" for need in done.missing)

    def lines() -> list[str]:
        next_step = (
            say(f"ยังรอ: {waits}", f"Still missing: {waits}")
            if waits
            else say(f"ครบแล้ว เผยแพร่ด้วย: prongsai publish {done.id}", f"Complete. Next: prongsai publish {done.id}")
        )
        return [say(f"✓ {_STEPS[done.step][0]}แล้วในตำแหน่ง {done.office}", f"✓ {done.step} as {done.office}"), next_step]

    report(value, lines)


def return_(
    submission: Named,
    reason: Annotated[str, typer.Option(help="เหตุผลที่ผู้จัดทำต้องรู้ · Why; the author reads it, in public.")],
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ส่งกลับให้แก้ไข · Send a submission back; it can then never be published as it is."""
    with open_workspace(Desk(repo), follow=not dry_run) as workspace:
        done = returning.send_back(workspace, submission, reason, dry_run=dry_run)
    report(
        {"id": done.id, "commit": done.commit, "reason": reason},
        lambda: [say(f"✓ ส่งกลับแล้ว: {done.id}", f"✓ Returned: {done.id}"), f"  {reason}"],
    )
