"""Put a backup in the place of everything there is."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from mentorship.core.backups import archive
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`manage.py restore FILE --replace-everything`: what the backup holds, compared table by table."""

    help = "Put the backup FILE in the place of the database and the uploaded files. Stop web, worker and beat before."
    requires_system_checks: list[str] = []  # the database may be empty, or broken: that is why one restores
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the file, and for the word that says one means it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace-everything", action="store_true", help="yes, what is there now may go")

    def handle(self, *_args: Any, file: Path, replace_everything: bool, **_options: Any) -> None:
        """Restore, compare, and say so."""
        if not replace_everything:
            raise CommandError("Everything there is now will be replaced. If you mean it, add --replace-everything.")
        began = monotonic()
        try:
            manifest = archive.put_back(file.absolute())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}: {len(manifest.tables)} tables equal to what was written down, "
            f"{manifest.files} files, in {monotonic() - began:.1f} s. Everybody signs in again. "
            "Now run migrate, then start web, worker and beat."
        )
