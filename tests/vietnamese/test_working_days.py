"""Working days, with the vectors of the domain notes (24/11/2026 is a day off)."""

import datetime as dt

import pytest

from search_index.reference import load_calendar
from vietnamese.working_days import Calendar

OFF = Calendar(frozenset({dt.date(2026, 11, 24), dt.date(2027, 1, 1)}))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ((2026, 11, 23), 1, (2026, 11, 25)),
        ((2026, 11, 23), 3, (2026, 11, 27)),
        ((2026, 11, 20), 2, (2026, 11, 25)),
        ((2026, 11, 27), 8, (2026, 12, 9)),
        ((2026, 12, 31), 3, (2027, 1, 6)),
    ],
)
def test_after_working_days(start, count, end):
    """The first day is not counted; weekends and days off are skipped."""
    assert OFF.after_working_days(dt.date(*start), count) == dt.date(*end)


def test_calendar_days_end_on_a_working_day():
    """15 days from 9/11 end on the holiday, so on the day after."""
    assert OFF.after_days(dt.date(2026, 11, 9), 15) == dt.date(2026, 11, 25)


def test_the_catalogues_calendar(catalogue):
    """The shipped calendar knows the new day of culture and the swapped Giỗ Tổ."""
    calendar = load_calendar(catalogue / "calendar.yml")

    assert not calendar.is_working_day(dt.date(2026, 11, 24))
    assert not calendar.is_working_day(dt.date(2026, 4, 27))
    assert calendar.is_working_day(dt.date(2026, 11, 25))
