"""The demo's duty report, held against the seed's table and a wall calendar: each line was worked out by hand."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from repo_schema.duties import STATES, Duty, duties
from service.demo.organisation import UNITS
from service.demo.world import World
from service.ledger.desk import Desk
from service.ledger.inbox import list_pending
from service.ledger.reading import open_reading
from service.ledger.workspace import open_workspace
from tests.stories.test_demo import world  # noqa: F401 - the one world of the run

pytestmark = pytest.mark.xdist_group("demo")
SEED_TABLE = Path(__file__).parents[1] / "data" / "seed_table.tsv"
EVERY_UNIT = {"ทุกหน่วยงาน", "งานพัสดุทุกหน่วยงาน"}
KINDS = {
    "ปรับปรุงข้อมูลให้เป็นปัจจุบัน ทันทีหากมีการเปลี่ยนแปลง": "standing",
    "ปีละ ๑ ครั้ง": "report",
    "ทุกๆ ๖ เดือน": "report",
    "เดือนละ ๑ ครั้ง": "report",
}
PERIODS_A_YEAR = {"ปีละ ๑ ครั้ง": 1, "ทุกๆ ๖ เดือน": 2, "เดือนละ ๑ ครั้ง": 12}


@pytest.fixture(scope="module")
def found(world: World) -> Iterator[tuple[Duty, ...]]:  # noqa: F811 - the fixture
    """As of 30 June 2569."""
    with open_reading(world.origin, anchor=world.anchor) as snapshot:
        facts = snapshot.register().facts(date(2026, 6, 30))
        assert facts is not None
        yield duties(facts)


def of(found: tuple[Duty, ...], obligation: str, kinds: str = "") -> list[str]:
    return [
        f"{duty.kind} {duty.period} {duty.due_on} {duty.state}"
        for duty in found
        if duty.obligation == obligation and (not kinds or duty.kind in kinds.split())
    ]


def test_every_row_of_the_seed_is_owed_by_its_units_as_often_as_it_says(world: World, found: tuple[Duty, ...]) -> None:  # noqa: F811
    """43 rows; six of every unit, four of every unit's procurement, the rest of one."""
    with SEED_TABLE.open(encoding="utf-8", newline="") as stream:
        seed = {int(row["number"]): row for row in csv.DictReader(stream, delimiter="\t")}
    with open_reading(world.origin, anchor=world.anchor) as snapshot:
        rows = {row["id"]: row for row in snapshot.obligations()}
    assert sorted(row["number"] for row in rows.values()) == sorted(seed) == list(range(1, 44))

    for name, row in rows.items():
        said = seed[row["number"]]
        mine = [duty for duty in found if duty.obligation == name]
        units = {duty.unit for duty in mine}
        assert len(units) == (len(UNITS) if said["preparer"] in EVERY_UNIT else 1), name
        kind = KINDS[said["frequency"]]
        assert {duty.kind for duty in mine if duty.kind in {"report", "standing"}} == {kind}, name
        if kind == "report":
            year = [duty for duty in mine if duty.period.startswith("2568") and duty.unit == min(units)]
            assert len(year) == PERIODS_A_YEAR[said["frequency"]], name


def test_contact_by_hand(found: tuple[Duty, ...]) -> None:
    """Begun on 9 October 2566; public in October, August 2567 and February 2569; attested in two Januaries."""
    assert of(found, "contact") == [
        "standing standing 2023-10-16 published_late",
        "attestation 2567-q2 2024-01-15 published_late",  # nothing until the version of August
        "attestation 2567-q3 2024-04-15 published_late",
        "attestation 2567-q4 2024-07-15 published_late",
        "change 2024-08-01 2024-08-08 published_on_time",
        "attestation 2568-q1 2024-10-15 published_late",  # made up for in January
        "attestation 2568-q2 2025-01-15 published_on_time",
        "attestation 2568-q3 2025-04-15 published_late",
        "attestation 2568-q4 2025-07-15 published_late",
        "attestation 2569-q1 2025-10-15 published_late",
        "attestation 2569-q2 2026-01-15 published_on_time",
        "change 2026-02-16 2026-02-23 published_on_time",
        "attestation 2569-q3 2026-04-16 overdue",  # 13 to 15 April are holidays
    ]


def test_what_is_due_every_six_months_by_hand(found: tuple[Duty, ...]) -> None:
    assert of(found, "satisfaction") == [
        "report 2566-h2 2023-10-31 overdue",
        "report 2567-h1 2024-04-22 overdue",  # the 20th is a Saturday
        "report 2567-h2 2024-10-31 overdue",
        "report 2568-h1 2025-04-21 overdue",  # the 20th is a Sunday
        "report 2568-h2 2025-10-31 published_on_time",
        "report 2569-h1 2026-04-20 waived",
        "report 2569-h2 2026-11-02 upcoming",  # the 31st is a Saturday
    ]
    assert of(found, "budget-6m")[3:6] == [
        "report 2568-h1 2025-04-21 published_on_time",
        "report 2568-h2 2025-10-31 overdue",
        "report 2569-h1 2026-04-20 published_late",  # on the 23rd
    ]


def test_a_new_version_in_the_window_leaves_nothing_to_attest(found: tuple[Duty, ...]) -> None:
    assert "attestation 2568-q1 2024-10-15 superseded" in of(found, "structure")
    assert "attestation 2569-q3 2026-04-16 published_late" in of(found, "powers-duties")  # stated on the 24th


def test_every_state_there_is_can_be_seen_in_the_demo(world: World, found: tuple[Duty, ...]) -> None:  # noqa: F811
    """Eight in public; what is in review is seen at a desk."""
    with open_workspace(Desk(world.path / "people" / world.executive), follow=False) as workspace:
        pending = {row.id: row.state for row in list_pending(workspace)}
    assert pending == {world.waiting: "waiting", world.returned: "returned"}
    with open_reading(world.origin, anchor=world.anchor) as snapshot:
        facts = snapshot.register().facts(date(2026, 11, 20), in_review=[world.waiting])
    assert facts is not None
    seen = {duty.state for duty in (*found, *duties(facts))}

    assert seen == set(STATES)
