"""How long an import takes, against Python's `csv` plus one bulk insert of the same rows on the same database.

    DATABASE_URL=… python -m benchmarks.imports [rows]
    DATABASE_URL=… python -m benchmarks.imports --memory

Everything happens in one transaction that is rolled back. Without DATABASE_URL it measures on a scratch SQLite database
and on a PostgreSQL of its own. The limit is 5 for the preview, of CSV and of XLSX, and 5 for the confirmation, each the
median of three; the confirmation includes the checks of foreign keys that PostgreSQL puts off until the end.

With `--memory` it measures the most that a whole preview and a whole confirmation hold at 1,000, 10,000 and 40,000 rows,
beside the size of the file.
"""

from __future__ import annotations

import csv
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ROWS = 10_000
LIMIT = 5
ROWS_OF_MEMORY = (1_000, 10_000, 40_000)
ROUNDS = 3
HEADER = [
    "Timestamp", "Email Address", "What is your full name?", "Pronouns", "Specialty", "Which hospital are you based at?",
    "Which languages do you speak?", "Which skills do you want to work on?", "Communication style",
    "When are you usually free?", "Which track?", "Tell us about yourself",
]  # fmt: skip
SKILLS = ["Suturing", "Shoulder reduction", "LP; Triage", "FAST scan, Sepsis;", "Handover", "Intubation, ECG", ""]
STYLES = ["coaching", "direct", "Structured: plans and agendas", "informal", "no preference"]


def sign_ups(rows: int) -> list[list[str]]:
    """Invent sign-ups as a form exports them."""
    return [
        [
            "11/2/2026 8:00:00", f"person{number}@example.org", f"Person Number {number}", "they/them",
            ["EM", "Paeds", "Internal medicine"][number % 3], f"Hospital {number % 9}", "English, Deutsch; ",
            SKILLS[number % len(SKILLS)], STYLES[number % len(STYLES)], "Tuesday afternoon; Thu AM", "Clinical skills",
            f"I would like to learn at the bedside, and to teach later. {number}",
        ]
        for number in range(rows)
    ]  # fmt: skip


def as_csv(table: list[list[str]]) -> bytes:
    """Write a table as people send it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADER, *table])
    return text.getvalue().encode()


def as_workbook(table: list[list[str]]) -> bytes:
    """Write a table as an XLSX workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Form responses 1")
    for row in [HEADER, *table]:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Do some work and say how long it took."""
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


class Measurement:
    """One round on one database, rolled back at its end."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.most: dict[str, float] | None = None

    def baseline(self) -> float:
        """Read the file with `csv` and insert its rows with one bulk insert into a table of as many columns."""
        from django.db import connection, models

        name = f"Baselinerow{time.perf_counter_ns()}"
        columns = {f"column_{number}": models.TextField() for number in range(len(HEADER))}
        meta = type("Meta", (), {"app_label": "programs"})
        row_model: Any = type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **columns})
        numbers = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
        asked = ", ".join(f"{column} text NOT NULL" for column in columns)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {row_model._meta.db_table} (id {numbers}, {asked})")

        def read_and_insert() -> None:
            rows = csv.reader(io.StringIO(self.content.decode("utf-8-sig"), newline=""))
            next(rows)
            row_model.objects.bulk_create([row_model(**dict(zip(columns, row, strict=True))) for row in rows])

        return seconds(read_and_insert)[0]

    def preview_and_confirm(self, content: bytes) -> tuple[float, float]:
        """Import a file into a new cohort."""
        from django.db import connection
        from django.utils import timezone

        from mentorship.accounts.models import User
        from programs.domain.cohorts import create_cohort
        from programs.domain.importing import confirm_import, preview_import
        from programs.models import Program, ProgramLeadership

        now = timezone.now()
        leader = User.objects.create_user("leader.of.benchmark@example.org", full_name="Rosa Lindqvist")
        program = Program.objects.create(name="Benchmark", institution="Example")
        ProgramLeadership.objects.create(program=program, user=leader)
        cohort = create_cohort(
            program_id=program.pk, name="Spring", starts_on=now.date(), ends_on=now.date().replace(year=now.year + 1),
            time_zone="UTC", by=leader, now=now,
        )  # fmt: skip

        def confirm_and_check() -> dict[str, Any]:
            done = confirm_import(import_id=found.pk, by=leader, now=now)
            connection.check_constraints()
            return done

        with traced(self.most, "preview"):
            preview, found = seconds(
                lambda: preview_import(
                    cohort_id=cohort.pk, role="mentee", file_name="a.csv", content=content, by=leader, now=now
                )
            )
        with traced(self.most, "confirm"):
            confirm, outcome = seconds(confirm_and_check)
        if outcome["error"]:
            raise SystemExit(f"{outcome['error']} rows were not imported: {outcome}")
        return preview, confirm


def rolled_back(work: Callable[[], Any]) -> Any:
    """Do some work in a transaction that is rolled back."""
    from django.db import transaction

    with transaction.atomic():
        done = work()
        transaction.set_rollback(True)
    return done


@contextmanager
def traced(most: dict[str, float] | None, what: str) -> Iterator[None]:
    """Keep the most memory, in MB, that something takes beyond what was there; only when that is asked for."""
    if most is None:
        yield
        return
    tracemalloc.start()
    yield
    most[what] = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()


def memory() -> None:
    """Print the most memory that preview and confirmation take, for files of several sizes."""
    for kind, written in (("CSV", as_csv), ("XLSX", as_workbook)):
        for rows in ROWS_OF_MEMORY:
            content = written(sign_ups(rows))
            measured = Measurement(content)
            if rows == ROWS_OF_MEMORY[0]:
                rolled_back(lambda: measured.preview_and_confirm(content))  # noqa: B023 (called at once)
            measured.most = {}
            rolled_back(lambda: measured.preview_and_confirm(content))  # noqa: B023 (called at once)
            figures = "   ".join(f"{what} {most:5.1f} MB" for what, most in measured.most.items())
            print(f"  {rows:6} rows, {kind:4} {len(content) / 1e6:4.1f} MB:   {figures}")


def run(rows: int) -> bool:
    """Measure on the database of the settings, print the figures, and say whether they are within the limit; 0 rows is memory."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    if rows == 0:
        print(connection.vendor)
        memory()
        return True
    table = sign_ups(rows)
    content, workbook = as_csv(table), as_workbook(table)
    measured = Measurement(content)
    kinds: dict[str, list[float]] = {"baseline": [], "preview": [], "confirm": [], "preview of XLSX": []}
    for _round in range(ROUNDS):
        kinds["baseline"].append(rolled_back(measured.baseline))
        preview, confirm = rolled_back(lambda: measured.preview_and_confirm(content))
        kinds["preview"].append(preview)
        kinds["confirm"].append(confirm)
        kinds["preview of XLSX"].append(rolled_back(lambda: measured.preview_and_confirm(workbook))[0])
    medians = {kind: statistics.median(times) for kind, times in kinds.items()}
    print(f"{connection.vendor}: {rows} rows, file {len(content) / 1e6:.1f} MB, XLSX {len(workbook) / 1e6:.1f} MB")
    for kind, took in medians.items():
        print(f"  {kind:16} {took:6.2f} s   {took / medians['baseline']:4.1f} × the baseline")
    return all(medians[kind] <= LIMIT * medians["baseline"] for kind in ("preview", "confirm", "preview of XLSX"))


def on_both(rows: int) -> int:
    """Measure on SQLite and on a PostgreSQL of our own, each in a process of its own."""
    from tests.services.postgres import postgresql

    def measure(address: str, **more: str) -> int:
        environment = os.environ | {"DATABASE_URL": address, **more}
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.imports", str(rows) if rows else "--memory"],
            env=environment,
            check=False,
        ).returncode

    with tempfile.TemporaryDirectory() as folder:
        worst = measure(f"sqlite:///{folder}/benchmark.sqlite3")
    with postgresql() as server:
        return max(worst, measure(f"postgres://{server['USER']}@/postgres", PGHOST=server["HOST"]))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
    given = sys.argv[1] if len(sys.argv) > 1 else str(ROWS)
    asked = 0 if given == "--memory" else int(given)
    os.environ.setdefault("IMPORT_ROWS", str(max(ROWS_OF_MEMORY)))
    if "DATABASE_URL" in os.environ:
        os.environ.setdefault("DEMO", "yes")
        sys.exit(0 if run(asked) else 1)
    sys.exit(on_both(asked))
