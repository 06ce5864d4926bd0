"""What states, steps and proofs are called on the pages, in Thai and English; and a mark that is not colour alone."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["STATES", "STEPS", "Word"]


class Word(NamedTuple):
    th: str
    en: str
    mark: str = ""
    """Said by its shape, for who sees no colour."""
    tone: str = "plain"
    """`good`, `wait`, `bad` or `plain`: a class of the style sheet."""


STATES: Final[Mapping[str | None, Word]] = MappingProxyType(
    {
        "overdue": Word("เกินกำหนด", "overdue", "✕", "bad"),
        "due_soon": Word("ใกล้ครบกำหนด", "due soon", "◷", "wait"),
        "in_review": Word("อยู่ระหว่างพิจารณา", "in review", "◷", "wait"),
        "upcoming": Word("ยังไม่ถึงกำหนด", "not due yet", "○", "plain"),
        "published_late": Word("เผยแพร่แล้ว แต่ช้า", "published late", "!", "wait"),
        "published_on_time": Word("เผยแพร่ตรงเวลา", "published on time", "✓", "good"),
        "nil": Word("แจ้งว่าไม่มีข้อมูล", "nothing to report, and said so", "✓", "good"),
        "superseded": Word("มีฉบับใหม่แทนแล้ว", "superseded", "✓", "good"),
        "waived": Word("ได้รับยกเว้น", "waived", "–", "plain"),
        None: Word("ยังไม่มีหน้าที่ครบกำหนด", "nothing owed yet", "–", "plain"),
    }
)
"""Of a duty; None: nothing was ever owed."""

STEPS: Final[Mapping[str, Word]] = MappingProxyType(
    {
        "prepared": Word("จัดทำ", "Prepared"),
        "checked": Word("ตรวจทาน", "Checked"),
        "consented": Word("เห็นชอบ", "Consented"),
        "administered": Word("อนุมัติ (ผู้ดูแลระบบ)", "Administered"),
        "published": Word("เผยแพร่", "Published"),
    }
)
"""What people did to a version, in its order."""
