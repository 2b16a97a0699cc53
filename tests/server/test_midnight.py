"""The index is built anew when the Centre's day begins, wherever the server stands."""

import datetime

import pytest

from server.midnight import seconds_until_new_day


@pytest.mark.parametrize(
    ("utc", "hours"),
    [
        ("2026-11-24T16:00:00", 1),
        ("2026-11-24T17:00:00", 24),
        ("2026-12-31T05:00:00", 12),
    ],
)
def test_the_day_is_the_centres(utc, hours):
    """Midnight in Hanoi is 17:00 in Greenwich; one minute is added."""
    now = datetime.datetime.fromisoformat(utc).replace(tzinfo=datetime.UTC)

    assert seconds_until_new_day(now) == hours * 3600 + 60
