"""What can go wrong on the way, in words for whoever waits for it."""

from typing import Final
from urllib.parse import urlsplit

from service.ledger.errors import LedgerError

__all__ = ["TransferError", "printable", "shown"]

_LONGEST: Final = 300


class TransferError(LedgerError):
    """Attachments could not be sent or brought; what arrived whole before stays where it arrived."""

    def __init__(self, place: str, reason: str, *, hint_th: str = "", hint_en: str = "") -> None:
        reason = printable(reason)
        super().__init__(
            th=f"รับส่งไฟล์แนบกับ {shown(place)} ไม่ได้: {reason}",
            en=f"attachments cannot be moved to or from {shown(place)}: {reason}",
            hint_th=hint_th or "งานของคุณยังอยู่ครบ ตรวจเครือข่ายแล้วสั่งอีกครั้ง ไฟล์ที่ถึงแล้วจะไม่ถูกส่งซ้ำ",
            hint_en=hint_en or "nothing of yours is lost; check the network, try again: what arrived is not sent twice",
        )


def printable(text: str) -> str:
    """Another machine's words, in one line that no terminal obeys."""
    return "".join(char if char.isprintable() else " " for char in text).strip()[:_LONGEST]


def shown(address: str) -> str:
    """An address without the password somebody put into it."""
    if "://" not in address:
        return printable(address)
    parts = urlsplit(address)
    return printable(parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl())
