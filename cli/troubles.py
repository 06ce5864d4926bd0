"""The one place where errors become words and exit codes; loaded when there is one."""

import os
import tempfile
import traceback
from pathlib import Path
from typing import Final

from cli.speech import report_error, report_findings
from repo_schema.admission import AnchorError
from service.ledger.errors import LedgerError, RefusedError
from service.ledger.verifier import ForkedError

__all__ = ["report_trouble"]

FINDINGS: Final = 1
BUG: Final = 3
CANNOT_TELL: Final = 4
_NOT_SET_UP: Final = frozenset({"key_not_configured", "remote_missing"})
"""Findings about this machine, not about any content: nothing could be told."""


def report_trouble(error: BaseException) -> int:
    """Say what went wrong; the exit code."""
    match error:
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
