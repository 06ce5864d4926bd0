"""Broken machinery and refusals, as exceptions; bad content is a `Finding` instead.

Every one carries words for the person who meets it, in Thai and English: what happened, where, and what to do next.
Nothing here prints or exits.
"""

from collections.abc import Sequence

from repo_schema.findings import Finding


class LedgerError(Exception):
    """Could not tell, or could not do: no repository, no key, a missing object, a remote that does not answer."""

    def __init__(self, *, th: str, en: str, hint_th: str = "", hint_en: str = "") -> None:
        super().__init__(en)
        self.th, self.en = th, en
        self.hint_th, self.hint_en = hint_th, hint_en


class RepositoryUnavailableError(LedgerError):
    """There is no repository here that can be read safely."""


class ObjectMissingError(LedgerError):
    """An object that the history needs is not in this clone."""

    def __init__(self, oid: str) -> None:
        super().__init__(
            th=f"ไม่พบวัตถุ {oid} ในสำเนานี้ จึงยังบอกไม่ได้ว่าถูกต้องหรือไม่",
            en=f"object {oid} is not in this clone, so nothing can be said of it",
            hint_th="สำเนาอาจไม่ครบ ให้ git clone ใหม่ทั้งหมด แล้วตรวจอีกครั้ง "
            "ถ้ามาจาก repository.bundle ข้อความที่ถูกระงับจะไม่อยู่ในนั้นจนกว่าจะเลิกระงับหรือลบถาวร",
            hint_en="the clone is incomplete; clone it again in full and verify once more; "
            "a repository.bundle lacks what is suppressed until that is lifted or erased",
        )
        self.oid = oid


class ErasureUnprovenError(ObjectMissingError):
    """A text is missing which some statement calls erased, and no such statement was accepted.

    Whatever was judged on that statement's word is to be thrown away.
    """


class ObjectDamagedError(LedgerError):
    """An object's bytes are not those its id names: damage, or a forgery."""

    def __init__(self, oid: str) -> None:
        super().__init__(
            th=f"วัตถุ {oid} มีเนื้อหาไม่ตรงกับรหัสของตัวเอง: แฟ้มเสียหายหรือถูกปลอม",
            en=f"object {oid} does not hold the bytes its id names: damaged or forged",
            hint_th="อย่าเชื่อสำเนานี้ ให้ git clone ใหม่จากต้นทางที่เชื่อถือได้",
            hint_en="do not trust this copy; clone again from a source you trust",
        )
        self.oid = oid


class GitCommandError(LedgerError):
    """git refused a command."""

    def __init__(self, arguments: Sequence[str], returncode: int, stderr: str) -> None:
        command = " ".join(arguments[:3])
        super().__init__(
            th=f"คำสั่ง git {command} ไม่สำเร็จ (รหัส {returncode}): {stderr.strip()[:300]}",
            en=f"git {command} failed with {returncode}: {stderr.strip()[:300]}",
        )
        self.returncode = returncode
        self.stderr = stderr


class RefusedError(Exception):
    """The content or the situation forbids what was asked; nothing was changed."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(finding.message("en") for finding in findings))
        self.findings = tuple(findings)
