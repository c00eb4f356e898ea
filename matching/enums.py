"""States and kinds of the app `matching`, with their labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CriterionKind(TextChoices):
    """What a criterion compares."""

    NEEDS = "needs", _("Needs and expertise")
    TRACK = "track", _("Track")
    SPECIALTY = "specialty", _("Specialty")
    COMMUNICATION_STYLE = "communication_style", _("Communication style")
    LANGUAGE = "language", _("Shared language")
    SITE = "site", _("Site")
    AVAILABILITY = "availability", _("Free at the same times")
    PREFERENCE = "preference", _("Ranked preferences")
    BACKGROUND = "background", _("Shared background, when asked for")


class Method(TextChoices):
    """What a run looks for."""

    BEST = "best", _("The best for all: most people matched, then the highest total")
    STABLE = "stable", _("Stable: no two people would both rather have each other")


class FairBy(TextChoices):
    """By which groups a run sees to it that nobody falls behind; the value is the field of the enrollment."""

    NOTHING = "", _("No groups")
    SITE = "site", _("Site")
    SPECIALTY = "specialty", _("Specialty")


class ExclusionReason(TextChoices):
    """Why two people must never be paired."""

    SUPERVISOR = "supervisor", _("Supervisor or assessor of record")
    FAMILY = "family", _("Family")
    CONFLICT = "conflict", _("Past conflict")
    NOT_WITH = "not_with", _("Asked not to be paired")


class RunState(TextChoices):
    """One solve."""

    QUEUED = "queued", _("Waiting to start")
    SOLVING = "solving", _("Looking for the best pairs")
    PROPOSED = "proposed", _("Proposed")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")
    FAILED = "failed", _("Failed")


RUN_MOVES: dict[str, frozenset[str]] = {
    RunState.QUEUED: frozenset({RunState.SOLVING, RunState.DISCARDED}),
    RunState.SOLVING: frozenset({RunState.PROPOSED, RunState.FAILED, RunState.QUEUED, RunState.DISCARDED}),
    RunState.PROPOSED: frozenset({RunState.PUBLISHED, RunState.DISCARDED}),
    RunState.PUBLISHED: frozenset(),
    RunState.DISCARDED: frozenset(),
    RunState.FAILED: frozenset({RunState.QUEUED, RunState.DISCARDED}),
}


class ProposalState(TextChoices):
    """What the leader says of a suggested pair."""

    SUGGESTED = "suggested", _("Suggested")
    LOCKED = "locked", _("Locked")
    REJECTED = "rejected", _("Rejected")


PROPOSAL_MOVES: dict[str, frozenset[str]] = {
    ProposalState.SUGGESTED: frozenset({ProposalState.LOCKED, ProposalState.REJECTED}),
    ProposalState.LOCKED: frozenset({ProposalState.SUGGESTED, ProposalState.REJECTED}),
    ProposalState.REJECTED: frozenset({ProposalState.SUGGESTED, ProposalState.LOCKED}),
}


class PairingState(TextChoices):
    """The life of a pair."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


PAIRING_MOVES: dict[str, frozenset[str]] = {
    PairingState.PROPOSED: frozenset({PairingState.ACCEPTED, PairingState.ENDED}),
    PairingState.ACCEPTED: frozenset({PairingState.ACTIVE, PairingState.ENDED}),
    PairingState.ACTIVE: frozenset({PairingState.PAUSED, PairingState.ENDED}),
    PairingState.PAUSED: frozenset({PairingState.ACTIVE, PairingState.ENDED}),
    PairingState.ENDED: frozenset(),
}

LIVE_PAIRING_STATES = [PairingState.PROPOSED, PairingState.ACCEPTED, PairingState.ACTIVE, PairingState.PAUSED]


class EndReason(TextChoices):
    """Why a pairing ended."""

    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    COMPLETED = "completed", _("Completed")
    NO_FAULT = "no_fault", _("Ended without fault")
    WITHDRAWN = "withdrawn", _("Somebody left the program")
    RE_MATCHED = "re_matched", _("Re-matched")
