"""Take what mail servers report of mail that came back, from a mailbox or from files."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mentorship.core import clock
from mentorship.core.mailboxes import mails_at
from mentorship.notifications.domain.returning import take_returned


class Command(BaseCommand):
    """`manage.py take_returned PATH…`: a maildir, an mbox, an .eml file, or `-` for one mail from a pipe.

    Running it twice on the same mail changes nothing, so nothing has to be marked as read.
    """

    help = "Take reports of mail that came back (RFC 3464) from a maildir, an mbox, an .eml file, or - (a pipe)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the places."""
        parser.add_argument("paths", nargs="+", metavar="PATH")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read every place in turn."""
        taken = sum(
            take_returned(content=content, now=clock.now()) for path in options["paths"] for content in mails_at(path)
        )
        self.stdout.write(f"{taken} came back.")
