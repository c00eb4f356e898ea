"""The procedures of a busy shift enter the logbook together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.domain.counting import start_goals
from evaluation.domain.logging import entry, open_logbook
from evaluation.models import Procedure
from mentorship.core import audit
from mentorship.core.errors import Refused
from programs.models import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from mentorship.accounts.models import User


@transaction.atomic
def log_shift(*, mentee_id: int, done_on: date, rows: Sequence[Mapping[str, Any]], by: User, now: datetime) -> int:
    """Put the procedures of a busy shift into the mentee's own logbook, all or none; returns how many there were.

    Each row is what `entry` takes besides, with a `topic_id`, and the `number` under which its writer knows it. A row
    whose `client_key` is in this logbook already is left as it is, so that sending the page twice is harmless.

    Raises:
        NotAllowed: the logbook is not `by`'s.
        Refused: nothing was written, or a row cannot be kept; the words name it by its number.
    """
    mentee = open_logbook(mentee_id, by)
    if not rows:
        raise Refused(_("Fill in at least one row."))
    keys = [row["client_key"] for row in rows]
    sent = set(Procedure.objects.filter(mentee=mentee, client_key__in=keys).values_list("client_key", flat=True))
    topics = Topic.objects.in_bulk([row["topic_id"] for row in rows])
    for row in rows:
        given = {name: value for name, value in row.items() if name not in {"topic_id", "number"}}
        try:
            procedure = entry(
                mentee=mentee, topic=topics.get(row["topic_id"]), done_on=done_on, by=by, now=now, **given
            )
        except Refused as refusal:
            words = {"number": row["number"], "words": refusal}
            raise Refused(_("Row %(number)d: %(words)s") % words) from refusal
        if row["client_key"] not in sent:
            procedure.save()
            audit.record(verb="log_procedure", actor=by, target=procedure, now=now)
    start_goals(mentee_id=mentee.pk, now=now)
    return len(rows)
