"""The wall chart of punctuality: units by months, counted as the report counts."""

from datetime import date

from repo_schema.compliance import tally
from repo_schema.punctuality import months_until, punctuality
from tests.support.world import duties_on, public, register


def test_months_go_back_over_the_new_year() -> None:
    assert months_until(date(2026, 2, 1), 4) == ("2025-11", "2025-12", "2026-01", "2026-02")
    assert months_until(date(2026, 2, 28), 1) == ("2026-02",)


def test_a_cell_counts_what_fell_due_in_its_month() -> None:
    found = duties_on(register(public("contact/office-of-palad/main", "2025-10-02")), "2026-06-30")
    months = months_until(date(2026, 6, 30), 9)

    chart = punctuality(found, months)

    assert [row["unit"] for row in chart] == sorted({duty.unit for duty in found})
    for row in chart:
        for month, cell in zip(months, row["months"], strict=True):
            mine = [duty for duty in found if duty.unit == row["unit"] and f"{duty.due_on:%Y-%m}" == month]
            assert cell == ({"month": month} | tally(mine) if mine else None)
    assert sum(cell["on_time"] for row in chart for cell in row["months"] if cell) >= 1
