"""What is due about meetings: the invitation, the day before, the day after, and that one is off."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.enums import PairingState
from meetings import calendars
from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.queries import with_people
from mentorship.notifications import reminders
from mentorship.notifications.reminders import Due, ReminderKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from meetings.models.meeting import MeetingQuerySet
    from mentorship.accounts.models import User

NEWS_FOR = dt.timedelta(days=3)
"""For how long an invitation or a cancellation that could not leave at once is still news."""

LONGEST_LEAD = dt.timedelta(hours=168)
CONFIRM_WITHIN = dt.timedelta(days=14)
MORNING = dt.time(8)

REQUEST = 'text/calendar; method=REQUEST; charset="utf-8"'
CANCEL = 'text/calendar; method=CANCEL; charset="utf-8"'


def register() -> None:
    """Tell the ledger which kinds there are."""
    for kind in (
        ReminderKind(
            "meeting_planned",
            gettext_lazy("A meeting was planned with you"),
            planned,
            why=gettext_lazy("somebody planned a meeting with you"),
        ),
        ReminderKind(
            "meeting_cancelled",
            gettext_lazy("A meeting was cancelled"),
            cancelled,
            mandatory=True,
            why=gettext_lazy("a meeting with you does not take place"),
        ),
        ReminderKind(
            "meeting_moved",
            gettext_lazy("A meeting was moved"),
            moved,
            mandatory=True,
            why=gettext_lazy("a meeting of yours has another time now"),
        ),
        ReminderKind(
            "meeting_tomorrow",
            gettext_lazy("A meeting is coming up"),
            coming_up,
            why=gettext_lazy("you have a meeting soon"),
        ),
        ReminderKind(
            "meeting_to_confirm",
            gettext_lazy("Did you meet?"),
            to_confirm,
            why=gettext_lazy("a meeting of yours is over and neither of you has confirmed it"),
        ),
    ):
        reminders.register(kind)


def planned(now: dt.datetime) -> Iterator[Due]:
    """One invitation to the one who did not plan it: for a single meeting, or for a whole series."""
    fresh = _at_work().filter(starts_at__gt=now, planned_at__gte=now - NEWS_FOR)
    by_occasion = fresh.order_by(F("series_id").asc(nulls_first=True), "starts_at", "pk")
    for _key, group in groupby(by_occasion, key=lambda meeting: meeting.series_id or f"single {meeting.pk}"):
        meetings = list(group)
        first = meetings[0]
        who = first.pairing.partner_of(first.planned_by).user
        yield _due(
            "meeting_planned",
            first,
            who,
            subject=first.series.uuid if first.series else first.uuid,
            slot="planned",
            due_at=first.planned_at,
            headline=_invitation_words(first, len(meetings), who),
            lines=(_("The invitation is attached: open it to put the meeting into your calendar."),),
            label=_("Look at the meeting"),
            expires_at=meetings[-1].starts_at,
            attachments=(("invitation.ics", REQUEST, calendars.invitation(meetings)),),
        )


def cancelled(now: dt.datetime) -> Iterator[Due]:
    """One message to the one who did not cancel, however many meetings of a series were called off at once."""
    called_off = with_people(
        Meeting.objects.filter(
            state=MeetingState.CANCELLED, starts_at__gt=F("changed_at"), changed_at__gte=now - NEWS_FOR
        ).select_related("cancelled_by")
    ).order_by("pairing_id", "changed_at", "series_id", "starts_at")
    for _key, group in groupby(called_off, key=lambda meeting: (meeting.pairing_id, meeting.changed_at)):
        meetings = list(group)
        first = meetings[0]
        if first.cancelled_by is None or meetings[-1].starts_at <= now:
            continue
        who = first.pairing.partner_of(first.cancelled_by).user
        other = first.cancelled_by.get_short_name()
        yield _due(
            "meeting_cancelled",
            first,
            who,
            slot=str(first.sequence),
            due_at=first.changed_at,
            headline=ngettext(
                "%(name)s cancelled your meeting on %(when)s",
                "%(name)s cancelled %(number)d meetings, from %(when)s on",
                len(meetings),
            )
            % {"name": other, "when": _when(first, who), "number": len(meetings)},
            lines=(_("Your calendar learns of it from the attached file. Plan another time when you can."),),
            label=_("Look at the meeting"),
            expires_at=meetings[-1].starts_at,
            attachments=(("cancellation.ics", CANCEL, calendars.cancellation(meetings)),),
        )


def moved(now: dt.datetime) -> Iterator[Due]:
    """One to each of the two when a leave or an extension moved their meetings, however many were moved at once."""
    fresh = (
        _at_work()
        .filter(starts_at__gt=now, moved_at__gte=now - NEWS_FOR)
        .order_by("pairing_id", "moved_at", "starts_at")
    )
    for _key, group in groupby(fresh, key=lambda meeting: (meeting.pairing_id, meeting.moved_at)):
        meetings = list(group)
        first = meetings[0]
        for who in _both(first):
            partner = first.pairing.partner_of(who).user.get_short_name()
            yield _due(
                "meeting_moved",
                first,
                who,
                slot=f"moved {first.sequence}",
                due_at=first.changed_at,
                headline=ngettext(
                    "Your meeting with %(name)s is now on %(when)s",
                    "%(number)d meetings with %(name)s have new times, the first: %(when)s",
                    len(meetings),
                )
                % {"name": partner, "when": _when(first, who), "number": len(meetings)},
                lines=(
                    _("Your program leader moved dates because of a leave or an extension."),
                    _("Your calendar learns of it from the attached file."),
                ),
                label=_("Look at the meeting"),
                expires_at=meetings[-1].starts_at,
                attachments=(("new-times.ics", REQUEST, calendars.move(meetings)),),
            )


def coming_up(now: dt.datetime) -> Iterator[Due]:
    """One to each of the two, as many hours before as the cohort says."""
    soon = _at_work().filter(starts_at__gt=now, starts_at__lte=now + LONGEST_LEAD)
    for meeting in soon.select_related("pairing__mentee__cohort__policy"):
        due_at = meeting.starts_at - dt.timedelta(hours=meeting.pairing.cohort.policy.meeting_reminder_hours)
        if due_at > now:
            continue
        for who in _both(meeting):
            partner = meeting.pairing.partner_of(who).user.get_short_name()
            yield _due(
                "meeting_tomorrow",
                meeting,
                who,
                slot=str(meeting.sequence),
                due_at=due_at,
                headline=_("You meet %(name)s on %(when)s") % {"name": partner, "when": _when(meeting, who)},
                lines=(*_place(meeting), _("Put on the agenda what you want to talk about.")),
                label=_("Open the agenda"),
                expires_at=meeting.starts_at,
            )


def to_confirm(now: dt.datetime) -> Iterator[Due]:
    """One to each of the two on the morning after, unless one of them has confirmed."""
    over = _at_work().filter(ends_at__lt=now, ends_at__gte=now - CONFIRM_WITHIN)
    for meeting in over:
        for who in _both(meeting):
            zone = ZoneInfo(who.time_zone)
            next_day = timezone.localtime(meeting.ends_at, zone).date() + dt.timedelta(days=1)
            due_at = dt.datetime.combine(next_day, MORNING, tzinfo=zone)
            if due_at > now:
                continue
            partner = meeting.pairing.partner_of(who).user.get_short_name()
            yield _due(
                "meeting_to_confirm",
                meeting,
                who,
                slot=str(meeting.sequence),
                due_at=due_at,
                headline=_("Did you meet %(name)s on %(when)s?") % {"name": partner, "when": _when(meeting, who)},
                lines=(_("One tap says so; it is enough if one of you two does it."),),
                label=_("Confirm"),
                expires_at=meeting.ends_at + CONFIRM_WITHIN,
            )


def _at_work() -> MeetingQuerySet:
    scheduled = Q(state=MeetingState.SCHEDULED, pairing__state=PairingState.ACTIVE)
    return with_people(Meeting.objects.filter(scheduled)).select_related("planned_by")


def _both(meeting: Meeting) -> tuple[User, User]:
    return meeting.pairing.mentee.user, meeting.pairing.mentor.user


def _when(meeting: Meeting, who: User) -> str:
    """Day and time where `who` lives."""
    return date_format(timezone.localtime(meeting.starts_at, ZoneInfo(who.time_zone)), "l j F, H:i")


def _place(meeting: Meeting) -> tuple[str, ...]:
    return (_("Place: %(place)s") % {"place": meeting.place},) if meeting.place else ()


def _invitation_words(first: Meeting, number: int, who: User) -> str:
    facts = {"name": first.planned_by.get_short_name(), "when": _when(first, who), "number": number}
    return (
        ngettext(
            "%(name)s planned a meeting with you: %(when)s",
            "%(name)s planned %(number)d meetings with you, the first: %(when)s",
            number,
        )
        % facts
    )


def _due(
    kind: str,
    meeting: Meeting,
    who: User,
    *,
    slot: str,
    due_at: dt.datetime,
    headline: str,
    lines: Iterable[str],
    label: str,
    expires_at: dt.datetime,
    subject: UUID | None = None,
    attachments: tuple[tuple[str, str, str], ...] = (),
) -> Due:
    return Due(
        recipient_id=who.pk,
        kind=kind,
        subject_uuid=subject or meeting.uuid,
        slot=slot,
        due_at=due_at,
        headline=headline,
        lines=tuple(lines),
        action_label=label,
        action_path=reverse("meetings:meeting", args=[meeting.uuid]),
        expires_at=expires_at,
        attachments=attachments,
        scope_uuid=meeting.pairing.cohort.uuid,
    )
