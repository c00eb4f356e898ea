"""The observer whom a mentee asked sends what they saw: in their account, by their link, or with their code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evaluation.domain import asking, device_codes, observer_post
from evaluation.domain.writing import write_observation
from evaluation.enums import REQUEST_MOVES, Confirmation, ObserverMailKind, RequestChannel, RequestState
from evaluation.models import Observation, ObserverInvitation
from evaluation.rules import was_asked
from matching.models import Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from evaluation.models import ObservationRequest
    from mentorship.accounts.models import User

CONFIRMATIONS = {
    RequestChannel.ACCOUNT: Confirmation.ACCOUNT,
    RequestChannel.LINK: Confirmation.LINK,
    RequestChannel.DEVICE: Confirmation.CODE,
}


def answer_request(
    *,
    request_id: int,
    client_key: UUID,
    now: datetime,
    by: User | None = None,
    link_round: int | None = None,
    code: str = "",
    observer_name: str = "",
    observer_role: str = "",
    **written: Any,
) -> Observation:
    """Send what was asked for; the same `client_key` again returns what was sent the first time.

    In an account it is `by` who answers; without one, the link of round `link_round` or the `code` says who it is.
    `written` is what `write_observation` takes. However many send at once, a request has one observation: the database
    says so.

    Raises:
        NotAllowed: nothing proves that this is the observer who was asked.
        Refused: the request was answered, declined, taken back or has expired, or words are missing.
    """
    try:
        return _answer(
            request_id=request_id,
            client_key=client_key,
            now=now,
            by=by,
            link_round=link_round,
            code=code,
            observer_name=observer_name,
            observer_role=observer_role,
            written=written,
        )
    except IntegrityError as error:
        if Observation.objects.filter(request=request_id).exists():
            raise Refused(_("This was answered already. The link works once.")) from error
        if Observation.objects.filter(client_key=client_key).exists():
            raise Refused(_("This form was sent already. Open it again for another observation.")) from error
        raise


@transaction.atomic
def _answer(
    *,
    request_id: int,
    client_key: UUID,
    now: datetime,
    by: User | None,
    link_round: int | None,
    code: str,
    observer_name: str,
    observer_role: str,
    written: dict[str, Any],
) -> Observation:
    request = asking.locked(request_id)
    pairing = Pairing.objects.with_people().select_for_update(of=["self"], no_key=True).get(pk=request.pairing_id)
    sent = Observation.objects.filter(request=request).first()
    if sent is not None and sent.client_key == client_key:
        return sent
    if sent is not None:
        raise Refused(_("This was answered already. The link works once."))
    if not request.is_open or request.answer_by <= now:
        raise Refused(_("This request is not open any more."))
    _refuse_strangers(request, by, link_round, now)
    if request.channel == RequestChannel.DEVICE:
        device_codes.use(request_id=request.pk, code=code, now=now)
    observation = write_observation(
        pairing=pairing,
        kind=request.kind,
        form_id=request.form_id,
        client_key=client_key,
        observer=request.observer,
        observer_name=observer_name.strip() or request.observer_name,
        observer_role=observer_role.strip(),
        confirmed_by=CONFIRMATIONS[RequestChannel(request.channel)],
        request=request,
        now=now,
        **{**written, "goal_id": written.get("goal_id") or request.goal_id},
    )
    old = request.state
    move(request, RequestState.ANSWERED, moves=REQUEST_MOVES)
    request.decided_at = now
    request.save(update_fields=["state", "decided_at"])
    audit.record(verb="answer_request", actor=by, target=request, now=now, old=old, new=request.state)
    observer_post.drop(request)
    if request.channel != RequestChannel.ACCOUNT:
        observer_post.write(request=request, kind=ObserverMailKind.RECEIPT, now=now)
    return observation


def _refuse_strangers(request: ObservationRequest, by: User | None, link_round: int | None, now: datetime) -> None:
    """Ask who this is: an account, or a link of the present round; a code is used up by whoever calls."""
    if request.channel == RequestChannel.DEVICE:
        return
    if request.channel == RequestChannel.LINK and by is None:
        invitation = ObserverInvitation.objects.filter(request=request, round=link_round or 0).first()
        if invitation is None or invitation.is_over(now):
            raise Refused(_("This link has expired. Ask for a new one below."))
        return
    if by is None or not was_asked(by, request):
        raise NotAllowed(_("Only who was asked can answer this."))
