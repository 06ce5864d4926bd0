"""Duties as the index knows them: of today, and of any past day as that day knew them.

What is asked of one head and one day is worked out once and remembered; the index itself stores no state of a duty.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

from repo_schema.calendar import BANGKOK
from repo_schema.compliance import compliance_record, pressing, tally
from repo_schema.duties import Duty, duties
from repo_schema.facts import Facts, Register
from repo_schema.history import day_of
from repo_schema.moments import parse_moment
from service.ledger.read_model import NotFoundError, Snapshot
from service.ledger.records import API

__all__ = ["Monitor", "today_in_bangkok"]

_REMEMBERED: Final = 32


def today_in_bangkok() -> date:
    return datetime.now(tz=UTC).astimezone(BANGKOK).date()


class Monitor:
    """Any number of threads may share one."""

    def __init__(self, today: Callable[[], date] = today_in_bangkok) -> None:
        self._today = today
        self._registers: dict[tuple[str, str], Register] = {}
        self._reports: dict[tuple[str, str, date], tuple[Facts | None, tuple[Duty, ...]]] = {}

    @property
    def today(self) -> date:
        return self._today()

    def compliance(self, snapshot: Snapshot, day: date) -> dict[str, Any]:
        """The whole report as of `day`; raises `NotFoundError` for a day before the beginning."""
        facts, found = self._report(snapshot, day)
        if facts is None:
            raise NotFoundError("report", day.isoformat())
        return compliance_record(found, facts.rows, day, self.withheld(snapshot, day))

    def withheld(self, snapshot: Snapshot, day: date) -> list[dict[str, Any]]:
        """What stood at the end of `day` and was withheld then."""
        return snapshot.withheld(parse_moment(day.isoformat()))

    def day_of(self, at: int | None) -> date:
        """The day of a moment, for duties: today at the latest, since of days to come nothing is known."""
        return self.today if at is None else min(day_of(at), self.today)

    def duties(self, snapshot: Snapshot, day: date) -> tuple[Duty, ...]:
        """Every duty as of `day`; none before the beginning."""
        return self._report(snapshot, day)[1]

    def obligation(self, snapshot: Snapshot, obligation: str, day: date) -> dict[str, Any]:
        """How one obligation stands as of `day`, over all units and periods."""
        mine = [duty for duty in self._report(snapshot, day)[1] if duty.obligation == obligation]
        ahead = [duty.due_on for duty in mine if duty.state in {"upcoming", "due_soon"}]
        counts = tally(mine)
        return {
            "on": day.isoformat(),
            "state": pressing(mine),
            "duties": counts["duties"],
            "overdue": counts["overdue"],
            "on_time_rate": counts["on_time_rate"],
            "next_due_on": min(ahead).isoformat() if ahead else None,
            "href": f"{API}/compliance?on={day.isoformat()}",
        }

    def _report(self, snapshot: Snapshot, day: date) -> tuple[Facts | None, tuple[Duty, ...]]:
        place = snapshot.anchor, snapshot.head
        known = self._reports.get((*place, day))
        if known is None:
            facts = self._register(snapshot).facts(day)
            known = facts, duties(facts) if facts else ()
            if len(self._reports) >= _REMEMBERED:
                self._reports.clear()
            self._reports[*place, day] = known
        return known

    def _register(self, snapshot: Snapshot) -> Register:
        place = snapshot.anchor, snapshot.head
        known = self._registers.get(place)
        if known is None:
            known = snapshot.register()
            self._registers = {place: known}
        return known
