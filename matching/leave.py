"""How the last moment to answer a proposed pair moves when somebody goes on leave."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import PairingState
from matching.models import Pairing
from programs.domain.leave.shifting import DatedKind, Shift
from programs.domain.leave.writing import as_dates, reader, writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from programs.domain.leave.shifting import Scope

ANSWER_BY = ["answer_by"]


def proposals(scope: Scope) -> Iterator[Shift]:
    """Return until when proposed pairs are asked for an answer; one whose time is over stays over."""
    first = dt.datetime.combine(scope.starts_on, dt.time.min, tzinfo=ZoneInfo(scope.cohort.time_zone))
    found = Pairing.objects.filter(
        mentee__cohort=scope.cohort, state=PairingState.PROPOSED, answer_by__gte=max(first, scope.now)
    )
    if scope.enrollment_ids is not None:
        found = found.filter(Q(mentee__in=scope.enrollment_ids) | Q(mentor__in=scope.enrollment_ids))
    for pairing in found.with_people().order_by("answer_by", "pk"):
        new = pairing.answer_by + scope.by
        label = _("Proposal of %(pair)s, to answer by") % {"pair": pairing}
        before = as_dates(pairing, ANSWER_BY)
        yield Shift("proposal", pairing.pk, label, pairing.answer_by, new, before, {"answer_by": new.isoformat()})


PROPOSALS = DatedKind(
    "proposal",
    gettext_lazy("Proposed pairs"),
    proposals,
    reader(Pairing.objects, ANSWER_BY),
    writer(Pairing.objects, ANSWER_BY),
)
