"""What is due about meetings: the invitation, the day before, the day after, and that one is off."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.enums import PairingState
from meetings import changes, links
from meetings.changes import NEWS_FOR
from meetings.enums import MeetingState, ProposalState
from meetings.models import Meeting, MeetingProposal, Reflection
from meetings.queries import with_people
from mentorship.notifications import reminders
from mentorship.notifications.reminders import Due, ReminderKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from meetings.models.meeting import MeetingQuerySet
    from mentorship.accounts.models import User

SUMMARY_AFTER = dt.timedelta(days=1)

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
            "meeting_proposed",
            gettext_lazy("Times for a meeting are proposed to you"),
            proposed,
            why=gettext_lazy("somebody proposed times to you and waits for your answer"),
        ),
        ReminderKind(
            "meeting_proposal_over",
            gettext_lazy("Your proposed times came to nothing"),
            proposal_over,
            why=gettext_lazy("you proposed times for a meeting"),
        ),
        ReminderKind(
            "meeting_moved",
            gettext_lazy("A meeting was moved"),
            moved,
            mandatory=True,
            why=gettext_lazy("a meeting with you has another time or place"),
        ),
        ReminderKind(
            "meeting_own_change",
            gettext_lazy("What you plan, move or cancel yourself, for your calendar"),
            own_changes,
            why=gettext_lazy("you planned, moved or cancelled a meeting, and your calendar should know"),
        ),
        ReminderKind(
            "meeting_summary",
            gettext_lazy("What did you take from the meeting?"),
            summary_missing,
            why=gettext_lazy("you met and have not summed it up; we ask once"),
        ),
        ReminderKind(
            "meeting_cancelled",
            gettext_lazy("A meeting was cancelled"),
            cancelled,
            mandatory=True,
            why=gettext_lazy("a meeting with you does not take place"),
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
    for change in changes.planned(now):
        for who in change.others:
            yield _of_change("meeting_planned", change, who, slot="planned", headline=_invitation_words(change, who))


def moved(now: dt.datetime) -> Iterator[Due]:
    """One to who did not move it, however many were moved at once; to both where a leave or an extension did."""
    for change in changes.moved(now):
        for who in change.others:
            yield _of_change(
                "meeting_moved",
                change,
                who,
                slot=f"moved {change.first.sequence}",
                headline=_moved_words(change, who),
                lines=() if change.by else (_("Your program leader moved dates because of a leave or an extension."),),
            )


def cancelled(now: dt.datetime) -> Iterator[Due]:
    """One message to the one who did not cancel, however many meetings of a series were called off at once."""
    for change in changes.cancelled(now):
        for who in change.others:
            headline = ngettext(
                "%(name)s cancelled your meeting on %(when)s",
                "%(name)s cancelled %(number)d meetings, from %(when)s on",
                len(change.meetings),
            ) % _facts(change, who)
            yield _of_change("meeting_cancelled", change, who, slot=str(change.first.sequence), headline=headline)


def own_changes(now: dt.datetime) -> Iterator[Due]:
    """The same file to the one who planned, moved or cancelled: it is their calendar too."""
    for change in (*changes.planned(now), *changes.moved(now), *changes.cancelled(now)):
        if change.by is None:
            continue
        words = {
            changes.PLANNED: _("For your calendar: planned, %(when)s"),
            changes.MOVED: _("For your calendar: moved to %(when)s"),
            changes.CANCELLED: _("For your calendar: cancelled, %(when)s"),
        }[change.what]
        headline = words % {"when": _when(change.first, change.by)}
        slot = f"{change.what}:{change.first.sequence}"
        yield _of_change("meeting_own_change", change, change.by, slot=slot, headline=headline)


def proposed(now: dt.datetime) -> Iterator[Due]:
    """One to the one who was asked, with a link that works without signing in."""
    for proposal in MeetingProposal.objects.open(now).with_people():
        who = proposal.pairing.partner_of(proposal.proposed_by).user
        name = proposal.proposed_by.get_short_name()
        times = [date_format(_local(time.starts_at, who), "l j F, H:i") for time in proposal.times.all()]
        until = date_format(_local(proposal.expires_at, who), "l j F, H:i")
        yield Due(
            recipient_id=who.pk,
            kind="meeting_proposed",
            subject_uuid=proposal.uuid,
            slot="proposed",
            due_at=proposal.proposed_at,
            headline=_("%(name)s proposes times to meet") % {"name": name},
            lines=(*times, _("Choose one by %(until)s; then the proposal expires.") % {"until": until}),
            action_label=_("Choose a time"),
            action_path=reverse("meetings:answer-by-mail", args=[links.token_for(proposal, who)]),
            expires_at=proposal.expires_at,
            scope_uuid=proposal.pairing.cohort.uuid,
        )


def proposal_over(now: dt.datetime) -> Iterator[Due]:
    """One to the one who proposed, when nobody answered in time or no time suited."""
    expired = Q(state__in=[ProposalState.OPEN, ProposalState.EXPIRED], expires_at__range=(now - NEWS_FOR, now))
    declined = Q(state=ProposalState.DECLINED, settled_at__gte=now - NEWS_FOR)
    over = MeetingProposal.objects.filter(expired | declined, pairing__state=PairingState.ACTIVE).with_people()
    for proposal in over:
        who = proposal.proposed_by
        name = proposal.pairing.partner_of(who).user.get_short_name()
        was_declined = proposal.state == ProposalState.DECLINED
        words = _("None of your times suits %(name)s") if was_declined else _("%(name)s did not answer in time")
        due_at = proposal.settled_at if was_declined and proposal.settled_at else proposal.expires_at
        yield Due(
            recipient_id=who.pk,
            kind="meeting_proposal_over",
            subject_uuid=proposal.uuid,
            slot="over",
            due_at=due_at,
            headline=words % {"name": name},
            lines=(_("Propose others when you can."),),
            action_label=_("Find a time"),
            action_path=reverse("meetings:find", args=[proposal.pairing.uuid]),
            expires_at=due_at + NEWS_FOR,
            scope_uuid=proposal.pairing.cohort.uuid,
        )


def summary_missing(now: dt.datetime) -> Iterator[Due]:
    """One, once, to the mentee who met and wrote no summary by the day after it was confirmed."""
    held = with_people(Meeting.objects.held().filter(pairing__state=PairingState.ACTIVE)).filter(
        confirmed_at__range=(now - CONFIRM_WITHIN, now - SUMMARY_AFTER)
    )
    written = Reflection.objects.filter(meeting=OuterRef("pk"), author=OuterRef("pairing__mentee__user"))
    for meeting in held.exclude(Exists(written)):
        who = meeting.pairing.mentee.user
        confirmed_at = meeting.confirmed_at or meeting.ends_at
        yield _due(
            "meeting_summary",
            meeting,
            who,
            slot="once",
            due_at=confirmed_at + SUMMARY_AFTER,
            headline=_("What did you take from your meeting with %(name)s?")
            % {"name": meeting.pairing.mentor.user.get_short_name()},
            lines=(_("Two lines are enough: what you learned, and what you do next. We ask only this once."),),
            label=_("Write it down"),
            expires_at=confirmed_at + CONFIRM_WITHIN,
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


def _local(moment: dt.datetime, who: User) -> dt.datetime:
    return timezone.localtime(moment, ZoneInfo(who.time_zone))


def _facts(change: changes.Change, who: User) -> dict[str, object]:
    by = change.by or change.first.pairing.partner_of(who).user
    return {"name": by.get_short_name(), "when": _when(change.first, who), "number": len(change.meetings)}


def _invitation_words(change: changes.Change, who: User) -> str:
    return ngettext(
        "%(name)s planned a meeting with you: %(when)s",
        "%(name)s planned %(number)d meetings with you, the first: %(when)s",
        len(change.meetings),
    ) % _facts(change, who)


def _moved_words(change: changes.Change, who: User) -> str:
    number = len(change.meetings)
    if change.by is None:
        words = ngettext(
            "Your meeting with %(name)s is now on %(when)s",
            "%(number)d meetings with %(name)s have new times, the first: %(when)s",
            number,
        )
    else:
        words = ngettext(
            "%(name)s moved your meeting to %(when)s",
            "%(name)s moved %(number)d meetings, the first to %(when)s",
            number,
        )
    return words % _facts(change, who)


def _of_change(
    kind: str, change: changes.Change, who: User, *, slot: str, headline: str, lines: tuple[str, ...] = ()
) -> Due:
    """Tell one of the two of a change, with the file from which their calendar learns of it."""
    is_off = change.what == changes.CANCELLED
    name, media_type = ("cancellation.ics", CANCEL) if is_off else ("invitation.ics", REQUEST)
    words = {
        changes.PLANNED: _("The invitation is attached: open it to put the meeting into your calendar."),
        changes.MOVED: _("Your calendar learns of it from the attached file."),
        changes.CANCELLED: _("Your calendar learns of it from the attached file. Plan another time when you can."),
    }[change.what]
    is_whole_series = change.what == changes.PLANNED and change.first.series is not None
    return _due(
        kind,
        change.first,
        who,
        subject=change.first.series.uuid if is_whole_series and change.first.series else change.first.uuid,
        slot=slot,
        due_at=change.at,
        headline=headline,
        lines=(*lines, words),
        label=_("Look at the meeting"),
        expires_at=change.meetings[-1].starts_at,
        attachments=((name, media_type, change.file()),),
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
