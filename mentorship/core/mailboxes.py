"""Mails that a management command is pointed at: a maildir, an mbox, one mail in a file, or one from a pipe."""

from __future__ import annotations

import mailbox
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.base import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator


def mails_at(path: str) -> Iterator[bytes]:
    """Yield what is there, one mail or file at a time; `-` is what comes through a pipe.

    Raises:
        CommandError: there is nothing.
    """
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
