"""The mail the demo has sent, as it lies in files; one file holds what went over one connection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings

_END_OF_MESSAGE = b"\n" + b"-" * 79 + b"\n"
_FILE = re.compile(r"^\d{8}-\d{6}-\d+\.log$")


@dataclass(frozen=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    media_type: str
    content: bytes

    @property
    def size(self) -> int:
        """The size in bytes."""
        return len(self.content)


@dataclass(frozen=True)
class Mail:
    """One mail as its recipient got it; `key` finds it again, `number` counts those in its file."""

    key: str
    number: int
    message: EmailMessage

    @cached_property
    def subject(self) -> str:
        """The subject line."""
        return str(self.message["Subject"])

    @cached_property
    def recipients(self) -> list[str]:
        """The addresses it went to."""
        return [address.addr_spec for address in self.message["To"].addresses]

    @cached_property
    def sender(self) -> str:
        """Who it came from."""
        return str(self.message["From"])

    @cached_property
    def sent_at(self) -> datetime:
        """When it left."""
        moment = parsedate_to_datetime(self.message["Date"])
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @cached_property
    def text(self) -> str:
        """Its plain text."""
        return self._part("plain")

    @cached_property
    def html(self) -> str:
        """Its HTML, or nothing."""
        return self._part("html")

    @cached_property
    def attachments(self) -> list[Attachment]:
        """The files that came with it."""
        return [
            Attachment(
                name=part.get_filename() or "",
                media_type=part.get_content_type(),
                content=part.get_payload(decode=True) or b"",  # type: ignore[arg-type]  # a leaf decodes to bytes
            )
            for part in self.message.iter_attachments()
        ]

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part is not None else ""


def mails(recipient: str = "") -> list[Mail]:
    """Return every mail, or one person's, the newest first."""
    found = [mail for mail in _all() if not recipient or recipient in mail.recipients]
    return sorted(found, key=lambda mail: (mail.sent_at, mail.number), reverse=True)


def mail(key: str) -> Mail | None:
    """Return the mail of this key, if there is one."""
    file = _folder() / f"{key.rpartition('-')[0]}.log"
    if not _FILE.match(file.name) or not file.is_file():
        return None
    return next((found for found in _in_file(file) if found.key == key), None)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH or "/nonexistent")


def _all() -> Iterator[Mail]:
    folder = _folder()
    for file in folder.iterdir() if folder.is_dir() else ():
        if _FILE.match(file.name):
            yield from _in_file(file)


def _in_file(file: Path) -> Iterator[Mail]:
    # What stands after the last mark is a mail still being written, or nothing.
    for number, content in enumerate(file.read_bytes().split(_END_OF_MESSAGE)[:-1]):
        yield Mail(f"{file.stem}-{number}", number, message_from_bytes(content, policy=policy.default))
