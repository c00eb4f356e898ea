"""What the pages of feedback show: lists, one observation in words, what a form can offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from agreements.enums import ActionSource
from agreements.models import Action, Goal
from evaluation import scoring
from evaluation.enums import FocusArea
from evaluation.models import Observation
from matching.models import Pairing
from mentorship.core.navigation import Role
from programs.enums import TopicKind
from programs.models import Topic

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal

    from django.db.models import QuerySet

    from evaluation.models import ObservationRating
    from mentorship.accounts.models import User


@dataclass(frozen=True)
class RatingShown:
    """One domain in words: `steps` are the points of its scale, True up to the rating."""

    label: str
    rating: int | None
    words: str
    steps: Sequence[bool]
    is_marginal: bool
    is_global: bool
    reason: str


@dataclass(frozen=True)
class ObservationShown:
    """One observation as its page shows it."""

    ratings: Sequence[RatingShown]
    n_observed: int
    n_domains: int
    mean: Decimal | None
    highest: int
    facts: Sequence[tuple[str, str]]
    action: Action | None


def feedback_of(user: User, role: str) -> QuerySet[Observation]:
    """What was sent about this mentee, the unread first; or what this mentor sent; in either case the newest first."""
    sent = Observation.objects.visible_to(user).select_related(
        "pairing__mentee__user", "pairing__mentor__user", "topic", "goal"
    )
    if role == Role.MENTOR:
        return sent.filter(pairing__mentor__user=user).order_by("-submitted_at", "-pk")
    is_read = Case(When(read_at__isnull=True, then=0), default=1)
    return sent.filter(pairing__mentee__user=user).order_by(is_read, "-submitted_at", "-pk")


def unread_by(user: User) -> QuerySet[Observation]:
    """What this mentee has not read yet, the oldest first."""
    return (
        Observation.objects.filter(pairing__mentee__user=user, read_at__isnull=True)
        .select_related("pairing__mentee__user", "pairing__mentor__user")
        .order_by("submitted_at", "pk")
    )


def observations_of(pairing: Pairing) -> QuerySet[Observation]:
    """What was sent about the mentee of this pair, the newest first."""
    sent = Observation.objects.filter(pairing=pairing).select_related("topic", "pairing__mentee__user")
    return sent.order_by("-observed_on", "-pk")


def observed_pairings(user: User) -> QuerySet[Pairing]:
    """The active pairs in which this person is the mentor, by the mentee's name."""
    return Pairing.objects.of_mentor(user).active().with_people().order_by("mentee__user__full_name", "pk")


def open_goals_of(pairing: Pairing) -> QuerySet[Goal]:
    """The goals of this pair that an observation may count towards."""
    return Goal.objects.filter(pairing=pairing).open().order_by("target_date", "pk")


def topics_for(program_ids: Collection[int], kinds: Collection[TopicKind]) -> QuerySet[Topic]:
    """The procedures and skills that these programs know."""
    known = Q(program__isnull=True) | Q(program__in=program_ids)
    return Topic.objects.filter(known, kind__in=kinds).order_by("name")


def goal_topics(of: Q) -> set[int]:
    """The topics that the open goals chosen by `of` measure."""
    goals = Goal.objects.open().filter(of, measure_topic__isnull=False)
    return set(goals.values_list("measure_topic", flat=True))


def last_sent(pairing: Pairing, observer: User) -> Observation | None:
    """What this observer sent last about this mentee, for what can be offered again."""
    sent = Observation.objects.filter(pairing=pairing, observer=observer)
    return sent.order_by("-submitted_at", "-pk").first()


def shown(observation: Observation) -> ObservationShown:
    """Put one observation into words."""
    definition = observation.form.definition
    rows = {row.domain: row for row in observation.ratings.all()}
    score = scoring.score(definition, {key: row.rating for key, row in rows.items()})
    ratings = [_rating(definition, domain, rows.get(domain["key"])) for domain in definition["domains"]]
    points = definition["scale"]["points"]
    return ObservationShown(
        ratings=ratings,
        n_observed=score.n_observed,
        n_domains=sum(not rating.is_global for rating in ratings),
        mean=score.mean_shown,
        highest=points[-1]["value"] if points else 0,
        facts=_facts(observation),
        action=Action.objects.filter(source=ActionSource.OBSERVATION, source_uuid=observation.uuid).first(),
    )


def _rating(definition: Mapping[str, Any], domain: Mapping[str, Any], row: ObservationRating | None) -> RatingShown:
    rating = row.rating if row else None
    scale = scoring.scale_of(definition, domain)
    band_key = scoring.band_of(scale, rating)
    band = next((band["label"] for band in scale["bands"] if band["key"] == band_key), None)
    point = next((point["label"] for point in scale["points"] if point["value"] == rating), None)
    spoken = f"{rating} · {_(band)}" if band else _(point or scale["not_observed"])
    return RatingShown(
        label=_(domain["label"]),
        rating=rating,
        words=spoken,
        steps=[rating is not None and point["value"] <= rating for point in scale["points"]],
        is_marginal=scoring.is_marginal(scale, rating),
        is_global=domain["is_global"],
        reason=row.reason if row else "",
    )


def _facts(observation: Observation) -> list[tuple[str, str]]:
    """The facts of the encounter that were given, each with its name."""
    minutes = _("%(minutes)d minutes")
    given = [
        (_("What"), observation.topic.name if observation.topic else ""),
        (_("Where"), observation.get_setting_display()),
        (_("Patient"), observation.get_visit_display()),
        (_("Age"), observation.get_age_band_display()),
        (_("Complexity"), observation.get_complexity_display()),
        (_("Focus"), ", ".join(str(FocusArea(area).label) for area in observation.focus_areas)),
        (_("About"), observation.focus),
        (_("Supervision"), observation.get_supervision_level_display()),
        (_("Observed"), minutes % {"minutes": observation.minutes_observed} if observation.minutes_observed else ""),
        (_("Feedback"), minutes % {"minutes": observation.minutes_feedback} if observation.minutes_feedback else ""),
        (_("Counts towards"), str(observation.goal) if observation.goal else ""),
    ]
    return [(name, value) for name, value in given if value]
