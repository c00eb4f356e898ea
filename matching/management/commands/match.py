"""`manage.py match`: pairs from two files, without a database."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching.domain.offline.outcome import Outcome
from matching.domain.offline.people import match_files
from matching.domain.offline.wishes import wishes_from
from matching.engine import NoFlowError, ProblemError, SolverError
from mentorship.core.errors import Refused
from programs.domain.participants.formulas import guarded


class Command(BaseCommand):
    """Read mentees and mentors as a sign-up form exports them, write the best pairs and who is left, each with the reason."""

    help = "Match the people of two CSV files; nothing is read from or written to the database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the files."""
        parser.add_argument("--mentees", type=Path, required=True, help="CSV of the mentees")
        parser.add_argument("--mentors", type=Path, required=True, help="CSV of the mentors, with their places")
        parser.add_argument("--out", type=Path, required=True, help="CSV to write: pairs, then who is left and why")
        parser.add_argument("--weights", type=Path, help="TOML with [weights], must_have, and how people are matched")
        parser.add_argument("--json", type=Path, help="report to write: figures and the parts of every score")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Match and write."""
        try:
            wishes = wishes_from(self._read(options["weights"]).decode() if options["weights"] else "")
            outcome = match_files(self._read(options["mentees"]), self._read(options["mentors"]), wishes)
        except (Refused, ProblemError, NoFlowError, SolverError) as error:
            raise CommandError(str(error)) from error
        self._write_pairs(options["out"], outcome)
        report = outcome.report()
        for column in outcome.unused:
            self.stderr.write(f"Not used: {column}")
        if report["pairs"] and not report["total"]:
            self.stderr.write("Nothing in these files speaks for one pair before another: every score is 0.")
        if options["json"]:
            text = json.dumps(report, ensure_ascii=False, indent=2, default=str)
            options["json"].write_text(text + "\n", encoding="utf-8")
        self.stdout.write(
            f"{report['pairs']} pairs, {report['total']} points in all, {self._sense(report)};"
            f" {len(report['without'])} without."
        )

    @staticmethod
    def _sense(report: dict[str, Any]) -> str:
        if report["method"] != "stable":
            return "proven best"
        return f"stable, {report['stable_costs']['pairs']} pairs and {report['stable_costs']['total']} points below the best"

    @staticmethod
    def _read(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error

    @staticmethod
    def _write_pairs(path: Path, outcome: Outcome) -> None:
        """Write UTF-8 with the mark that Excel needs; cells that look like formulas stay text."""
        rows = outcome.rows()
        columns = ["mentee_email", "mentee_name", "track", "mentor_email", "mentor_name", "score", "why"]
        with path.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([guarded(str(row[column])) for column in columns] for row in rows)
