"""What is owed, worked out by hand from the seed's table and a calendar on the wall, and held against the program."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_schema.compliance import compliance_record, pressing, tally
from repo_schema.due import parse_due
from repo_schema.duties import STATES, Duty, duties, periods_waivable
from repo_schema.facts import Attested, Published, Register, Roster, Waived
from repo_schema.law import Label, Term
from tests.support.world import (
    BEGUN,
    attested,
    duties_on,
    lines,
    public,
    register,
    template_holidays,
    template_law,
    template_roster,
    waived,
)

SEED_TABLE = Path(__file__).parents[1] / "data" / "seed_table.tsv"
HR = "งานทรัพยากรบุคคล"
EVERY = {"ทุกหน่วยงาน", "งานพัสดุทุกหน่วยงาน"}


def of(found: tuple[Duty, ...], obligation: str, unit: str = "hr", kind: str | None = None) -> list[str]:
    return lines(found, lambda duty: (duty.obligation, duty.unit) == (obligation, unit) and kind in {None, duty.kind})


def test_what_one_unit_owes_by_the_seeds_table_when_nothing_was_published() -> None:
    """The human resources section, 20 January 2569, repository begun on 1 October 2568."""
    with SEED_TABLE.open(encoding="utf-8", newline="") as stream:
        seed = [row for row in csv.DictReader(stream, delimiter="\t") if row["preparer"] in {HR, *EVERY}]
    by_number = {row.obligation: str(row.number) for row in template_roster().rows}
    found = [duty for duty in duties_on(register(), "2026-01-20") if duty.unit == "hr"]

    assert {by_number[duty.obligation] for duty in found} == {row["number"] for row in seed}
    kinds = {by_number[duty.obligation]: duty.kind for duty in found}
    assert {number for number, kind in kinds.items() if kind == "standing"} == {
        row["number"] for row in seed if row["frequency"].startswith("ปรับปรุงข้อมูลให้เป็นปัจจุบัน")
    }
    assert lines(found, lambda duty: duty.kind == "report") == [
        "procurement-plan/hr report 2569 2025-10-31 overdue",
        "procurement-monthly/hr report 2568-09 2025-10-31 overdue",
        "procurement-monthly/hr report 2568-10 2025-12-01 overdue",  # 30 November is a Sunday
        "procurement-monthly/hr report 2568-11 2026-01-02 overdue",  # 31 December and 1 January are holidays
        "procurement-monthly/hr report 2568-12 2026-02-02 due_soon",  # 31 January is a Saturday
        "procurement-monthly/hr report 2569-01 2026-03-02 upcoming",  # 28 February is a Saturday
        "procurement-annual/hr report 2568 2026-01-02 overdue",
        "procurement-annual/hr report 2569 2027-01-04 upcoming",
        "hr-criteria/hr report 2569 2026-01-02 overdue",
        "hr-annual/hr report 2568 2026-01-02 overdue",
        "hr-annual/hr report 2569 2027-01-04 upcoming",
    ]
    assert Counter(str(duty.due_on) for duty in found if duty.kind == "standing") == {"2025-10-08": 12, "2025-10-16": 1}
    assert Counter(duty.kind for duty in found) == {"report": 11, "standing": 13}


def test_a_small_world_by_hand() -> None:
    """The legal section and the office of the palad over one year; each line was worked out with a wall calendar."""
    world = register(
        public("contact/office-of-palad/main", "2025-10-03"),
        public("contact/office-of-palad/main", "2026-03-12", effective="2026-03-02"),  # due on 9 March
        public("contact/office-of-palad/main", "2026-05-20", effective="2026-05-15"),
        attested("contact/office-of-palad/main", "2569-q2", "2026-01-15"),
        attested("contact/office-of-palad/main", "2569-q4", "2026-07-20"),
        public("service-stats/office-of-palad/2568-h2", "2025-11-04"),  # due on Friday 31 October
        public("service-stats/office-of-palad/2569-h1", "2026-04-20", nil=True),
        public("risk-assessment/legal/2569", "2026-02-02"),  # 31 January is a Saturday
        waived("risk-actions/legal/2569", "2026-03-30"),
        public("anticorruption-plan/legal/2566-2570", "2025-10-06"),
    )
    found = duties_on(world, "2026-08-01")

    assert of(found, "contact", "office-of-palad") == [
        "contact/office-of-palad standing standing 2025-10-08 published_on_time",
        "contact/office-of-palad attestation 2569-q2 2026-01-15 published_on_time",
        "contact/office-of-palad change 2026-03-02 2026-03-09 published_late",
        "contact/office-of-palad attestation 2569-q3 2026-04-16 published_late",  # 13-15 April are holidays
        "contact/office-of-palad change 2026-05-15 2026-05-22 published_on_time",
        "contact/office-of-palad attestation 2569-q4 2026-07-15 published_late",
    ]
    assert of(found, "service-stats", "office-of-palad") == [
        "service-stats/office-of-palad report 2568-h2 2025-10-31 published_late",
        "service-stats/office-of-palad report 2569-h1 2026-04-20 nil",
        "service-stats/office-of-palad report 2569-h2 2026-11-02 upcoming",
    ]
    assert of(found, "risk-assessment", "legal") == ["risk-assessment/legal report 2569 2026-02-02 published_on_time"]
    assert of(found, "risk-actions", "legal") == ["risk-actions/legal report 2569 2026-03-31 waived"]
    assert of(found, "anticorruption-plan", "legal") == [
        "anticorruption-plan/legal standing standing 2025-10-08 published_on_time",
        "anticorruption-plan/legal attestation 2569-q2 2026-01-15 overdue",
        "anticorruption-plan/legal attestation 2569-q3 2026-04-16 overdue",
        "anticorruption-plan/legal attestation 2569-q4 2026-07-15 overdue",
    ]


def test_news_goes_stale_and_a_statement_that_there_was_none_keeps_it_fresh() -> None:
    world = register(
        public("news/hr/opening", "2025-10-02"),
        public("news/hr/flood", "2025-12-20"),
        attested("news/hr/flood", "2569-q2", "2026-01-05"),
    )
    assert of(duties_on(world, "2025-11-01"), "news", kind="freshness") == [
        "news/hr freshness 2025-10-02 2025-11-03 due_soon"  # 1 November is a Saturday
    ]
    assert of(duties_on(world, "2025-11-04"), "news", kind="freshness") == [
        "news/hr freshness 2025-10-02 2025-11-03 overdue"
    ]
    assert of(duties_on(world, "2026-01-20"), "news") == [
        "news/hr standing standing 2025-10-08 published_on_time",
        "news/hr attestation 2569-q2 2026-01-15 published_on_time",
        "news/hr freshness 2026-01-05 2026-02-04 upcoming",
    ]


def test_a_new_version_in_the_window_leaves_nothing_to_attest() -> None:
    world = register(public("laws/legal/main", "2025-10-02"), public("laws/legal/main", "2026-01-09"))
    found = duties_on(world, "2026-02-01")
    assert of(found, "laws", "legal", "attestation") == ["laws/legal attestation 2569-q2 2026-01-15 superseded"]
    assert not next(duty for duty in found if duty.state == "superseded").is_late


def test_a_plan_of_several_years_must_be_followed_by_another() -> None:
    world = register(public("development-plan/policy-plan/2565-2569", "2025-10-02"))
    before, after = duties_on(world, "2026-09-30"), duties_on(world, "2026-10-09")
    assert of(before, "development-plan", "policy-plan", "standing")[1:] == []
    assert of(after, "development-plan", "policy-plan", "standing")[1:] == [
        "development-plan/policy-plan standing 2570 2026-10-07 overdue"
    ]


def test_what_is_on_its_way_is_in_review_until_it_is_overdue() -> None:
    waiting = ["procurement-monthly/hr/2568-12", "contact/office-of-palad/main--2569-q2"]
    world = register(public("contact/office-of-palad/main", "2025-10-03"))
    early = duties_on(world, "2026-01-10", in_review=waiting)
    assert "procurement-monthly/hr report 2568-12 2026-02-02 in_review" in of(early, "procurement-monthly")
    assert of(early, "contact", "office-of-palad", "attestation") == [
        "contact/office-of-palad attestation 2569-q2 2026-01-15 in_review"
    ]
    late = duties_on(world, "2026-02-03", in_review=waiting)
    assert "procurement-monthly/hr report 2568-12 2026-02-02 overdue" in of(late, "procurement-monthly")


def test_what_is_due_today_is_not_late_yet() -> None:
    day = "2026-01-15"
    world = register(public("contact/office-of-palad/main", "2025-10-03"))
    assert of(duties_on(world, day), "contact", "office-of-palad", "attestation")[0].endswith("2026-01-15 due_soon")
    done = register(
        public("contact/office-of-palad/main", "2025-10-03"), attested("contact/office-of-palad/main", "2569-q2", day)
    )
    assert of(duties_on(done, day), "contact", "office-of-palad", "attestation")[0].endswith("published_on_time")


def with_unit(unit: str, term: Term) -> Roster:
    roster = template_roster()
    return replace(roster, units=dict(roster.units) | {unit: term})


def test_a_unit_owes_from_its_first_day_to_its_last() -> None:
    """Founded on 15 January, ended before 1 June: no report of a time before it was, none due after it was."""
    roster = with_unit("works", Term(date(2026, 1, 15), date(2026, 6, 1)))
    found = duties_on(register(roster=roster), "2026-09-30")
    assert of(found, "procurement-monthly", "works") == [
        "procurement-monthly/works report 2569-01 2026-03-02 overdue",
        "procurement-monthly/works report 2569-02 2026-03-31 overdue",
        "procurement-monthly/works report 2569-03 2026-04-30 overdue",
        # April's 31 May is a Sunday: 1 June, when the unit was no more
    ]
    assert of(found, "news", "works") == ["news/works standing standing 2026-01-22 overdue"]
    assert of(found, "procurement-annual", "works") == []


def small_roster() -> Roster:
    """The obligations that the events below are of."""
    roster = template_roster()
    kept = {"contact", "news", "procurement-monthly", "annual-plan", "development-plan"}
    return replace(roster, rows=tuple(row for row in roster.rows if row.obligation in kept))


DAYS = st.dates(BEGUN, date(2028, 12, 31))
def with_row(obligation: str, **changes: object) -> Roster:
    roster = template_roster()
    rows = (replace(row, **changes) if row.obligation == obligation else row for row in roster.rows)  # type: ignore[arg-type]
    return replace(roster, rows=tuple(rows))


def without(obligation: str) -> Roster:
    roster = template_roster()
    return replace(roster, rows=tuple(row for row in roster.rows if row.obligation != obligation))


def test_an_obligation_owes_while_the_law_has_it_and_what_fell_due_then_stays_owed() -> None:
    """Taken away on 1 December and put back on 1 March: nothing is owed of the time between."""
    law = template_roster()
    world = Register(
        rosters=[(BEGUN, law), (date(2025, 12, 1), without("procurement-monthly")), (date(2026, 3, 1), law)]
    )
    assert of(duties_on(world, "2026-01-10"), "procurement-monthly") == [
        "procurement-monthly/hr report 2568-09 2025-10-31 overdue",
    ]
    assert of(duties_on(world, "2026-03-20"), "procurement-monthly") == [
        "procurement-monthly/hr report 2568-09 2025-10-31 overdue",
        "procurement-monthly/hr report 2569-01 2026-03-02 overdue",
        "procurement-monthly/hr report 2569-02 2026-03-31 due_soon",
        "procurement-monthly/hr report 2569-03 2026-04-30 upcoming",
    ]


def test_a_unit_that_is_renamed_owes_what_it_owed() -> None:
    """A name is a label: the duties of the id go on without a break."""
    law = template_law()
    unit = replace(law.policy.units["hr"], name=Label("กองการเจ้าหน้าที่"))
    policy = replace(law.policy, units=dict(law.policy.units) | {"hr": unit})
    renamed = Roster.of_law(replace(law, policy=policy), template_holidays())
    world = Register(rosters=[(BEGUN, template_roster()), (MID_DECEMBER, renamed)])

    assert duties_on(world, "2026-01-20") == duties_on(register(), "2026-01-20")


def test_of_two_units_that_merge_the_one_that_ends_owes_its_past_and_the_other_goes_on() -> None:
    """`hr` is merged into `legal` from 1 January; what it was late with stays its own."""
    merged = with_unit("hr", Term(date(2019, 10, 1), date(2026, 1, 1)))
    world = Register(rosters=[(BEGUN, template_roster()), (MID_DECEMBER, merged)])
    found = duties_on(world, "2026-02-10")

    assert of(found, "procurement-monthly") == [
        "procurement-monthly/hr report 2568-09 2025-10-31 overdue",
        "procurement-monthly/hr report 2568-10 2025-12-01 overdue",
    ]
    assert of(found, "procurement-monthly", "legal") == [
        "procurement-monthly/legal report 2568-09 2025-10-31 overdue",
        "procurement-monthly/legal report 2568-10 2025-12-01 overdue",
        "procurement-monthly/legal report 2568-11 2026-01-02 overdue",
        "procurement-monthly/legal report 2568-12 2026-02-02 overdue",
        "procurement-monthly/legal report 2569-01 2026-03-02 upcoming",
        "procurement-monthly/legal report 2569-02 2026-03-31 upcoming",
    ]


def test_a_row_added_in_mid_year_owes_from_then_on() -> None:
    """Asked from 15 December: of months whose due day still lay ahead, and of nothing before."""
    world = Register(rosters=[(BEGUN, without("procurement-monthly")), (MID_DECEMBER, template_roster())])

    assert of(duties_on(world, "2025-12-14"), "procurement-monthly") == []
    assert of(duties_on(world, "2026-01-20"), "procurement-monthly") == [
        "procurement-monthly/hr report 2568-11 2026-01-02 overdue",
        "procurement-monthly/hr report 2568-12 2026-02-02 due_soon",
        "procurement-monthly/hr report 2569-01 2026-03-02 upcoming",
    ]


def test_a_row_removed_in_mid_year_leaves_what_fell_due_and_takes_what_had_not() -> None:
    world = Register(
        rosters=[(BEGUN, template_roster()), (MID_DECEMBER, without("procurement-monthly"))],
        published=[public("procurement-monthly/hr/2568-09", "2025-10-30")],
    )

    assert of(duties_on(world, "2026-01-20"), "procurement-monthly") == [
        "procurement-monthly/hr report 2568-09 2025-10-31 published_on_time",
        "procurement-monthly/hr report 2568-10 2025-12-01 overdue",
    ]


MONTHLY = {"rule": "monthly", "day": "last", "of": "next_month", "soon_days": 16, "grace_days": 0, "roll": "none"}
MID_DECEMBER = date(2025, 12, 15)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param(
            with_row("procurement-monthly", due=parse_due(MONTHLY | {"day": 15})),
            ["2568-10 2025-12-01", "2568-11 2025-12-15", "2568-12 2026-01-15"],
            id="due sooner: what fell due stays, the rest follows, not before the law was there",
        ),
        pytest.param(
            with_row("procurement-monthly", due=parse_due(MONTHLY | {"grace_days": 30})),
            ["2568-10 2025-12-01", "2568-11 2026-01-30", "2568-12 2026-03-02"],
            id="more grace: only for what lay ahead",
        ),
        pytest.param(
            replace(template_roster(), holidays=template_roster().holidays | {date(2026, 1, 2)}),
            ["2568-10 2025-12-01", "2568-11 2026-01-05", "2568-12 2026-02-02"],
            id="a holiday announced in time counts",
        ),
        pytest.param(
            replace(template_roster(), holidays=template_roster().holidays | {date(2025, 12, 1)}),
            ["2568-10 2025-12-01", "2568-11 2026-01-02", "2568-12 2026-02-02"],
            id="a holiday announced afterwards does not",
        ),
        pytest.param(
            with_row("procurement-monthly", units=("legal",)),
            ["2568-10 2025-12-01"],
            id="the duty passed to another unit: what fell due stays with this one",
        ),
        pytest.param(
            with_unit("hr", Term(date(2019, 10, 1), date(2026, 1, 1))),
            ["2568-10 2025-12-01"],
            id="the unit ends: nothing falls due after its last day",
        ),
        pytest.param(
            with_row("procurement-monthly", cadence="half_year", due=parse_due(
                {"rule": "half_year", "h1": {"month": 4, "day": 20}, "h2": {"month": 10, "day": 31},
                 "soon_days": 30, "grace_days": 0, "roll": "none"})),
            ["2568-10 2025-12-01", "2569-h1 2026-04-20"],
            id="asked by halves instead of by months",
        ),
    ],
)  # fmt: skip
def test_what_fell_due_is_judged_by_the_law_of_its_day(later: Roster, expected: list[str]) -> None:
    """The law changed on 15 December; as seen on 10 January."""
    world = Register(rosters=[(BEGUN, template_roster()), (MID_DECEMBER, later)])
    found = of(duties_on(world, "2026-01-10"), "procurement-monthly")
    said = [" ".join(line.split()[2:4]) for line in found]

    assert [row for row in said if row.split()[0] not in {"2568-09", "2569-01"}] == expected


@settings(max_examples=30, deadline=None)
@given(DAYS, st.sampled_from(["later", "fewer", "ended"]), DAYS)
def test_no_later_law_changes_the_report_of_a_past_day(day: date, kind: str, enacted: date) -> None:
    law = small_roster()
    later = {
        "later": with_row("procurement-monthly", due=parse_due(MONTHLY | {"grace_days": 40})),
        "fewer": replace(law, rows=law.rows[:2]),
        "ended": replace(law, units=dict(law.units) | {"hr": Term(date(2019, 10, 1), enacted)}),
    }[kind]
    world = Register(rosters=[(BEGUN, law), *([(enacted, later)] if enacted > BEGUN else [])])

    if day < enacted:
        assert duties_on(world, day.isoformat()) == duties_on(register(roster=law), day.isoformat())
    fell_due = [duty for duty in duties_on(register(roster=law), day.isoformat()) if duty.due_on < min(enacted, day)]
    still = {(duty.obligation, duty.unit, duty.kind, duty.period): duty for duty in duties_on(world, day.isoformat())}
    reports = [duty for duty in fell_due if duty.kind == "report"]
    assert [still[duty.obligation, duty.unit, duty.kind, duty.period].due_on for duty in reports] == [
        duty.due_on for duty in reports
    ]


def test_before_the_beginning_nobody_owed_anything() -> None:
    assert register().facts(BEGUN - timedelta(days=1)) is None


EVENTS = st.lists(
    st.one_of(
        st.builds(
            Published,
            st.sampled_from(["contact", "news", "procurement-monthly", "annual-plan", "development-plan"]),
            st.sampled_from(["office-of-palad", "hr", "policy-plan"]),
            st.sampled_from(["main", "first", "2568-12", "2569", "2569-2570"]),
            DAYS,
            st.booleans(),
            st.none() | DAYS,
        ),
        st.builds(Attested, st.just("contact"), st.just("office-of-palad"), st.just("main"),
                  st.sampled_from(["2569-q2", "2570-q1"]), DAYS),
        st.builds(Waived, st.just("annual-plan"), st.just("policy-plan"), st.sampled_from(["2569", "2570"]), DAYS),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(EVENTS, DAYS)
def test_every_past_day_is_judged_again_as_it_was_then(events: list[Published | Attested | Waived], day: date) -> None:
    """What came after the day asked about changes nothing of that day's report."""
    few = small_roster()
    whole, then = register(*events, roster=few), register(*(row for row in events if row.on <= day), roster=few)
    assert duties_on(whole, day.isoformat()) == duties_on(then, day.isoformat())


@settings(max_examples=40, deadline=None)
@given(EVENTS, DAYS)
def test_duties_are_told_apart_and_their_states_add_up(events: list[Published | Attested | Waived], day: date) -> None:
    found = duties_on(register(*events, roster=small_roster()), day.isoformat())
    assert len({(duty.obligation, duty.unit, duty.kind, duty.period, duty.name) for duty in found}) == len(found)
    counts = tally(found)
    assert sum(counts["states"].values()) == counts["duties"] == len(found)
    assert all(duty.due_on < day for duty in found if duty.state == "overdue")
    assert all(duty.due_on >= day for duty in found if duty.state in {"upcoming", "due_soon"})
    assert all(duty.is_met == (duty.state in STATES[4:8]) for duty in found)
    assert counts["on_time"] + counts["late"] == sum(counts["states"][state] for state in STATES[4:8])


@given(DAYS)
def test_a_roster_comes_back_from_json(day: date) -> None:
    roster = with_unit("works", Term(day, day + timedelta(days=400)))
    assert Roster.of_json(roster.as_json()) == roster


def test_a_report_counts_by_obligation_unit_group_and_year() -> None:
    world = register(
        public("procurement-monthly/hr/2568-09", "2025-10-31"),
        public("procurement-monthly/hr/2568-10", "2025-12-02"),
        waived("procurement-monthly/hr/2568-11", "2025-12-20"),
    )
    facts = world.facts(date(2026, 1, 20))
    assert facts
    record = compliance_record(duties(facts), facts.rows, facts.day)
    monthly = next(row for row in record["obligations"] if row["id"] == "procurement-monthly")

    # Four units, five months each; of the other three units three months are overdue each.
    assert (monthly["duties"], monthly["on_time"], monthly["late"], monthly["overdue"]) == (20, 1, 1, 9)
    assert monthly["on_time_rate"] == round(1 / 11, 4)
    assert monthly["states"]["waived"] == 1
    assert {row["fiscal_year"] for row in record["fiscal_years"]} == {2569, 2570}
    assert record["groups"][0]["id"] == "basic"
    assert sum(row["duties"] for row in record["units"]) == record["summary"]["duties"]
    assert len(record["overdue"]) == record["summary"]["overdue"]
    assert [row["due_on"] for row in record["overdue"]] == sorted(row["due_on"] for row in record["overdue"])
    assert record["overdue"][0]["days_late"] == (date(2026, 1, 20) - date(2025, 10, 8)).days


def test_where_nothing_was_due_there_is_no_rate() -> None:
    assert tally([])["on_time_rate"] is None
    assert pressing([]) is None


@pytest.mark.parametrize(
    ("cadence", "period", "waivable"),
    [
        ("fiscal_year", "2569", True),
        ("fiscal_year", "2569-h1", False),
        ("half_year", "2569-h1", True),
        ("month", "2569-01", True),
        ("singleton", "standing", True),
        ("singleton", "2569-q1", True),
        ("collection", "2569", False),
        ("multi_year", "2566-2570", False),
        ("month", "standing", False),
    ],
)
def test_which_periods_can_be_waived(cadence: str, period: str, *, waivable: bool) -> None:
    assert periods_waivable(cadence, period) is waivable
