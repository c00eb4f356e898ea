"""A patient safety or serious concern: raised apart from the feedback, read and settled by a leader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.enums import CONCERN_MOVES, ConcernKind, ConcernState
from evaluation.models import Concern
from evaluation.readings import CONCERN
from evaluation.rules import leads_the_observed_program
from matching.models import Pairing
from mentorship.core import audit, readings
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from evaluation.models import ObservationRequest
    from mentorship.accounts.models import User


@transaction.atomic
def raise_concern(
    *,
    pairing_id: int,
    kind: str,
    text: str,
    now: datetime,
    client_key: UUID,
    by: User | None = None,
    request: ObservationRequest | None = None,
) -> Concern:
    """Tell the program's leaders what cannot wait; the same `client_key` again returns the first.

    It is raised by one of the pair or by the observer of `request`, whose link or account proved who they are; in any
    state of the pair, because safety does not end with it.

    Raises:
        NotAllowed: `by` is none of these.
        Refused: there are no words.
    """
    pairing = Pairing.objects.with_people().select_for_update(of=["self"], no_key=True).get(pk=pairing_id)
    may = request is not None and request.pairing_id == pairing.pk if by is None else _saw(by, pairing, request)
    if not may:
        raise NotAllowed(_("Only who works with this mentee can raise a concern here."))
    raised = Concern.objects.filter(client_key=client_key).first()
    if raised is not None:
        return raised
    if not text.strip():
        raise Refused(_("Write what happened, without naming the patient."))
    concern = Concern.objects.create(
        pairing=pairing,
        kind=ConcernKind(kind),
        text=text.strip(),
        raised_by=by,
        raised_by_name=by.full_name if by else request.observer_name if request else "",
        raised_by_email=by.email if by else request.observer_email if request else "",
        raised_at=now,
        client_key=client_key,
    )
    audit.record(verb="raise_concern", actor=by, target=concern, now=now, new=concern.state)
    return concern


def note_reading(*, concern: Concern, by: User, now: datetime) -> None:
    """Note in the trail that a leader has opened a concern; who raised it sees so, the people it is about do not."""
    audit.record(verb="read_concern", actor=by, target=concern, now=now)
    readings.note(reader=by, about=[concern.raised_by_id], what=CONCERN, target=concern, now=now)


@transaction.atomic
def settle_concern(*, concern_id: int, settlement: str, by: User, now: datetime) -> Concern:
    """Say what was done; settled already is left as it is.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: there are no words.
    """
    concern = (
        Concern.objects.select_related("pairing__mentee__cohort__program")
        .select_for_update(of=["self"], no_key=True)
        .get(pk=concern_id)
    )
    if not leads_the_observed_program(by, concern.pairing):
        raise NotAllowed(_("Only who leads the program can settle this."))
    if concern.state == ConcernState.SETTLED:
        return concern
    if not settlement.strip():
        raise Refused(_("Write what was done."))
    old = concern.state
    move(concern, ConcernState.SETTLED, moves=CONCERN_MOVES)
    concern.settlement, concern.settled_by, concern.settled_at = settlement.strip(), by, now
    concern.save(update_fields=["state", "settlement", "settled_by", "settled_at"])
    audit.record(verb="settle_concern", actor=by, target=concern, now=now, old=old, new=concern.state)
    return concern


def _saw(by: User, pairing: Pairing, request: ObservationRequest | None) -> bool:
    was_the_observer = request is not None and request.pairing_id == pairing.pk and request.observer_id == by.pk
    return pairing.has_member(by) or was_the_observer
