"""Why a unit may put nothing forward under an obligation: asked of drafts, items and statements."""

from datetime import date

from repo_schema.law import Law

__all__ = ["why_not_responsible"]


def why_not_responsible(law: Law, obligation: str, unit: str, day: date) -> tuple[str, str] | None:
    """The finding's code and what would be right, of a known `obligation` on `day`; None where it is `unit`'s own."""
    known = law.policy.units.get(unit)
    if known is None:
        return "item_unit_unknown", ", ".join(sorted(law.policy.units))
    if known.term.until is not None and known.term.until <= day:
        return "item_unit_ended", known.term.until.isoformat()
    responsible = law.responsible(obligation, day)
    return None if unit in responsible else ("item_unit_not_responsible", ", ".join(sorted(responsible)))
