"""Who meets what on the pages of `meetings`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from meetings import links
from meetings.domain.feeds import digest_of
from meetings.models import CalendarFeed
from tests.meetings.factories import (
    AbsenceFactory,
    AgendaItemFactory,
    AvailabilityFactory,
    BusySourceFactory,
    MeetingFactory,
    MeetingNoteFactory,
    ProposalFactory,
)
from tests.permissions.table import (
    EVERYONE,
    EVERYONE_SIGNED_IN,
    FORBIDDEN,
    NOT_FOUND,
    ROLES,
    THE_MENTEE,
    THE_PAIR,
    THE_PAIR_AND_ITS_LEADER,
    Row,
)

Cast = Callable[[str], Any]

THE_PAIR_BUT_NOT_ITS_LEADER = {**THE_PAIR, "leader": FORBIDDEN}
"""The leader reads that there is a meeting, so the refusal says so."""


def pairing(cast: Cast) -> dict[str, Any]:
    return {"uuid": cast("pairing").uuid}


def coming(cast: Cast) -> dict[str, Any]:
    return {"uuid": MeetingFactory(pairing=cast("pairing")).uuid}


def over(cast: Cast) -> dict[str, Any]:
    return {"uuid": MeetingFactory(pairing=cast("pairing"), over=True).uuid}


def confirmed_by_mentor(cast: Cast) -> dict[str, Any]:
    return {"uuid": MeetingFactory(pairing=cast("pairing"), held=True).uuid}


def item_of_mentee(cast: Cast) -> dict[str, Any]:
    return {"uuid": AgendaItemFactory(meeting=MeetingFactory(pairing=cast("pairing"))).uuid}


def private_note_of_mentee(cast: Cast) -> dict[str, Any]:
    return {"uuid": MeetingNoteFactory(meeting=MeetingFactory(pairing=cast("pairing"))).uuid}


def token_of_mentee(cast: Cast) -> dict[str, Any]:
    CalendarFeed.objects.create(user=cast("mentee"), token_sha256=digest_of("a-secret"))
    return {"token": "a-secret"}


def proposal_of_mentee(cast: Cast) -> dict[str, Any]:
    return {"uuid": ProposalFactory(pairing=cast("pairing")).uuid}


def link_of_mentor(cast: Cast) -> dict[str, Any]:
    return {"token": links.token_for(ProposalFactory(pairing=cast("pairing")), cast("mentor"))}


def link_in_a_strangers_name(cast: Cast) -> dict[str, Any]:
    return {"token": links.token_for(ProposalFactory(pairing=cast("pairing")), cast("other_mentor"))}


def weekly_of_mentee(cast: Cast) -> dict[str, Any]:
    return {"uuid": AvailabilityFactory(user=cast("mentee")).uuid}


def absence_of_mentee(cast: Cast) -> dict[str, Any]:
    return {"uuid": AbsenceFactory(user=cast("mentee")).uuid}


def calendar_of_mentee(cast: Cast) -> dict[str, Any]:
    return {"uuid": BusySourceFactory(user=cast("mentee")).uuid}


OWN_OF_THE_MENTEE = {**EVERYONE_SIGNED_IN, **dict.fromkeys(ROLES[2:], NOT_FOUND)}
WHO_LEADS = {**EVERYONE_SIGNED_IN, "mentee": NOT_FOUND, "mentor": NOT_FOUND, "other_mentee": NOT_FOUND}
WHO_LEADS |= {"other_mentor": NOT_FOUND, "staff": NOT_FOUND, "other_leader": NOT_FOUND}

ROWS: list[Row] = [
    Row("meetings:find", THE_PAIR_BUT_NOT_ITS_LEADER, kwargs=pairing),
    Row("meetings:find", THE_PAIR_BUT_NOT_ITS_LEADER, method="POST", kwargs=pairing),
    Row(
        "meetings:answer",
        {**THE_PAIR, "mentee": FORBIDDEN},
        method="POST",
        kwargs=proposal_of_mentee,
        data=lambda _cast: {"time": "none"},
    ),
    Row("meetings:withdraw", {**THE_PAIR, "mentor": FORBIDDEN}, method="POST", kwargs=proposal_of_mentee),
    Row("meetings:answer-by-mail", EVERYONE, kwargs=link_of_mentor, note="signed: good in the name of who was asked"),
    Row(
        "meetings:answer-by-mail",
        EVERYONE,
        method="POST",
        kwargs=link_of_mentor,
        data=lambda _cast: {"time": "none"},
        note="signed",
    ),
    Row(
        "meetings:answer-by-mail",
        dict.fromkeys(ROLES, NOT_FOUND),
        kwargs=lambda _cast: {"token": "not-signed"},
        note="not signed",
    ),
    Row(
        "meetings:answer-by-mail",
        dict.fromkeys(ROLES, NOT_FOUND),
        kwargs=link_in_a_strangers_name,
        note="signed for somebody who was not asked",
    ),
    Row("meetings:availability", EVERYONE_SIGNED_IN),
    Row("meetings:weekly-add", EVERYONE_SIGNED_IN, method="POST"),
    Row("meetings:weekly-remove", OWN_OF_THE_MENTEE, method="POST", kwargs=weekly_of_mentee),
    Row("meetings:exception-add", EVERYONE_SIGNED_IN, method="POST"),
    Row("meetings:exception-remove", OWN_OF_THE_MENTEE, method="POST", kwargs=absence_of_mentee),
    Row("meetings:busy-file", EVERYONE_SIGNED_IN, method="POST"),
    Row("meetings:busy-address", EVERYONE_SIGNED_IN, method="POST"),
    Row("meetings:busy-remove", OWN_OF_THE_MENTEE, method="POST", kwargs=calendar_of_mentee),
    Row("meetings:protected-time", {**WHO_LEADS, "other_leader": NOT_FOUND}),
    Row("meetings:move", THE_PAIR_BUT_NOT_ITS_LEADER, kwargs=coming),
    Row("meetings:move", THE_PAIR_BUT_NOT_ITS_LEADER, method="POST", kwargs=coming),
    Row("meetings:agenda-grow", THE_PAIR_BUT_NOT_ITS_LEADER, method="POST", kwargs=coming),
    Row("meetings:meetings", EVERYONE_SIGNED_IN),
    Row("meetings:timing", THE_PAIR_AND_ITS_LEADER, kwargs=pairing),
    Row("meetings:plan", THE_PAIR_BUT_NOT_ITS_LEADER, kwargs=pairing),
    Row("meetings:plan", THE_PAIR_BUT_NOT_ITS_LEADER, method="POST", kwargs=pairing),
    Row("meetings:log", THE_PAIR_BUT_NOT_ITS_LEADER, kwargs=pairing),
    Row("meetings:log", THE_PAIR_BUT_NOT_ITS_LEADER, method="POST", kwargs=pairing),
    Row("meetings:meeting", THE_PAIR_AND_ITS_LEADER, kwargs=coming),
    Row("meetings:invitation", THE_PAIR_BUT_NOT_ITS_LEADER, kwargs=coming),
    Row(
        "meetings:confirm",
        THE_PAIR_BUT_NOT_ITS_LEADER,
        method="POST",
        kwargs=over,
        data=lambda _cast: {"minutes": 30},
    ),
    Row("meetings:take-back", THE_PAIR_BUT_NOT_ITS_LEADER, method="POST", kwargs=confirmed_by_mentor),
    Row("meetings:cancel", THE_PAIR_BUT_NOT_ITS_LEADER, kwargs=coming),
    Row(
        "meetings:cancel",
        THE_PAIR_BUT_NOT_ITS_LEADER,
        method="POST",
        kwargs=coming,
        data=lambda _cast: {"reason": "exam"},
    ),
    Row(
        "meetings:agenda-add",
        THE_PAIR_BUT_NOT_ITS_LEADER,
        method="POST",
        kwargs=coming,
        data=lambda _cast: {"text": "Sutures"},
    ),
    Row("meetings:agenda-remove", {**THE_PAIR, "mentor": FORBIDDEN}, method="POST", kwargs=item_of_mentee),
    Row(
        "meetings:note",
        THE_PAIR_BUT_NOT_ITS_LEADER,
        method="POST",
        kwargs=over,
        data=lambda _cast: {"text": "Ask again", "share": "no"},
    ),
    Row("meetings:note-share", THE_MENTEE, method="POST", kwargs=private_note_of_mentee),
    Row(
        "meetings:reflect",
        THE_PAIR_BUT_NOT_ITS_LEADER,
        method="POST",
        kwargs=over,
        data=lambda _cast: {"lessons": "Patience", "share": "no"},
    ),
    Row(
        "meetings:follow-up",
        THE_PAIR_BUT_NOT_ITS_LEADER,
        method="POST",
        kwargs=over,
        data=lambda cast: {"text": "Book the simulator", "owner": cast("mentee").pk},
    ),
    Row("meetings:calendar", EVERYONE_SIGNED_IN),
    Row("meetings:calendar-make", EVERYONE_SIGNED_IN, method="POST"),
    Row("meetings:calendar-renew", EVERYONE_SIGNED_IN, method="POST"),
    Row("meetings:calendar-revoke", EVERYONE_SIGNED_IN, method="POST"),
    Row("meetings:feed", EVERYONE, kwargs=token_of_mentee),
    Row("meetings:feed", dict.fromkeys(ROLES, NOT_FOUND), kwargs=lambda _cast: {"token": "wrong"}, note="wrong token"),
]
