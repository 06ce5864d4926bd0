"""The command `prongsai`: its commands, and the one place where errors become words and exit codes.

0 done, all accepted · 1 findings · 2 usage · 3 our bug · 4 could not tell · 130 interrupted.
"""

import os
import sys
import tempfile
import traceback
from itertools import pairwise
from pathlib import Path
from typing import Final

import typer

from cli import (
    administrators,
    assessors,
    auditors,
    doctor,
    duties,
    exporting,
    guarding,
    importing,
    options,
    publishing,
    reviewers,
    reviews,
    staff,
    taking_down,
    units,
    witnessing,
)
from cli.speech import Format, choose_format, report_error, report_findings, say, tell
from repo_schema.admission import AnchorError
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.repository import forget_inherited_repository
from service.ledger.verifier import ForkedError

OK: Final = 0
FINDINGS: Final = 1
USAGE: Final = 2
BUG: Final = 3
CANNOT_TELL: Final = 4
INTERRUPTED: Final = 130
_NOT_SET_UP: Final = frozenset({"key_not_configured", "remote_missing"})
"""Findings about this machine, not about any content: nothing could be told."""

app = typer.Typer(
    name="prongsai",
    help="โปร่งใส: เปิดเผยข้อมูลของหน่วยงานโดยให้ทุกคนตรวจสอบได้ · Disclosure that anyone can verify.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for function, panel in (
    (units.new, options.FOR_UNITS),
    (units.attach, options.FOR_UNITS),
    (units.check, options.FOR_UNITS),
    (units.submit, options.FOR_UNITS),
    (duties.status, options.FOR_UNITS),
    (units.attest, options.FOR_UNITS),
    (units.waive, options.FOR_UNITS),
    (importing.import_, options.FOR_UNITS),
    (reviewers.inbox, options.FOR_REVIEWERS),
    (reviewers.review, options.FOR_REVIEWERS),
    (reviewers.approve, options.FOR_REVIEWERS),
    (reviewers.return_, options.FOR_REVIEWERS),
    (publishing.publish, options.FOR_PUBLISHING),
    (auditors.log, options.FOR_EVERYONE),
    (auditors.show, options.FOR_EVERYONE),
    (auditors.diff, options.FOR_EVERYONE),
    (auditors.verify, options.FOR_EVERYONE),
    (duties.calendar, options.FOR_EVERYONE),
    (doctor.doctor, options.FOR_EVERYONE),
    (witnessing.witness, options.FOR_EVERYONE),
    (taking_down.withdraw, options.FOR_ADMINISTRATORS),
    (taking_down.suppress, options.FOR_ADMINISTRATORS),
    (taking_down.lift, options.FOR_ADMINISTRATORS),
    (taking_down.erase, options.FOR_ADMINISTRATORS),
    (administrators.init, options.FOR_ADMINISTRATORS),
    (administrators.demo, options.FOR_ADMINISTRATORS),
    (administrators.serve, options.FOR_ADMINISTRATORS),
    (exporting.export, options.FOR_ADMINISTRATORS),
    (assessors.pack, options.FOR_ADMINISTRATORS),
):
    app.command(name=function.__name__.rstrip("_"), rich_help_panel=panel)(function)

app.add_typer(reviews.app, name="reviews", rich_help_panel=options.FOR_ADMINISTRATORS)
app.add_typer(staff.person, name="person", rich_help_panel=options.FOR_ADMINISTRATORS)
app.add_typer(staff.office, name="office", rich_help_panel=options.FOR_ADMINISTRATORS)
app.add_typer(guarding.app, name="guard", rich_help_panel=options.FOR_ADMINISTRATORS)


def run() -> None:
    """Run one command and leave with its exit code."""
    forget_inherited_repository()
    sys.exit(_run())


def _run() -> int:
    try:
        result = app(standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last boundary: whatever is left is our bug
        result = INTERRUPTED if _was_interrupted(error) else _report(error)
    if result == INTERRUPTED:  # Typer too makes this of Ctrl-C, without a word
        tell(say("หยุดตามคำสั่ง ไม่มีอะไรถูกเผยแพร่เพิ่ม", "Interrupted; nothing more was published."))
    return result if isinstance(result, int) else OK


def _was_interrupted(error: BaseException) -> bool:
    """Ctrl-C ends the git processes too: what they make fail on the way down is the interruption, not an error."""
    reason: BaseException | None = error
    while reason is not None and not isinstance(reason, KeyboardInterrupt | typer.Abort):
        reason = reason.__context__
    return reason is not None


def _report(error: BaseException) -> int:  # noqa: PLR0911 - one return for each kind of trouble
    match error:
        case typer.TyperException():
            return _report_usage(error)
        case RefusedError(findings=findings):
            report_findings(findings)
            return CANNOT_TELL if {finding.code for finding in findings} <= _NOT_SET_UP else FINDINGS
        case AnchorError(findings=findings):
            report_findings(findings)
            return CANNOT_TELL
        case ForkedError(finding=finding):
            report_findings([finding])
            return FINDINGS
        case LedgerError():
            report_error(error, type(error).__name__)
            return CANNOT_TELL
        case OSError():
            return _report_storage(error)
        case _:
            return _report_bug(error)


def _report_usage(error: typer.TyperException) -> int:
    """A command line that cannot be understood; `--format` may not have been reached yet."""
    arguments = sys.argv[1:]
    if "--format=json" in arguments or ("--format", "json") in pairwise(arguments):
        choose_format(Format.JSON)
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "prongsai"
    message = " ".join(error.format_message().split()) or "no command was given"
    report_error(
        LedgerError(
            th=f"คำสั่งไม่ถูกต้อง: {message}",
            en=f"this command line cannot be understood: {message}",
            hint_th=f"ดูวิธีใช้ด้วย {command} --help",
            hint_en=f"see {command} --help",
        ),
        "usage",
    )
    return USAGE


def _report_storage(error: OSError) -> int:
    place = error.filename or "?"
    report_error(
        LedgerError(
            th=f"อ่านหรือเขียน {place} ไม่ได้: {error.strerror or error}",
            en=f"cannot read or write {place}: {error.strerror or error}",
            hint_th="ตรวจชื่อ ตำแหน่ง สิทธิ์ของโฟลเดอร์ และพื้นที่ว่างในดิสก์ แล้วสั่งอีกครั้ง ไม่มีอะไรเปลี่ยนแปลงครึ่งทาง",
            hint_en="check the name, the folder's rights and the free space on the disk, then run it again",
        ),
        "storage_failed",
    )
    return CANNOT_TELL


def _report_bug(error: BaseException) -> int:
    handle, name = tempfile.mkstemp(prefix="prongsai-bug-", suffix=".log")
    os.close(handle)
    Path(name).write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    report_error(
        LedgerError(
            th="โปรแกรมทำงานผิดพลาดเอง ไม่ใช่ความผิดของคุณ",
            en="prongsai itself failed; this is our bug, not yours",
            hint_th=f"กรุณาส่งแฟ้มนี้ให้ผู้พัฒนา: {name}",
            hint_en=f"please send this file to the developers: {name}",
        ),
        "bug",
    )
    return BUG
