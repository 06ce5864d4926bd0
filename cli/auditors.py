"""For everyone: whether all of what was published holds."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, Language, Output, Repo
from cli.proofs import verify_proof
from cli.speech import Progress, lines_of, moving, report, say
from repo_schema.calendar import BANGKOK, both_eras
from service.ledger.checkpoints import Judged
from service.ledger.mending import mend_files
from service.ledger.repository import Repository
from service.ledger.verifier import Verification
from service.ledger.verifier import verify as verify_repository

_FINDINGS = 1

Anchor = Annotated[
    str | None, typer.Option(help="รหัสจุดตั้งต้นที่องค์กรประกาศ · The anchor commit that the organisation announced.")
]


def verify(
    repo: Repo = HERE,
    anchor: Anchor = None,
    allowed_signers: Annotated[
        Path | None,
        typer.Option(help="เขียนไฟล์ผู้ลงนามให้ git ตรวจเอง · Write an allowed-signers file for stock git here."),
    ] = None,
    gnupg_home: Annotated[
        Path | None,
        typer.Option(
            help="เขียนโฟลเดอร์กุญแจ OpenPGP ให้ git ตรวจเอง · Write the OpenPGP keys, as a GNUPGHOME for stock git, here."
        ),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="จุดตรวจที่เคยเก็บไว้ ประวัติวันนี้ต้องต่อจากนั้น · A checkpoint kept earlier, to be extended."),
    ] = None,
    files_from: Annotated[
        str | None,
        typer.Option(
            help="นำไฟล์แนบที่ขาดหรือเสียหายมาจากคลังอื่น (โฟลเดอร์หรือที่อยู่ https, ssh) · "
            "Bring missing and damaged attachments from this repository: a folder, or an address."
        ),
    ] = None,
    proof: Annotated[
        Path | None,
        typer.Option(help="ตรวจแฟ้มหลักฐานของฉบับเดียว โดยไม่ต้องมีคลัง · Check the proof of one version instead."),
    ] = None,
    cache: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache",
            help="ต่อจากที่เคยตรวจในเครื่องนี้ หรืออ่านใหม่ทั้งหมด · Go on from what was verified here, or read it all again.",
        ),
    ] = True,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ตรวจประวัติทั้งหมดด้วยตัวเอง · Verify the whole history, offline. Exit 0 if and only if it is trusted."""
    if proof is not None:
        if allowed_signers or files_from:
            th, en = "ใช้กับ --proof ไม่ได้", "--proof takes neither --allowed-signers nor --files-from"
            raise typer.BadParameter(say(th, en), param_hint="--proof")
        verify_proof(proof, anchor=anchor or None, checkpoint=checkpoint)
        return
    with Repository(repo) as repository:
        progress = Progress("ตรวจประวัติ", "Verifying")
        kept = None if checkpoint is None else checkpoint.read_text(encoding="utf-8", errors="replace")
        found = verify_repository(
            repository,
            anchor=anchor or None,
            progress=progress,
            count=files_from is None,
            checkpoint=kept,
            remember=cache,
        )
        if files_from is not None:
            found = mend_files(repository, found, files_from, told=moving())
    if not found.anchor_pinned:
        _warn_unpinned(found.anchor)
    if allowed_signers is not None:
        allowed_signers.write_text(found.allowed_signers(), encoding="utf-8")
    if gnupg_home is not None:
        found.write_gnupg_home(gnupg_home)
    report(found.as_json(), lambda: _verified_lines(found))
    raise typer.Exit(0 if found.trusted else _FINDINGS)


def _warn_unpinned(anchor: str) -> None:
    text = say(
        f"! ไม่ได้ระบุ --anchor จึงใช้คอมมิตแรกที่พบ {anchor} โปรดเทียบกับรหัสที่องค์กรประกาศ",
        f"! no --anchor given: the first commit as presented is used, {anchor}; compare it with the announced one",
    )
    typer.echo(text, err=True)


def _verified_lines(found: Verification) -> list[str]:
    lines = []
    for row in found.rejected:
        lines.append(say(f"คอมมิต {row.commit} ไม่ได้รับการรับรอง", f"Change {row.commit} is rejected"))
        lines += [f"  {line}" for line in lines_of(row.findings)]
    files = ", ".join(f"{state} {count}" for state, count in found.files.items())
    lines.append(
        say(
            f"การเปลี่ยนแปลง {found.changes} ครั้ง รับรอง {found.accepted} ไม่รับรอง {len(found.rejected)}",
            f"{found.changes} Changes: {found.accepted} accepted, {len(found.rejected)} rejected",
        )
    )
    if found.remembered:
        lines.append(
            say(
                f"ในจำนวนนี้ {found.remembered} ครั้งเคยตรวจในเครื่องนี้แล้ว ไม่ได้อ่านซ้ำ (อ่านใหม่ทั้งหมดด้วย --no-cache)",
                f"{found.remembered} of them were verified here before and not read again (--no-cache reads them all)",
            )
        )
    lines.append(say(f"ไฟล์แนบ: {files}", f"Attachments: {files}"))
    if count := found.history.erased_texts["unread"]:
        lines.append(
            say(
                f"ข้อความ {count} ฉบับถูกลบถาวรจากสำเนานี้: ยอมรับตามคำที่สองตำแหน่งลงนาม ไม่ได้อ่านซ้ำ",
                f"{count} version(s) are erased here: taken on the word of the two offices that signed, not read again",
            )
        )
    lines += lines_of(found.damaged, mark="!")
    lines += lines_of(found.receipts.findings, mark="!")
    lines.append(_receipts_line(found))
    lines += lines_of(found.witnesses.findings, mark="!")
    lines += _checkpoint_lines(found.checkpoint)
    lines.append(say(f"ปลาย main: {found.head}", f"Head: {found.head}"))
    suspended = [why.finding(path) for path, why in found.history.footing.listed()]
    lines += [line for finding in suspended for line in lines_of([finding])]
    if found.trusted:
        lines.append(say("✓ เชื่อถือได้: ทุกไบต์บน main ผ่านการอนุมัติครบถ้วน", "✓ Trusted: every byte on main was approved"))
    elif found.history.is_trusted and suspended:
        lines.append(
            say(
                f"✗ เชื่อไม่ได้ทั้งหมด: ถูกระงับ {len(suspended)} รายการ เพราะกุญแจที่ลงนามอาจถูกผู้อื่นใช้",
                f"✗ Not trusted: {len(suspended)} suspended, resting on a compromised key",
            )
        )
    elif found.history.is_trusted:
        lines.append(
            say(
                "✗ เชื่อไม่ได้: มีหลักฐานว่า main เคยเป็นอย่างอื่น หรือจุดตรวจที่นำมาพิสูจน์อะไรไม่ได้ ดูข้อที่ระบุไว้ข้างบน",
                "✗ Not trusted: another main stood here, or the checkpoint proves nothing: see above",
            )
        )
    else:
        paths = ", ".join(sorted(found.history.untrusted)[:5])
        lines.append(
            say(
                f"✗ เชื่อไม่ได้: บน main มีเนื้อหาที่ไม่ได้รับอนุมัติ: {paths}",
                f"✗ Not trusted: main holds what was never approved: {paths}",
            )
        )
    return lines


def _checkpoint_lines(judged: Judged | None) -> list[str]:
    """What the checkpoint that was brought proves."""
    if judged is None or judged.checkpoint is None or judged.findings:
        return list(lines_of(judged.findings)) if judged else []
    changes, by = judged.checkpoint.changes, [judged.signed_by or "–", *(row.person for row in judged.witnesses)]
    return [
        say(
            f"✓ ประวัติวันนี้ต่อจากจุดตรวจที่นำมา (การเปลี่ยนแปลงที่ {changes} ลงนามโดย {', '.join(by)}) สิ่งที่มาก่อนนั้นไม่ถูกเขียนทับ",
            f"✓ today's history extends the checkpoint (Change {changes}, signed by {', '.join(by)}):"
            " nothing before it was rewritten since",
        )
    ]


def _receipts_line(found: Verification) -> str:
    received = found.receipts.received
    if received is None:
        return say("ไม่มีใบรับ: เวลาทั้งหมดเป็นเวลาที่ผู้ลงนามระบุเอง", "No receipts: all times are the signers' claims")
    moment = datetime.fromtimestamp(received, tz=UTC).astimezone(BANGKOK)
    count = len(found.receipts.spans)
    th = f"ใบรับ {count} ใบ ล่าสุด {both_eras(moment.date())} {moment:%H:%M} น."
    return say(th, f"Receipts: {count}, the last of {moment:%Y-%m-%d %H:%M}")
