"""`manage.py demo`: bring in the people of the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError

from mentorship.accounts.models import User
from mentorship.core import clock
from mentorship.demo.story.pairing import MENTEE, MENTOR
from mentorship.demo.story.setting import LEADER
from mentorship.demo.story.telling import tell

LOG_INS = (LEADER, MENTOR, MENTEE)


class Command(BaseCommand):
    """Import the invented people as a leader would, and let them live through their last weeks; once."""

    help = (
        "Bring in the invented people of the demo. Refused with production's settings; a second time changes nothing."
    )

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        """Tell the story, unless it was told here before."""
        if settings.PRODUCTION:
            raise CommandError(
                "The demo is not for a real installation: set DEMO=yes or DEBUG=yes on your own machine."
            )
        if User.objects.filter(email=LEADER).exists():
            self._say(verbosity, "The people of the demo are here already, so nothing was changed.")
            return
        tell(clock.now())
        User.objects.filter(email__in=LOG_INS).update(password=make_password(settings.DEMO_PASSWORD))
        people = "\n".join(f"  {email}" for email in LOG_INS)
        self._say(verbosity, f"Log in as a leader, a mentor or a mentee:\n{people}\nPassword: {settings.DEMO_PASSWORD}")

    def _say(self, verbosity: int, words: str) -> None:
        if verbosity:
            self.stdout.write(words)
