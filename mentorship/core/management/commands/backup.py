"""Write everything into one file."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from mentorship.core import clock
from mentorship.core.backups import archive
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`manage.py backup FILE`: the database and the uploaded files, while people go on working."""

    help = "Write the database and the uploaded files into FILE, while people go on working."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the file."""
        parser.add_argument("file", type=Path, help="a file that does not exist yet, for example backup-2027-02-01.tar")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        """Write it and say what is in it."""
        began = monotonic()
        try:
            manifest = archive.make(file.absolute(), clock.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        rows = sum(int(digest.partition(":")[0]) for digest in manifest.tables.values())
        self.stdout.write(
            f"{file}: {len(manifest.tables)} tables, {rows} rows, {manifest.files} files, "
            f"{file.stat().st_size // 1024} kB, in {monotonic() - began:.1f} s. It holds everything people wrote: encrypt it."
        )
