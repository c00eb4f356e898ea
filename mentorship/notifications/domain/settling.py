"""What becomes of one claimed row: sent, gathered, put off, or not needed any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from mentorship.notifications import reminders
from mentorship.notifications.domain import digests, ledger, troubles
from mentorship.notifications.domain.asking import Answers, Asking
from mentorship.notifications.domain.mails import compose, compose_digest
from mentorship.notifications.domain.refusals import Meaning, meaning_of
from mentorship.notifications.domain.wishes import Wishes, wishes_of
from mentorship.notifications.enums import How
from mentorship.notifications.models import Notification
from mentorship.notifications.reminders import Due, ReminderKind


class Outcome(Enum):
    """What became of one claimed row."""

    SENT = "sent"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    GATHERED = "gathered"
    FAILED = "failed"
    LOST = "lost"


class ServerAway(Exception):
    """The mail server does not answer or wants nothing from us: no use in trying the next mail."""


class Sender:
    """Settles the rows of one batch, by what is due and what their readers wish at that moment."""

    def __init__(self, server: BaseEmailBackend, asking: Asking, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._asking = asking
        self._now = clock

    def prepare(self, rows: Sequence[Notification]) -> None:
        """Ask once for a whole batch what each row needs to be known of."""
        self._kinds = {kind.key: kind for kind in reminders.kinds()}
        self._gathered = digests.gathered_under([row for row in rows if row.kind == digests.KIND])
        told = [item for items in self._gathered.values() for item in items]
        self._wishes: Wishes = wishes_of([*rows, *told])
        self._answers: Answers = self._asking.whether_due([*rows, *told], self._now())

    def settle(self, row: Notification) -> Outcome:
        """Do with a row what is to be done with it now."""
        if because := self._not_to_this_person(row):
            return _if_ours(ledger.cancel(row, reason=because), Outcome.CANCELLED)
        if row.kind == digests.KIND:
            return self._settle_digest(row)
        if row.kind in self._answers.unknown:
            reason = _("We could not find out whether it is needed.")
            return _if_ours(ledger.postpone(row, now=self._now(), reason=reason), Outcome.POSTPONED)
        kind, due = self._kinds.get(row.kind), self._answers.about(row)
        if kind is None or due is None:
            return _if_ours(ledger.cancel(row, reason=_("Not needed any more.")), Outcome.CANCELLED)
        if not row.at_once and not kind.mandatory and (outcome := self._as_wished(row, kind)):
            return outcome
        return self._send(row, lambda: compose(row, due, kind), lambda now: ledger.mark_sent(row, now=now))

    def _not_to_this_person(self, row: Notification) -> str:
        if not row.recipient.is_active:
            return _("This account is closed.")
        if because := self._wishes.stopped_because(row.recipient_id):
            return _("The address takes no mail: %(because)s") % {"because": because}
        return ""

    def _as_wished(self, row: Notification, kind: ReminderKind) -> Outcome | None:
        """Turn off, gather or put off what its reader does not want now; None when it may leave."""
        how, now = self._wishes.how(row.recipient_id, kind), self._now()
        if how == How.OFF:
            return _if_ours(ledger.cancel(row, reason=_("They do not want this kind of mail.")), Outcome.CANCELLED)
        if how in {How.DAILY, How.WEEKLY}:
            wishes = self._wishes.of_people.get(row.recipient_id)
            slot, at = digests.occasion(row.recipient, wishes, how, now)
            if row.expires_at is None or row.expires_at > at:
                return _if_ours(digests.gather(row, slot=slot, at=at), Outcome.GATHERED)
        if until := self._wishes.quiet_until(row, now):
            return _if_ours(ledger.wait_until(row, until), Outcome.POSTPONED)
        return None

    def _settle_digest(self, row: Notification) -> Outcome:
        now = self._now()
        told = self._gathered[row.pk]
        if self._answers.unknown & {item.kind for item in told}:
            reason = _("We could not find out whether it is needed.")
            return _if_ours(ledger.postpone(row, now=now, reason=reason), Outcome.POSTPONED)
        if until := self._wishes.quiet_until(row, now):
            return _if_ours(ledger.wait_until(row, until), Outcome.POSTPONED)
        due = {item.pk: (item, found) for item in told if (found := self._still_wanted(item, now))}
        ledger.cancel_waiting([item.pk for item in told if item.pk not in due], reason=_("Not needed any more."))
        if not due:
            return _if_ours(ledger.cancel(row, reason=_("Nothing in it was needed any more.")), Outcome.CANCELLED)
        parts = [(item, self._kinds[item.kind], found) for item, found in due.values()]
        return self._send(
            row,
            lambda: compose_digest(row, parts),
            lambda moment: ledger.mark_digest_sent(row, list(due), now=moment),
        )

    def _still_wanted(self, item: Notification, now: datetime) -> Due | None:
        is_over = item.expires_at is not None and item.expires_at <= now
        if is_over or item.kind not in self._kinds:
            return None
        if self._wishes_of(item) == How.OFF:
            return None
        return self._answers.about(item)

    def _wishes_of(self, item: Notification) -> How:
        return self._wishes.how(item.recipient_id, self._kinds[item.kind])

    def _send(
        self, row: Notification, write: Callable[[], EmailMultiAlternatives], note: Callable[[datetime], bool]
    ) -> Outcome:
        if not ledger.hold(row, now=self._now()):
            return Outcome.LOST
        try:
            mail = write()
            self._server.open()
            self._server.send_messages([mail])
        except OSError as error:
            return self._refused(row, error)
        except Exception as failure:  # noqa: BLE001 - raised at the end of the run, once the others had their turn
            self._asking.failures.append(failure)
            reason = f"{type(failure).__name__}: {failure}"
            return _if_ours(ledger.postpone(row, now=self._now(), reason=reason), Outcome.POSTPONED)
        troubles.forget(self._wishes.of_people.get(row.recipient_id))
        return _if_ours(note(self._now()), Outcome.SENT)

    def _refused(self, row: Notification, error: OSError) -> Outcome:
        meaning, words = meaning_of(error)
        if meaning is Meaning.SERVER_AWAY:
            ledger.postpone(row, now=self._now(), reason=words)
            raise ServerAway(words) from error
        if meaning is Meaning.LATER and row.attempts < ledger.MOST_ATTEMPTS:
            return _if_ours(ledger.postpone(row, now=self._now(), reason=words), Outcome.POSTPONED)
        if meaning is not Meaning.OURS:
            troubles.note(row.recipient_id, words, now=self._now())
        return _if_ours(ledger.fail_digest(row, reason=words), Outcome.FAILED)


def _if_ours(was_ours: bool, outcome: Outcome) -> Outcome:  # noqa: FBT001 - the answer of the ledger
    return outcome if was_ours else Outcome.LOST
