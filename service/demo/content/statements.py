"""What the demo office stated without publishing anything: that an item was still current, that a duty was waived."""

from datetime import date

from service.demo.content.records import Statement

__all__ = ["statements"]

_PALAD = "office-of-palad"


def statements() -> tuple[Statement, ...]:
    """Diligent in some quarters, late in one, and let off once."""
    return (
        Statement(_PALAD, date(2025, 1, 9), item=f"contact/{_PALAD}/main"),
        Statement("legal", date(2025, 1, 10), item="laws/legal/main"),
        Statement(_PALAD, date(2026, 1, 8), item=f"contact/{_PALAD}/main"),
        Statement("legal", date(2026, 1, 9), item="laws/legal/main"),
        Statement("hr", date(2026, 4, 24), item="powers-duties/hr/main"),  # a week late
        Statement(
            _PALAD,
            date(2026, 4, 14),
            waives=("satisfaction", "2569-h1"),
            reason="ศูนย์บริการปิดปรับปรุงเพราะน้ำท่วมตั้งแต่ตุลาคม ๒๕๖๘ ถึงมีนาคม ๒๕๖๙ จึงไม่มีผู้รับบริการให้สำรวจ",
        ),
        Statement("legal", date(2026, 7, 6), item="laws/legal/main"),
    )
