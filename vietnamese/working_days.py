"""Working days: Monday to Friday, but for days off and swapped days.

The first day is not counted; a limit in calendar days that ends on a day off ends on
the next working day (Bộ luật Dân sự 2015, articles 147–148).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

ONE_DAY = datetime.timedelta(days=1)

# The Centre's days and hours.
TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Calendar:
    """Days off and days worked in exchange, by date in Asia/Ho_Chi_Minh."""

    days_off: frozenset[datetime.date]
    days_worked: frozenset[datetime.date] = frozenset()

    def is_working_day(self, day: datetime.date) -> bool:
        """Tell whether offices work on *day*."""
        if day in self.days_worked:
            return True
        return day.weekday() < 5 and day not in self.days_off

    def after_working_days(self, start: datetime.date, count: int) -> datetime.date:
        """Return the day that is *count* working days after *start*."""
        day = start
        while count > 0:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def after_days(self, start: datetime.date, count: int) -> datetime.date:
        """Return the end of *count* calendar days, moved off a day off."""
        day = start + count * ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day
