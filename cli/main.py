"""The command `prongsai`: its commands, each loaded when it is run, and its exit codes.

0 done, all accepted · 1 findings · 2 usage · 3 our bug · 4 could not tell · 130 interrupted.
"""

import gc
import sys
from itertools import pairwise
from typing import ClassVar, Final

import typer

from cli import options
from cli.menu import Menu, Row
from cli.speech import Format, choose_format, report_error, say, tell
from service.ledger.errors import LedgerError
from service.ledger.surroundings import forget_inherited_repository

OK: Final = 0
USAGE: Final = 2
INTERRUPTED: Final = 130
_COLLECTED_AFTER: Final = (50_000, 20, 20)
"""A command lives shortly and makes few cycles: Python's collector looks for them less often than it would."""

COMMANDS: Final = (
    Row(
        "new",
        "cli.drafting:new",
        options.FOR_UNITS,
        "สร้างไฟล์รายการให้กรอก · Begin an item's file, or open a published one to change it.",
    ),
    Row(
        "attach",
        "cli.drafting:attach",
        options.FOR_UNITS,
        "แนบไฟล์กับรายการ · Attach a file to an item that is being prepared.",
    ),
    Row(
        "check",
        "cli.units:check",
        options.FOR_UNITS,
        "ตรวจไฟล์ที่แก้ไขก่อนส่ง · Check what you changed before you submit it.",
    ),
    Row(
        "submit",
        "cli.units:submit",
        options.FOR_UNITS,
        "ส่งให้ผู้ตรวจทาน · Sign the changed files as one submission and put it before the reviewers.",
    ),
    Row(
        "status",
        "cli.duties:status",
        options.FOR_UNITS,
        "ต้องทำอะไร ภายในเมื่อใด ติดอยู่ที่ใคร · What your unit owes, by when, and what is stuck where.",
    ),
    Row(
        "attest",
        "cli.stating:attest",
        options.FOR_UNITS,
        "รับรองว่ารายการยังเป็นปัจจุบันในไตรมาสนี้ · State that an item is still current; its text stays as it is.",
    ),
    Row(
        "waive",
        "cli.stating:waive",
        options.FOR_UNITS,
        "ขอยกเว้นหน้าที่หนึ่งรอบ ให้หัวหน้าและผู้บริหารลงนาม · Ask to be let off one duty, with a reason; the executive signs.",
    ),
    Row(
        "import",
        "cli.importing:import_",
        options.FOR_UNITS,
        "นำเข้าไฟล์เดิมหลายปีในคราวเดียว ตามบัญชีไฟล์ · Bring in years of existing files, as a list of them says.",
    ),
    Row(
        "inbox",
        "cli.reviewers:inbox",
        options.FOR_REVIEWERS,
        "มีอะไรรออยู่บ้าง · What is on its way, and what waits for you.",
    ),
    Row(
        "review",
        "cli.reviewers:review",
        options.FOR_REVIEWERS,
        "อ่านคำขอก่อนลงนาม · Read a submission: every change, every file, what it still lacks.",
    ),
    Row(
        "approve",
        "cli.reviewers:approve",
        options.FOR_REVIEWERS,
        "ลงนามเห็นชอบขั้นที่ถึงคุณ · Sign the step that is yours, over exactly what you were shown.",
    ),
    Row(
        "return",
        "cli.reviewers:return_",
        options.FOR_REVIEWERS,
        "ส่งกลับให้แก้ไข · Send a submission back; it can then never be published as it is.",
    ),
    Row(
        "publish",
        "cli.publishing:publish",
        options.FOR_PUBLISHING,
        "เผยแพร่สิ่งที่อนุมัติครบแล้ว · Publish a submission, exactly as approved.",
    ),
    Row(
        "log",
        "cli.reading:log",
        options.FOR_EVERYONE,
        "ประวัติ: ใครทำอะไร เมื่อใด · What was published, by whom, newest first.",
    ),
    Row(
        "show",
        "cli.reading:show",
        options.FOR_EVERYONE,
        "ดูรายการที่เผยแพร่ · An item as it was published, with its proof.",
    ),
    Row(
        "diff",
        "cli.reading:diff",
        options.FOR_EVERYONE,
        "เทียบสองฉบับ · What changed between two versions; by default, the newest two.",
    ),
    Row(
        "verify",
        "cli.auditors:verify",
        options.FOR_EVERYONE,
        "ตรวจประวัติทั้งหมดด้วยตัวเอง · Verify the whole history, offline. Exit 0 if and only if it is trusted.",
    ),
    Row(
        "calendar",
        "cli.duties:calendar",
        options.FOR_EVERYONE,
        "ปฏิทินวันครบกำหนด (.ics) · Due days of the year ahead, to import or subscribe to: calendar > duties.ics.",
    ),
    Row(
        "doctor",
        "cli.doctor:doctor",
        options.FOR_EVERYONE,
        "ตรวจเครื่องมือ กุญแจ นาฬิกา และสำเนา พร้อมวิธีแก้ · What is wrong with your git, key, clock, remote or clone.",
    ),
    Row(
        "witness",
        "cli.witnessing:witness",
        options.FOR_EVERYONE,
        "เป็นพยานของประวัติ · Cosign the head you were shown, if it extends the last one you saw. Run `git fetch` first.",
    ),
    Row(
        "withdraw",
        "cli.taking_down:withdraw",
        options.FOR_ADMINISTRATORS,
        "ถอนรายการที่ใช้ไม่ได้แล้ว (410) · Withdraw what should no longer be read; that it was there stays told.",
    ),
    Row(
        "suppress",
        "cli.taking_down:suppress",
        options.FOR_ADMINISTRATORS,
        "ระงับการเผยแพร่ทันที (451) เลิกระงับได้ · Stop giving out versions or attachments, at once; it can be lifted.",
    ),
    Row(
        "lift",
        "cli.taking_down:lift",
        options.FOR_ADMINISTRATORS,
        "เลิกระงับหรือเลิกถอน · Give back what was suppressed or withdrawn.",
    ),
    Row(
        "erase",
        "cli.taking_down:erase",
        options.FOR_ADMINISTRATORS,
        "ลบไฟล์แนบหรือข้อความเก่าถาวร: เสนอ (ระบุรายการ) หรือทำลาย (ไม่ระบุ) · Erase attachments or texts: propose, destroy.",
    ),
    Row(
        "init",
        "cli.administrators:init",
        options.FOR_ADMINISTRATORS,
        "เริ่มคลังเนื้อหาขององค์กร · Begin an organisation's content repository; its administrator signs the anchor.",
    ),
    Row(
        "demo",
        "cli.administrators:demo",
        options.FOR_ADMINISTRATORS,
        "โลกตัวอย่าง: องค์กรสมมติที่ทำงานจริงทุกขั้น · A made-up office with real keys, signatures and history.",
    ),
    Row(
        "serve",
        "cli.administrators:serve",
        options.FOR_ADMINISTRATORS,
        "ให้ประชาชนอ่านผ่านเว็บ · Serve the API and the page, following main as it moves.",
    ),
    Row(
        "export",
        "cli.exporting:export",
        options.FOR_ADMINISTRATORS,
        "วาง API และเว็บไซต์เป็นไฟล์ ให้ nginx ตัวเดียวให้บริการ · The API and the site as files that nginx alone serves.",
    ),
    Row(
        "pack",
        "cli.assessors:pack",
        options.FOR_ADMINISTRATORS,
        "ชุดส่งประเมิน: ทุกรหัสพร้อมที่อยู่ถาวร หลักฐาน และสิ่งที่ขาด · The assessor's pack, as CSV, XLSX and HTML.",
    ),
    Row(
        "reviews",
        "cli.reviews:app",
        options.FOR_ADMINISTRATORS,
        "การพิจารณาในระบบเก็บงาน (GitLab, Gitea, GitHub) · Merge reviews on a forge.",
    ),
    Row(
        "person",
        "cli.staff:person",
        options.FOR_ADMINISTRATORS,
        "บุคคลและกุญแจลงนาม: เข้า ออก เปลี่ยน หาย · People and their keys, over time.",
    ),
    Row(
        "office",
        "cli.staff:office",
        options.FOR_ADMINISTRATORS,
        "ตำแหน่ง: แต่งตั้ง รักษาราชการแทน พ้น · Offices and who holds them.",
    ),
    Row(
        "recovery",
        "cli.recovering:recovery",
        options.FOR_ADMINISTRATORS,
        "กู้คืนเมื่อไม่เหลือผู้ดูแลระบบ: ประกาศ รอ แล้วจึงมีผล · When no administrator is left: announce, wait, carry out.",
    ),
    Row(
        "guard",
        "cli.guarding:app",
        options.FOR_ADMINISTRATORS,
        "ด่านตรวจของคลังกลาง: ไม่รับสิ่งที่ไม่ผ่านการรับรอง · The guard of a shared repository.",
    ),
)


class Commands(Menu):
    rows = COMMANDS
    words: ClassVar = {
        "install_completion": "ให้เชลล์นี้เติมชื่อคำสั่งด้วยปุ่ม Tab · Complete commands in this shell, from now on.",
        "show_completion": "แสดงสคริปต์ที่เติมคำสั่ง · Show what that would add to the shell.",
        "help": "แสดงวิธีใช้ · Show this message and exit.",
    }


app = typer.Typer(
    name="prongsai",
    help="โปร่งใส: เปิดเผยข้อมูลของหน่วยงานโดยให้ทุกคนตรวจสอบได้ · Disclosure that anyone can verify.",
    cls=Commands,
    callback=lambda: None,  # makes it a group, whatever it holds
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run() -> None:
    """Run one command and leave with its exit code."""
    forget_inherited_repository()
    gc.set_threshold(*_COLLECTED_AFTER)
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


def _report(error: BaseException) -> int:
    if isinstance(error, typer.TyperException):
        return _report_usage(error)
    from cli.troubles import report_trouble  # noqa: PLC0415 - it knows the errors of the whole engine

    return report_trouble(error)


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
