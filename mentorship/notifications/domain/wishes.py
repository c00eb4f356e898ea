"""What the people of a batch wish of their mail, read at once for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mentorship.notifications import scopes
from mentorship.notifications.domain.quiet_hours import quiet_until
from mentorship.notifications.enums import How
from mentorship.notifications.models import KindChoice, MailWishes, Notification
from mentorship.notifications.reminders import ReminderKind
from mentorship.notifications.scopes import QuietHours


@dataclass(frozen=True)
class Wishes:
    """The wishes of some people, and the quiet hours of the cohorts in whose name they are written to."""

    of_people: dict[int, MailWishes]
    of_kinds: dict[tuple[int, str], str]
    of_cohorts: dict[UUID, QuietHours]

    def how(self, user_id: int, kind: ReminderKind) -> How:
        """Return how this person wants this kind."""
        if kind.mandatory:
            return How.AT_ONCE
        how = How(self.of_kinds.get((user_id, kind.key), kind.usually))
        return How.AT_ONCE if kind.pressing and how in {How.DAILY, How.WEEKLY} else how

    def quiet_until(self, row: Notification, now: datetime) -> datetime | None:
        """Return until when the recipient of this row does not want to be disturbed, if it is so now."""
        cohort = self.of_cohorts.get(row.scope_uuid) if row.scope_uuid else None
        return quiet_until(row.recipient, now, wishes=self.of_people.get(row.recipient_id), of_the_cohort=cohort)

    def stopped_because(self, user_id: int) -> str:
        """Return why nothing is sent to this person's address any more, if it is so."""
        wishes = self.of_people.get(user_id)
        return wishes.stopped_because if wishes and wishes.stopped_at else ""


def wishes_of(rows: Iterable[Notification]) -> Wishes:
    """Read the wishes of the recipients of these rows: two queries, and one of the cohorts'."""
    chosen = list(rows)
    people = {row.recipient_id for row in chosen}
    kinds = {row.kind for row in chosen}
    choices = KindChoice.objects.filter(user__in=people, kind__in=kinds).values_list("user_id", "kind", "how")
    return Wishes(
        of_people={wishes.user_id: wishes for wishes in MailWishes.objects.filter(user__in=people)},
        of_kinds={(user_id, kind): how for user_id, kind, how in choices},
        of_cohorts=scopes.quiet_hours_of({row.scope_uuid for row in chosen if row.scope_uuid}),
    )
