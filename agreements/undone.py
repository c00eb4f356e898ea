"""What is not done yet: an action whose day comes near, a goal behind its pace, an agreement nobody signs."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Action, Agreement, Goal
from agreements.progress import Pace
from agreements.queries import AT_WORK, progress_of
from mentorship.notifications.enums import Weekday
from mentorship.notifications.reminders import Due, ReminderKind
from programs.while_open import until_closed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

A_DAY = timedelta(days=1)
MORNING = time(8)
PACE_IS_NEWS_FOR = timedelta(days=2)


def due_soon(action: Action, due_on: date, now: datetime) -> Due | None:
    """Tell its owner once that an action's day comes near, as many days before as the cohort says."""
    zone = ZoneInfo(action.owner.time_zone)
    lead = timedelta(days=action.pairing.cohort.policy.reminder_days_before)
    due_at = datetime.combine(due_on - lead, MORNING, tzinfo=zone)
    if due_at > now:
        return None
    names = {
        "name": action.pairing.partner_of(action.owner).user.full_name,
        "day": date_format(due_on, "l j F"),
    }
    return Due(
        recipient_id=action.owner_id,
        kind="action_due",
        subject_uuid=action.uuid,
        slot=due_on.isoformat(),
        due_at=due_at,
        expires_at=datetime.combine(due_on + A_DAY, time.min, tzinfo=zone),
        headline=_("One of your actions is due on %(day)s") % names,
        lines=(_("You agreed on it with %(name)s. If it is done, one tap says so.") % names,),
        action_label=_("Open it"),
        action_path=action.goal.get_absolute_url() if action.goal else reverse("agreements:goals"),
        scope_uuid=action.pairing.cohort.uuid,
    )


@until_closed
def goals_behind(now: datetime) -> Iterator[Due]:
    """Yield, on Monday morning, for each goal behind its pace one word to the mentee; the mail does not say the goal."""
    if now.weekday() not in {Weekday.SUNDAY, Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY}:
        return
    measured = Goal.objects.open().filter(
        pairing__state__in=AT_WORK, measure_target__gt=0, target_date__gte=(now - A_DAY).date()
    )
    goals = list(measured.with_people())
    found = progress_of(goals, now) if goals else {}
    for goal in goals:
        mentee = goal.pairing.mentee.user
        zone = ZoneInfo(mentee.time_zone)
        today = now.astimezone(zone).date()
        monday = today - timedelta(days=today.weekday())
        due_at = datetime.combine(monday, MORNING, tzinfo=zone)
        if found[goal.pk].pace == Pace.BEHIND and due_at <= now < due_at + PACE_IS_NEWS_FOR:
            week = monday.isocalendar()
            yield Due(
                recipient_id=mentee.pk,
                kind=BEHIND.key,
                subject_uuid=goal.uuid,
                slot=f"{week.year}-W{week.week:02}",
                due_at=due_at,
                expires_at=due_at + PACE_IS_NEWS_FOR,
                headline=_("One of your goals is behind its pace"),
                lines=(
                    _("See what is missing, and what you can plan for this week."),
                    _("If its date does not fit any more, write the goal anew together."),
                ),
                action_label=_("Open the goal"),
                action_path=goal.get_absolute_url(),
                scope_uuid=goal.pairing.cohort.uuid,
            )


def nobody_signs(agreement: Agreement, now: datetime) -> Iterator[Due]:
    """Yield, for each program leader, that an agreement is not in force after the policy's days; nothing of what it says."""
    due_at = leaders_hear_at(agreement, now)
    if due_at > now:
        return
    names = {
        "mentee": agreement.pairing.mentee.user.full_name,
        "mentor": agreement.pairing.mentor.user.full_name,
        "days": (now - (agreement.opened_at or now)).days,
    }
    for leadership in agreement.pairing.cohort.program.leaderships.all():
        yield Due(
            recipient_id=leadership.user_id,
            kind="agreement_not_signed",
            subject_uuid=agreement.uuid,
            slot=f"v{agreement.version}",
            due_at=due_at,
            headline=_("%(mentee)s and %(mentor)s have no agreement yet") % names,
            lines=(
                _(
                    "It has been open for %(days)d days. We reminded whose word is missing, and told them that you would hear."
                )
                % names,
            ),
            action_label=_("Open the pair"),
            action_path=reverse("matching:pairing", args=[agreement.pairing.uuid]),
            scope_uuid=agreement.pairing.cohort.uuid,
        )


def leaders_hear_at(agreement: Agreement, now: datetime) -> datetime:
    """Return when the program leaders hear that an agreement is not signed; its policy at hand."""
    days = agreement.pairing.cohort.policy.escalation_days
    return (agreement.opened_at or now) + timedelta(days=days)


def who_hears_next(agreement: Agreement, time_zone: str, now: datetime) -> str:
    """Say, to who is reminded, who hears of it next and when."""
    with timezone.override(time_zone):
        day = date_format(timezone.localtime(leaders_hear_at(agreement, now)), "j F")
    if leaders_hear_at(agreement, now) <= now:
        return _("Your program leader has heard that it is not signed yet, and nothing of what it says.")
    return _("If it is not signed by %(day)s, your program leader hears so, and nothing of what it says.") % {
        "day": day
    }


BEHIND = ReminderKind(
    "goal_behind",
    gettext_lazy("A goal is behind its pace"),
    goals_behind,
    why=gettext_lazy("a goal of yours has fewer pieces of evidence than an even pace would bring"),
)
