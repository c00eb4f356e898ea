"""Take the answers of calendar programs from a mailbox or from files."""

from __future__ import annotations

import mailbox
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from meetings.domain.replying import take_replies
from mentorship.core import clock

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator


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
            take_replies(content=content, now=clock.now()) for path in options["paths"] for content in _mails(path)
        )
        self.stdout.write(f"{taken} replies taken.")


def _mails(path: str) -> Iterator[bytes]:
    if path == "-":
        yield sys.stdin.buffer.read()
        return
    place = Path(path)
    if not place.exists():
        raise CommandError(f"There is nothing at {path}.")
    if place.is_dir():
        yield from (mail.as_bytes() for mail in mailbox.Maildir(place, create=False))
        return
    content = place.read_bytes()
    if not content.startswith(b"From "):
        yield content
        return
    box = mailbox.mbox(place, create=False)
    try:
        yield from (mail.as_bytes() for mail in box)
    finally:
        box.close()
