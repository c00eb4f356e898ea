"""What a leader does with the figures: say what they should be, and have them printed."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.metrics import BY_KEY
from evaluation.models import MetricTarget, ReportPaper, ReviewAnswer
from evaluation.queries.board import pairs_of
from evaluation.readings import EXPORT, TO_LEADER
from mentorship.core import audit, pdf, readings
from mentorship.core.documents import digest_of
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from programs.models import Cohort
from programs.rules import leads_the_program

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from decimal import Decimal

    from evaluation.models import Review
    from mentorship.accounts.models import User

READ = "read_words_to_leader"
TEMPLATE = "evaluation/pdf/report.html"


@transaction.atomic
def set_targets(*, cohort_id: int, targets: Mapping[str, Decimal | None], by: User, now: datetime) -> None:
    """Say what each of these metrics should reach; None takes a target away, metrics not named keep theirs.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: there is no such metric.
    """
    cohort = _led(cohort_id, by)
    if set(targets) - set(BY_KEY):
        raise Refused(_("There is no figure of that name."))
    MetricTarget.objects.filter(cohort=cohort, metric__in=targets).delete()
    MetricTarget.objects.bulk_create(
        MetricTarget(cohort=cohort, metric=key, value=value) for key, value in targets.items() if value is not None
    )
    audit.record(verb="set_targets", actor=by, target=cohort, now=now)


@transaction.atomic
def print_report(*, cohort_id: int, context: Mapping[str, Any], by: User, now: datetime) -> tuple[ReportPaper, bytes]:
    """Set the report as PDF and keep its code and digest, so that anybody can have the file checked.

    Raises:
        NotAllowed: `by` does not lead the program.
        OSError: the system lacks the libraries that `manage.py check` asks for.
    """
    cohort = _led(cohort_id, by)
    paper = ReportPaper(cohort=cohort, made_at=now, made_by=by)
    content = pdf.render(TEMPLATE, {**context, "paper": paper, "now": now})
    paper.sha256 = digest_of([content])
    paper.save()
    audit.record(verb="print_report", actor=by, target=paper, now=now)
    return paper, content


@transaction.atomic
def note_reading(*, reviews: Iterable[Review], by: User, now: datetime) -> None:
    """Note in the trail that a leader read what was written to them in these reviews, once a day for each."""
    found = list(reviews)
    noted = AuditEntry.objects.filter(
        verb=READ, actor=by, target_uuid__in=[review.uuid for review in found], at__gte=now - timedelta(days=1)
    )
    known = set(noted.values_list("target_uuid", flat=True)) if found else set()
    new = [review for review in found if review.uuid not in known]
    if not new:
        return
    wrote = list(
        ReviewAnswer.objects.filter(review__in=new).exclude(to_leader="").values_list("review_id", "author_id")
    )
    for review in new:
        audit.record(verb=READ, actor=by, target=review, now=now)
        authors = [author for review_id, author in wrote if review_id == review.pk]
        readings.note(reader=by, about=authors, what=TO_LEADER, target=review, now=now)


def is_known(code: str, sha256: str) -> bool:
    """Say whether a report was printed under this code with this digest."""
    return ReportPaper.objects.filter(code=code, sha256=sha256).exists()


def _led(cohort_id: int, by: User) -> Cohort:
    cohort = Cohort.objects.select_for_update(of=["self"]).select_related("program").get(pk=cohort_id)
    if not leads_the_program(by, cohort.program):
        raise NotAllowed(_("Only who leads the program does this."))
    return cohort


@transaction.atomic
def note_export(*, cohort: Cohort, by: User, now: datetime) -> None:
    """Note that a leader took the list of pairs out as a file: in the trail, and for everybody whose name is in it."""
    audit.record(verb="export_report", actor=by, target=cohort, now=now)
    people = pairs_of(cohort).values_list("mentee__user_id", "mentor__user_id")
    readings.note(reader=by, about=chain.from_iterable(people), what=EXPORT, target=cohort, now=now)
