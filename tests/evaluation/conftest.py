"""What several tests of observations begin with."""

from __future__ import annotations

import pytest
from django.utils import timezone


@pytest.fixture
def running(pairing):
    """Let the pair be at work today, by this machine's own clock."""
    cohort, today = pairing.cohort, timezone.localdate()
    cohort.starts_on, cohort.ends_on = today.replace(month=1, day=1), today.replace(today.year + 1, 12, 31)
    cohort.save(update_fields=["starts_on", "ends_on"])
    return pairing
