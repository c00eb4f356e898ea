"""The days of the story, counted back from the moment it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SEASONS = {12: "Winter", 3: "Spring", 6: "Summer", 9: "Autumn"}


@dataclass(frozen=True)
class Calendar:
    """Where and when the story is told; days before today are positive, days to come negative."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day on which the story is told, where its people live."""
        return self.now.astimezone(self.zone).date()

    def day(self, days_ago: int) -> date:
        """Return a day."""
        return self.today - timedelta(days=days_ago)

    def clock(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return a moment of a day by the clock where the people live, past or to come."""
        return datetime.combine(day, time(hour, minute), tzinfo=self.zone)

    def at(self, days_ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """Return the moment at which somebody did something; never later than now."""
        return self.past(self.clock(self.day(days_ago), hour, minute))

    def past(self, moment: datetime) -> datetime:
        """Return the moment, or now if it is still to come."""
        return min(moment, self.now)


def season_of(day: date) -> str:
    """Name a cohort by the season in which it begins."""
    begun = max((month for month in _SEASONS if month <= day.month), default=12)
    return f"{_SEASONS[begun]} {day.year}"
