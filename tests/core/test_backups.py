"""Nothing is lost: dump, destroy, restore, compare every table."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection

from mentorship.accounts.models import User
from mentorship.core.backups import archive, postgresql
from mentorship.core.backups.digests import of_postgresql, of_sqlite
from mentorship.core.errors import Refused
from tests.agreements.factories import GoalFactory

ROOT = Path(__file__).resolve().parents[2]
on_postgresql = pytest.mark.postgres
on_sqlite = pytest.mark.skipif(configured.ON_POSTGRESQL, reason="SQLite's way, in the quick tests")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "training").mkdir(parents=True)
    (settings.MEDIA_ROOT / "training" / "slides.pdf").write_bytes(b"%PDF slides")
    return settings.MEDIA_ROOT


@pytest.fixture
def written(pairing, client, mentee):
    """What people wrote, and a log-in."""
    GoalFactory(pairing=pairing, goal="Five supervised shoulder reductions – “gentle” 🩺")
    client.force_login(mentee)


def manage(*arguments, database, media):
    """Run a command of ours on another database of the same server, as an operator does."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"postgres://postgres@/{database}?host={connection.settings_dict['HOST']}",
        "MEDIA_ROOT": str(media),
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def drill(media):
    """A second, empty database on the test's server."""
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS drill")
        cursor.execute("CREATE DATABASE drill")
    yield "drill"
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE drill WITH (FORCE)")


def ask(database, statement):
    """Run SQL on the other database; returns the rows, if any."""
    parameters = connection.get_connection_params() | {"dbname": database}
    with connection.Database.connect(**parameters) as link, link.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_p08_what_was_dumped_destroyed_and_restored_is_the_same_table_by_table(written, media, drill, tmp_path):
    before = of_postgresql()
    call_command("backup", tmp_path / "backup.tar")

    first = manage("restore", str(tmp_path / "backup.tar"), "--replace-everything", database=drill, media=media)
    assert (first.returncode, first.stderr) == (0, "")
    ask(drill, "DROP TABLE agreements_action CASCADE")
    ask(drill, "UPDATE accounts_user SET full_name = 'Nobody'")
    ask(drill, "CREATE TABLE came_later (id integer)")
    (media / "training" / "slides.pdf").unlink()
    (media / "later.txt").write_text("came later")
    second = manage("restore", str(tmp_path / "backup.tar"), "--replace-everything", database=drill, media=media)

    assert (second.returncode, second.stderr) == (0, "")
    assert f"{len(before)} tables equal" in second.stdout
    assert of_postgresql() == before
    compared = manage("backup", str(tmp_path / "again.tar"), database=drill, media=media)
    assert compared.returncode == 0, compared.stderr
    assert tables_in(tmp_path / "again.tar") == before
    assert ask(drill, "SELECT goal FROM agreements_goal") == [("Five supervised shoulder reductions – “gentle” 🩺",)]
    assert ask(drill, "SELECT count(*) FROM django_session") == [(0,)]
    assert [path.name for path in media.rglob("*") if path.is_file()] == ["slides.pdf"]
    with pytest.raises(connection.Database.Error, match="never edited"):
        ask(drill, "INSERT INTO core_auditentry (at, verb, target_kind, target_uuid, old, new) "
                   "VALUES (now(), 'v', 'k', gen_random_uuid(), '', ''); UPDATE core_auditentry SET verb = 'other'")  # fmt: skip


def tables_in(file):
    with tarfile.open(file) as opened:
        return json.load(opened.extractfile("manifest.json"))["tables"]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_p08_a_restore_that_fails_changes_nothing(written, media, drill, tmp_path):
    call_command("backup", tmp_path / "backup.tar")
    manage("restore", str(tmp_path / "backup.tar"), "--replace-everything", database=drill, media=media)
    people = ask(drill, "SELECT count(*) FROM accounts_user")
    broken = tmp_path / "broken.tar"
    with tarfile.open(tmp_path / "backup.tar") as good, tarfile.open(broken, "w") as bad:
        archive.unpack(good, tmp_path / "parts")
        dump = tmp_path / "parts" / "database.dump"
        dump.write_bytes(dump.read_bytes()[: -dump.stat().st_size // 3])
        for part in ("manifest.json", "database.dump"):
            bad.add(tmp_path / "parts" / part, part)

    result = manage("restore", str(broken), "--replace-everything", database=drill, media=media)

    assert result.returncode == 1
    assert ask(drill, "SELECT count(*) FROM accounts_user") == people != [(0,)]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_one_changed_letter_in_one_row_is_another_digest(written):
    before = of_postgresql()
    person = User.objects.first()
    person.full_name += "x"
    person.save()

    after = of_postgresql()

    assert [name for name in before if before[name] != after[name]] == ["accounts_user"]


@on_postgresql
@pytest.mark.django_db
def test_without_programs_as_new_as_the_server_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(postgresql, "_places", lambda _name: [])

    with pytest.raises(CommandError, match="install postgresql-client-"):
        call_command("backup", tmp_path / "backup.tar")
    assert list(tmp_path.iterdir()) == []


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_p08_sqlite_comes_back_the_same_too(written, media, tmp_path, capsys):
    call_command("backup", tmp_path / "backup.tar")
    before = tables_in(tmp_path / "backup.tar")
    assert before == of_sqlite(connection.connection)
    User.objects.update(full_name="Nobody")
    (media / "training" / "slides.pdf").unlink()

    call_command("restore", tmp_path / "backup.tar", replace_everything=True)

    assert f"{len(before)} tables equal" in capsys.readouterr().out
    assert of_sqlite(connection.connection) == before
    assert User.objects.filter(full_name="Lena Fischer").exists()
    assert (media / "training" / "slides.pdf").read_bytes() == b"%PDF slides"
    assert before["accounts_user"].startswith(f"{User.objects.count()}:")


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_no_log_in_is_in_it(written, media, tmp_path, client):
    call_command("backup", tmp_path / "backup.tar")

    key = client.session.session_key.encode()
    assert key not in (tmp_path / "backup.tar").read_bytes()


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_only_its_owner_reads_it_and_no_other_backup_is_overwritten(written, media, tmp_path):
    file = tmp_path / "backup.tar"
    call_command("backup", file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name != "media"] == ["backup.tar"]
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", file)


@on_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"vendor": "postgresql"}, "the database in use is sqlite"),
        ({"migrations": ["agreements.0999_from_the_future"]}, "newer version"),
        ({"format": 2}, "another version"),
        ({"tables": {"accounts_user": "1:0"}}, "differ"),
    ],
)
def test_what_does_not_fit_is_refused(written, media, tmp_path, changed, words):
    call_command("backup", tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as good:
        archive.unpack(good, tmp_path / "parts")
    manifest = json.loads((tmp_path / "parts" / "manifest.json").read_text())
    (tmp_path / "parts" / "manifest.json").write_text(json.dumps(manifest | changed))
    with tarfile.open(tmp_path / "other.tar", "w") as other:
        for part in ("manifest.json", "database.sqlite3"):
            other.add(tmp_path / "parts" / part, part)

    with pytest.raises(Refused, match=words):
        archive.put_back(tmp_path / "other.tar")


def test_what_is_no_backup_is_refused(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"not a tar")

    with pytest.raises(Refused, match="not a backup"):
        archive.put_back(tmp_path / "photo.jpg")


def test_a_file_that_would_be_written_elsewhere_is_refused(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "evil").write_text("overwritten")
    with tarfile.open(inner / "backup.tar", "w") as made:
        made.add(tmp_path / "evil", "../../evil")
    (tmp_path / "evil").write_text("as it was")

    with pytest.raises(Refused, match="not a backup"):
        archive.put_back(inner / "backup.tar")

    assert (tmp_path / "evil").read_text() == "as it was"


def test_restoring_asks_whether_one_means_it(tmp_path):
    with pytest.raises(CommandError, match="--replace-everything"):
        call_command("restore", tmp_path / "backup.tar")


def test_a_row_more_is_another_digest():
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (a, b)")
    database.execute("INSERT INTO t VALUES (1, 'x'), (2, 'y')")
    before = of_sqlite(database)
    database.execute("INSERT INTO t VALUES (3, NULL)")

    assert (before["t"][:2], of_sqlite(database)["t"][:2]) == ("2:", "3:")
