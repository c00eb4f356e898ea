"""The file of a backup: writing it, and putting what it holds back."""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from mentorship.core.backups import postgresql, sqlite
from mentorship.core.backups.digests import of_postgresql
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

FORMAT = 1
DATABASE = {"postgresql": "database.dump", "sqlite": "database.sqlite3"}


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: `tables` gives “rows:digest” for each, `migrations` the state of the database's structure."""

    made_at: str
    vendor: str
    migrations: list[str]
    tables: dict[str, str]
    files: int
    format: int = FORMAT


def make(target: Path, now: datetime) -> Manifest:
    """Write the database and the uploaded files into a new file that only its owner may read.

    Raises:
        Refused: the file exists, or PostgreSQL's programs are missing.
    """
    if target.exists():
        raise Refused(_("%(file)s exists already; a backup never overwrites another.") % {"file": target})
    vendor = connection.vendor
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as name:
        folder = Path(name)
        database = folder / DATABASE[vendor]
        tables = postgresql.dump(database) if vendor == "postgresql" else sqlite.dump(database)
        # Files after the database: one that is uploaded in between is too much, never too little.
        media = sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
        manifest = Manifest(now.isoformat(), vendor, _applied(), tables, len(media))
        (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1))
        whole = folder / "whole.tar"
        whole.touch(mode=0o600)
        with tarfile.open(whole, "w") as archive:
            archive.add(folder / "manifest.json", "manifest.json")
            archive.add(database, database.name)
            for path in media:
                archive.add(path, str(Path("media") / path.relative_to(settings.MEDIA_ROOT)))
        whole.rename(target)
    return manifest


def put_back(source: Path) -> Manifest:
    """Put a backup in the place of everything there is, and compare every table with what was written down.

    Raises:
        Refused: it is no backup, of another kind of database or of a newer version, or a table differs afterwards.
    """
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=source.parent) as name:
        folder = Path(name)
        try:
            with tarfile.open(source) as archive:
                unpack(archive, folder)
            manifest = Manifest(**json.loads((folder / "manifest.json").read_text()))
        except (tarfile.TarError, OSError, ValueError, TypeError) as error:
            raise Refused(_("%(file)s is not a backup, or it is damaged.") % {"file": source}) from error
        _check(manifest)
        database = folder / DATABASE[manifest.vendor]
        if manifest.vendor == "postgresql":
            postgresql.restore(database)
            tables = of_postgresql()
        else:
            sqlite.restore(database)
            tables = sqlite.digests()
        _put_files_back(folder / "media")
    differ = sorted(name for name in {*tables, *manifest.tables} if tables.get(name) != manifest.tables.get(name))
    if differ:
        raise Refused(
            _("Restored, but these tables differ from the backup: %(tables)s.") % {"tables": ", ".join(differ)}
        )
    return manifest


def unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Write the plain files of the archive below the folder; `make` puts nothing else in, so anything else is refused.

    Written out because `extractall` learned to refuse by itself only in Python 3.11.4.
    """
    for member in archive:
        target = (folder / member.name).resolve()
        if not member.isfile() or not target.is_relative_to(folder.resolve()):
            raise tarfile.TarError(member.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with cast("IO[bytes]", archive.extractfile(member)) as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain)


def _check(manifest: Manifest) -> None:
    if manifest.format != FORMAT:
        raise Refused(_("This backup was written by another version; use that one."))
    if manifest.vendor != connection.vendor:
        words = {"theirs": manifest.vendor, "ours": connection.vendor}
        raise Refused(_("This backup is of %(theirs)s, the database in use is %(ours)s.") % words)
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise Refused(_("This backup is of a newer version, which also has %(names)s.") % {"names": ", ".join(unknown)})


def _applied() -> list[str]:
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def _put_files_back(media: Path) -> None:
    """Put the files of the backup in the place of those there are, which go once the new ones stand."""
    root = Path(settings.MEDIA_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    media.mkdir(exist_ok=True)
    before, after = root.with_name(f"{root.name}.before"), root.with_name(f"{root.name}.after")
    for left in (before, after):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(media, after)
    if root.exists():
        root.rename(before)
    after.rename(root)
    shutil.rmtree(before, ignore_errors=True)
