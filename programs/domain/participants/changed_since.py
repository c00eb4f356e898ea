"""Who changed people's entries since a file was made: an older file would take newer answers back.

What changes an entry's answers after it was made is a leader's correction in the admin and a newer file. Where both
files say when an answer was sent, the answers are compared; else the answer with the moment of the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programs.domain.participants.columns import Field
from programs.domain.participants.comparing import CHANGED, NEW, text_of
from programs.enums import ImportState
from programs.models import Enrollment, ImportRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from programs.domain.participants.comparing import Judged, Known
    from programs.models import Cohort

ONLY_ADDS = frozenset({str(Field.TOPICS), "state"})


@dataclass(frozen=True)
class Change:
    """Somebody changed an entry, or made it: who, when, with which file if any, and when its answer was sent if known."""

    at: datetime
    who: str
    file: str = ""
    sent_at: datetime | None = None
    made_it: bool = False

    @property
    def stands_since(self) -> datetime:
        """How new the answers are that it brought."""
        return self.sent_at or self.at

    def is_newer_than(self, sent_at: datetime | None) -> bool:
        """Would an answer that was sent then take newer ones back? An entry's first answer is no change of another."""
        if sent_at is None or (self.made_it and self.sent_at is None):
            return not self.made_it
        return self.stands_since > sent_at or (self.stands_since == sent_at and not self.made_it)


def warn_of_newer_answers(judged: Sequence[Judged], known: Known, cohort: Cohort) -> int:
    """Note beside each row who changed since what it would replace; return how many rows that are. Two queries."""
    replacing = {
        known.enrollments[known.user_ids[item.row.values["email"]], item.row.role].pk: item
        for item in judged
        if item.status == CHANGED and set(item.fields) - ONLY_ADDS
    }
    if not replacing:
        return 0
    latest = _by_hand(replacing)
    for pk, change in _by_a_file(replacing, cohort).items():
        latest[pk] = max(change, latest.get(pk, change), key=lambda one: one.stands_since)
    warned = 0
    for pk, change in latest.items():
        sent_at = _sent_at(replacing[pk].row.values.get(Field.SENT_ON, ""), cohort)
        if change.is_newer_than(sent_at):
            replacing[pk].warning = _in_words(change, cohort, was_sent_before=sent_at is not None)
            warned += 1
    return warned


def _by_hand(replacing: Mapping[int, Judged]) -> dict[int, Change]:
    """Find the last correction in the admin of each entry."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Enrollment),
        object_id__in=[str(pk) for pk in replacing],
        action_flag=CHANGE,
    ).select_related("user")
    return {
        int(entry.object_id or 0): Change(entry.action_time, entry.user.full_name)
        for entry in entries.order_by("action_time")
    }


def _by_a_file(replacing: Mapping[int, Judged], cohort: Cohort) -> dict[int, Change]:
    """Find the file with the newest answers of each entry."""
    keys = {(item.row.values["email"], item.row.role): pk for pk, item in replacing.items()}
    rows = (
        ImportRow.objects.filter(
            participant_import__cohort=cohort,
            participant_import__state=ImportState.CONFIRMED,
            status__in=[NEW, CHANGED],
        )
        .annotate(address=text_of("email"), sent=text_of(str(Field.SENT_ON)))
        .filter(address__in={address for address, _role in keys})
        .order_by("participant_import__started_at", "pk")
        .values_list(
            "address",
            "role",
            "participant_import__started_at",
            "participant_import__asked_by__full_name",
            "participant_import__file_name",
            "sent",
            "status",
        )
    )
    newest: dict[int, Change] = {}
    for address, role, at, who, file, sent, status in rows:
        if at is None or (address, role) not in keys:
            continue
        change = Change(at, who, file, _sent_at(sent or "", cohort), made_it=status == NEW)
        pk = keys[address, role]
        newest[pk] = max(change, newest.get(pk, change), key=lambda one: (not one.made_it, one.stands_since))
    return newest


def _sent_at(said: str, cohort: Cohort) -> datetime | None:
    """When an answer was sent, if its file says so; a day alone counts to its end."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    if len(said) == len("2026-11-02"):
        moment += timedelta(days=1)
    return moment.replace(tzinfo=moment.tzinfo or ZoneInfo(cohort.time_zone))


def _in_words(change: Change, cohort: Cohort, *, was_sent_before: bool) -> str:
    facts = {
        "day": date_format(timezone.localtime(change.at, ZoneInfo(cohort.time_zone)), "j M Y, H:i"),
        "who": change.who or _("a leader"),
        "file": change.file,
    }
    said = (
        _("Brought in on %(day)s by %(who)s with the file “%(file)s”.")
        if change.made_it
        else _("Changed on %(day)s by %(who)s with the file “%(file)s”.")
        if change.file
        else _("Changed on %(day)s by %(who)s.")
    ) % facts
    ends = (
        _("This answer was sent before that: importing it takes the older values back.")
        if was_sent_before
        else _("If this file is older, importing it takes the older values back.")
    )
    return f"{said} {ends}"
