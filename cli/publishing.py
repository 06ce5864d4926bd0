"""Publishing: merge what is approved."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.options import HERE, DryRun, Language, Output, Repo
from cli.speech import moving, report, say
from service.ledger import publishing
from service.ledger.desk import Desk
from service.ledger.workspace import open_workspace


def publish(
    submission: Annotated[str, typer.Argument(help="คำขอเผยแพร่ · The submission, as `inbox` calls it.")],
    consent: Annotated[
        bool, typer.Option("--consent", help="ผู้บริหารเห็นชอบและเผยแพร่ในคราวเดียว · The merge is your consent.")
    ] = False,
    repo: Repo = HERE,
    dry_run: DryRun = False,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """เผยแพร่สิ่งที่อนุมัติครบแล้ว · Publish a submission, exactly as approved."""
    with open_workspace(Desk(repo, moving=moving()), follow=not dry_run) as workspace:
        done = publishing.publish(workspace, submission, consent=consent, dry_run=dry_run)
    report(
        asdict(done),
        lambda: [
            say(f"✓ เผยแพร่แล้ว: {done.id}", f"✓ Published: {done.id}"),
            f"  {done.commit}",
            *(
                say(f"! {path} ถูกเผยแพร่ฉบับใหม่ขณะคุณกำลังแก้ งานของคุณยังอยู่", f"! {path} changed there; your text stays")
                for path in done.edited_meanwhile
            ),
        ],
    )
