"""Who meets what on the leader's pages; the other leader sees the same pages of their own program."""

from __future__ import annotations

from tests.permissions.table import ITS_LEADER, NOT_FOUND, OK, Row

LEADERS = {**ITS_LEADER, "other_leader": OK}
WITHOUT_COHORT = {**ITS_LEADER, "other_leader": NOT_FOUND}
NOTHING = "who has no cohort has nothing to see"

ROWS: list[Row] = [
    Row("evaluation:board", LEADERS),
    Row("evaluation:report", LEADERS),
    Row("evaluation:glossary", LEADERS),
    Row("evaluation:report-export", WITHOUT_COHORT, note="who has no cohort has no file"),
    Row("evaluation:report-paper", WITHOUT_COHORT, method="POST", note="who has no cohort has no paper"),
    Row("evaluation:report-program", WITHOUT_COHORT, note=NOTHING),
    Row("evaluation:report-groups", WITHOUT_COHORT, note=NOTHING),
    Row("evaluation:report-figure", WITHOUT_COHORT, kwargs=lambda _cast: {"key": "meetings_held"}, note=NOTHING),
    Row("evaluation:report-csv", WITHOUT_COHORT, kwargs=lambda _cast: {"key": "funnel"}, note=NOTHING),
    Row("evaluation:report-reviews", WITHOUT_COHORT, note=NOTHING),
    Row("evaluation:program-review", WITHOUT_COHORT, note=NOTHING),
    Row(
        "evaluation:program-review",
        WITHOUT_COHORT,
        method="POST",
        data=lambda cast: {
            "lever": "training",
            "text": "Train everybody",
            "owner": cast("leader").pk,
            "due_on": "2027-06-01",
        },
        note=NOTHING,
    ),
    Row("evaluation:report-targets", WITHOUT_COHORT, note=NOTHING),
    Row(
        "evaluation:report-targets",
        WITHOUT_COHORT,
        method="POST",
        data=lambda _cast: {"meetings_held": "80"},
        note=NOTHING,
    ),
]
