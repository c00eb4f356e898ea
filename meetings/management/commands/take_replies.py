"""Take the answers of calendar programs from a mailbox or from files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from meetings.domain.replying import take_replies
from mentorship.core import clock
from mentorship.core.mailboxes import mails_at

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`manage.py take_replies PATH…`: a maildir, an mbox, an .eml or .ics file, or `-` for one mail from a pipe.

    Running it twice on the same mail changes nothing, so nothing has to be marked as read.
    """

    help = (
        "Take replies to invitations (iTIP METHOD:REPLY) from a maildir, an mbox, an .eml or .ics file, or - (a pipe)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the places."""
        parser.add_argument("paths", nargs="+", metavar="PATH")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read every place in turn."""
        taken = sum(
            take_replies(content=content, now=clock.now()) for path in options["paths"] for content in mails_at(path)
        )
        self.stdout.write(f"{taken} replies taken.")
