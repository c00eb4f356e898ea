"""Who changed people's entries since a file was made: an older file would take newer answers back.

What changes an entry's answers after it was made is a leader's correction in the admin and a newer file.
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
from programs.domain.participants.comparing import CHANGED, text_of
from programs.enums import ImportState
from programs.models import Enrollment, ImportRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from programs.domain.participants.comparing import Judged, Known
    from programs.models import Cohort

ONLY_ADDS = frozenset({str(Field.TOPICS), "state"})


@dataclass(frozen=True)
class Change:
    """Somebody changed an entry: who, when, and the file they did it with, if any."""

    at: datetime
    who: str
    file: str = ""


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
        latest[pk] = max(change, latest.get(pk, change), key=lambda one: one.at)
    warned = 0
    for pk, change in latest.items():
        sent_at = _sent_at(replacing[pk], cohort)
        if sent_at is None or change.at > sent_at:
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
    """Find the last file that changed each entry."""
    keys = {(item.row.values["email"], item.row.role): pk for pk, item in replacing.items()}
    rows = (
        ImportRow.objects.filter(
            participant_import__cohort=cohort, participant_import__state=ImportState.CONFIRMED, status=CHANGED
        )
        .annotate(address=text_of("email"))
        .filter(address__in={address for address, _role in keys})
        .order_by("participant_import__started_at", "pk")
        .values_list(
            "address",
            "role",
            "participant_import__started_at",
            "participant_import__asked_by__full_name",
            "participant_import__file_name",
        )
    )
    return {
        keys[address, role]: Change(at, who, file)
        for address, role, at, who, file in rows
        if at is not None and (address, role) in keys
    }


def _sent_at(item: Judged, cohort: Cohort) -> datetime | None:
    """When this answer was sent, if the file says so; a day alone counts to its end."""
    said = item.row.values.get(Field.SENT_ON, "")
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
        _("Changed on %(day)s by %(who)s with the file “%(file)s”.")
        if change.file
        else _("Changed on %(day)s by %(who)s.")
    ) % facts
    ends = (
        _("This answer was sent before that: importing it takes the older values back.")
        if was_sent_before
        else _("If this file is older, importing it takes the older values back.")
    )
    return f"{said} {ends}"
