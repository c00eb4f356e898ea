"""News for calendars: a meeting was planned, moved or cancelled, told to both with the file their calendar learns from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings import changes
from meetings.reminders.rows import due, when

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from mentorship.accounts.models import User
    from mentorship.notifications.reminders import Due

REQUEST = 'text/calendar; method=REQUEST; charset="utf-8"'
CANCEL = 'text/calendar; method=CANCEL; charset="utf-8"'


def news(now: dt.datetime) -> Iterator[Due]:
    """Every change since it was last news, told to each of the two; each sort of change is asked for once."""
    new, elsewhere, off = list(changes.planned(now)), list(changes.moved(now)), list(changes.cancelled(now))
    yield from _planned(new)
    yield from _moved(elsewhere)
    yield from _cancelled(off)
    yield from _own([*new, *elsewhere, *off])
    yield from _renamed(changes.renamed(now))


def planned(now: dt.datetime) -> Iterator[Due]:
    """One invitation to the one who did not plan it: for a single meeting, or for a whole series."""
    return _planned(changes.planned(now))


def moved(now: dt.datetime) -> Iterator[Due]:
    """One to who did not move it, however many were moved at once; to both where a leave or an extension did."""
    return _moved(changes.moved(now))


def _planned(found: Iterable[changes.Change]) -> Iterator[Due]:
    for change in found:
        for who in change.others:
            yield _of_change("meeting_planned", change, who, slot="planned", headline=_invitation_words(change, who))


def _moved(found: Iterable[changes.Change]) -> Iterator[Due]:
    for change in found:
        for who in change.others:
            yield _of_change(
                "meeting_moved",
                change,
                who,
                slot=f"moved {change.first.sequence}",
                headline=_moved_words(change, who),
                lines=() if change.by else (_("Your program leader moved dates because of a leave or an extension."),),
            )


def _cancelled(found: Iterable[changes.Change]) -> Iterator[Due]:
    """One message to the one who did not cancel, however many meetings of a series were called off at once."""
    for change in found:
        for who in change.others:
            slot = str(change.first.sequence)
            yield _of_change("meeting_cancelled", change, who, slot=slot, headline=_cancelled_words(change, who))


def _own(found: Iterable[changes.Change]) -> Iterator[Due]:
    """The same file to the one who planned, moved or cancelled: it is their calendar too."""
    for change in found:
        if change.by is None or not change.first.pairing.has_member(change.by):
            continue
        words = {
            changes.PLANNED: _("For your calendar: planned, %(when)s"),
            changes.MOVED: _("For your calendar: moved to %(when)s"),
            changes.CANCELLED: _("For your calendar: cancelled, %(when)s"),
        }[change.what]
        headline = words % {"when": when(change.first.starts_at, change.by)}
        slot = f"{change.what}:{change.first.sequence}"
        yield _of_change("meeting_own_change", change, change.by, slot=slot, headline=headline)


def _renamed(found: Iterable[changes.Change]) -> Iterator[Due]:
    for change in found:
        for who in change.others:
            name = change.first.pairing.partner_of(who).user.get_short_name()
            headline = _("For your calendar: your meetings with %(name)s have another title") % {"name": name}
            slot = f"{change.what}:{change.at:%Y%m%d%H%M%S}"
            yield _of_change("meeting_own_change", change, who, slot=slot, headline=headline)


def _facts(change: changes.Change, who: User) -> dict[str, object]:
    by = change.by or change.first.pairing.partner_of(who).user
    return {"name": by.get_short_name(), "when": when(change.first.starts_at, who), "number": len(change.meetings)}


def _invitation_words(change: changes.Change, who: User) -> str:
    return ngettext(
        "%(name)s planned a meeting with you: %(when)s",
        "%(name)s planned %(number)d meetings with you, the first: %(when)s",
        len(change.meetings),
    ) % _facts(change, who)


def _cancelled_words(change: changes.Change, who: User) -> str:
    number = len(change.meetings)
    if change.by is None:
        words = ngettext(
            "Your meeting with %(name)s on %(when)s does not take place",
            "%(number)d meetings with %(name)s do not take place, from %(when)s on",
            number,
        )
    else:
        words = ngettext(
            "%(name)s cancelled your meeting on %(when)s",
            "%(name)s cancelled %(number)d meetings, from %(when)s on",
            number,
        )
    return words % _facts(change, who)


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
        changes.RENAMED: _("Names have changed, times have not. Your calendar learns of it from the attached file."),
        changes.CANCELLED: _("Your calendar learns of it from the attached file. Plan another time when you can."),
    }[change.what]
    is_whole_series = change.what == changes.PLANNED and change.first.series is not None
    return due(
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
