"""What is wrong with this machine, this key, this clone; and the command that mends it."""

import typer

from cli.options import HERE, Language, Output, Repo
from cli.speech import lines_of, report, say
from service.ledger.desk import Desk
from service.ledger.doctoring import CAUTIONS, examine

_FINDINGS = 1


def doctor(
    repo: Repo = HERE,
    output: Output = "text",  # type: ignore[assignment]
    lang: Language = None,
) -> None:
    """ตรวจเครื่องมือ กุญแจ นาฬิกา และสำเนา พร้อมวิธีแก้ · What is wrong with your git, key, clock, remote or clone."""
    found = examine(Desk(repo))
    wrong = [finding for finding in found if finding.code not in CAUTIONS]
    cautions = [finding for finding in found if finding.code in CAUTIONS]

    def lines() -> list[str]:
        last = [] if wrong else [say("✓ พร้อมทำงาน", "✓ Ready to work.")]
        return [*lines_of(wrong), *lines_of(cautions, mark="!"), *last]

    value = {
        "findings": [finding.as_json() for finding in wrong],
        "warnings": [finding.as_json() for finding in cautions],
    }
    report(value, lines)
    raise typer.Exit(_FINDINGS if wrong else 0)
