"""For a second party: see what the organisation says its head is, and cosign it if it extends what was seen before."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import Progress, report, say
from service.ledger.checkpoints import open_key
from service.ledger.desk import REMOTE_MAIN
from service.ledger.errors import RefusedError
from service.ledger.repository import MAIN, Repository
from service.ledger.verifier import verify
from service.ledger.witnesses import WITNESSES, Cosigned, keep_evidence, push_witness
from service.ledger.witnesses import witness as cosign_checkpoint


def witness(
    checkpoint: Annotated[
        Path, typer.Argument(help="จุดตรวจที่ลงนามแล้ว (- คือ stdin) · The signed checkpoint; - is stdin.")
    ],
    key: Annotated[Path, typer.Option(help="แฟ้มกุญแจ Ed25519 ของพยาน · The witness's Ed25519 key file.")],
    anchor: Annotated[str, typer.Option(help="รหัสจุดตั้งต้นที่องค์กรประกาศ · The announced anchor commit.")],
    repo: Repo = HERE,
    push: Annotated[bool, typer.Option("--push/--no-push", help="ส่งกลับไปยังคลังกลาง · Send it to origin.")] = True,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """เป็นพยานของประวัติ · Cosign the head you were shown, if it extends the last one you saw. Run `git fetch` first."""
    note = sys.stdin.read() if str(checkpoint) == "-" else checkpoint.read_text(encoding="utf-8")
    signing = open_key(key)
    with Repository(repo) as repository:
        ref = REMOTE_MAIN if repository.head(REMOTE_MAIN) else MAIN
        progress = Progress("ตรวจประวัติ", "Verifying")
        found = verify(repository, anchor=anchor, ref=ref, progress=progress, count=False)
        try:
            done = cosign_checkpoint(
                repository, found.history, note, signing, key, contradictions=found.contradictions, dry_run=dry_run
            )
        except RefusedError as error:
            if any(finding.code == "history_rewritten" for finding in error.findings):
                _keep(repository.git_dir, found.head, note)
            raise
        if push and done.commit:
            push_witness(repo, WITNESSES + done.person)
    report({"person": done.person, "commit": done.commit, "note": done.note}, lambda: _lines(done))


def _keep(git_dir: Path, head: str, note: str) -> None:
    file = keep_evidence(git_dir, head, note)
    typer.echo(say(f"! เก็บหลักฐานไว้ที่ {file} อย่าลบ", f"! the evidence is kept in {file}: do not delete it"), err=True)


def _lines(done: Cosigned) -> list[str]:
    return [done.note.rstrip("\n"), "", say(f"✓ {done.person} ลงนามเป็นพยานแล้ว", f"✓ cosigned by {done.person}")]
