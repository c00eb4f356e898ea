"""Which rows of which model go along with a person, and which columns stay behind.

What goes along is what this person may read of it anyhow: their own, the pair's, and what others wrote about them; never
what a partner or an observer keeps for themselves or says to the leader alone. Every model of the product stands either
here or in `LEFT_OUT` with the reason; a test holds this list to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model, Q, QuerySet

from agreements import models as agreements
from evaluation import models as evaluation
from evaluation.enums import ReviewState
from matching import models as matching
from meetings import models as meetings
from mentorship.accounts.models import User as Person
from mentorship.core.models import AuditEntry, Reading
from mentorship.notifications import models as notifications
from programs import models as programs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mentorship.accounts.models import User

Rows = Callable[["User"], "QuerySet[Any]"]
ALWAYS_LEFT_OUT = frozenset({"id", "client_key", "token_sha256", "password"})
"""Keys of our own, and what could open something."""


@dataclass(frozen=True)
class Table:
    """The rows of one model that go along, under a name of their own; `left_out` are columns that do not."""

    name: str
    model: type[Model]
    rows: Rows
    left_out: frozenset[str] = field(default_factory=frozenset)

    @property
    def columns(self) -> list[Any]:
        """The model's columns that go along, in its own order."""
        return [
            column for column in self.model._meta.concrete_fields if column.name not in self.left_out | ALWAYS_LEFT_OUT
        ]


def _rows(model: type[Model], *paths: str) -> Rows:
    """The rows that one of these paths leads from to the person."""
    return lambda user: QuerySet(model).filter(reduce(or_, (Q(**{path: user}) for path in paths)))


def _table(name: str, model: type[Model], path: str, *left_out: str) -> Table:
    return Table(name, model, _rows(model, path), frozenset(left_out))


def _of_the_pair(name: str, model: type[Model], pairing: str, *left_out: str) -> Table:
    """What both sides of a pair have in common: `pairing` is the path that leads to it."""
    return Table(name, model, _rows(model, f"{pairing}mentee__user", f"{pairing}mentor__user"), frozenset(left_out))


def _answers_of_partner(mine: str) -> Rows:
    """What the other side answered in a review, once both have; `mine` is the side of this person."""
    return lambda user: (
        evaluation.ReviewAnswer.objects.filter(**{f"review__pairing__{mine}__user": user})
        .exclude(author=user)
        .exclude(review__state=ReviewState.OPEN)
        .filter(review__answers__author=user)
    )


PAIR = "pairing__mentee__user"

TABLES: tuple[Table, ...] = (
    Table(
        "me",
        Person,
        lambda user: Person.objects.filter(pk=user.pk),
        frozenset({"is_superuser", "is_staff", "is_active"}),
    ),
    _table("email_addresses", EmailAddress, "user"),
    _table("second_steps", Authenticator, "user", "data"),
    _table("log_ins", UserSession, "user", "session_key", "data"),
    _table("programs_i_lead", programs.ProgramLeadership, "user"),
    _table("mail_wishes", notifications.MailWishes, "user"),
    _table("mail_wishes_by_kind", notifications.KindChoice, "user"),
    _table(
        "mails", notifications.Notification, "recipient", "claim", "lease_until", "attempts", "next_try_at", "digest"
    ),
    _table("steps_done", AuditEntry, "actor"),
    _table("who_read_mine", Reading, "about"),
    _table("enrollments", programs.Enrollment, "user"),
    _table("what_i_declared", programs.CharacteristicAnswer, "enrollment__user"),
    _table("needs", programs.Need, "enrollment__user"),
    _table("expertise", programs.Expertise, "enrollment__user"),
    _table("invitations", programs.Invitation, "enrollment__user"),
    _table("applications", programs.Application, "enrollment__user"),
    _table("leave", programs.Leave, "enrollments__user"),
    _table("training", programs.TrainingCompletion, "user"),
    _table("not_with", matching.Exclusion, "declared_by"),
    _table("wishes", matching.Preference, "chooser__user"),
    _table("background", matching.Background, "enrollment__user"),
    Table(
        "why_matched",
        matching.Proposal,
        lambda user: matching.Proposal.objects.visible_to(user).filter(Q(mentee__user=user) | Q(mentor__user=user)),
        frozenset({"next_best", "next_for_mentor", "run"}),
    ),
    _of_the_pair("pairs", matching.Pairing, ""),
    _of_the_pair("agreements", agreements.Agreement, "pairing__"),
    _of_the_pair("signatures", agreements.Signature, "agreement__pairing__"),
    _of_the_pair("signed_agreements", agreements.AgreementDocument, "agreement__pairing__", "pdf"),
    _table("endings", agreements.Ending, "by"),
    Table(
        "endings_by_my_partner",
        agreements.Ending,
        lambda user: agreements.Ending.objects.filter(
            Q(pairing__mentee__user=user) | Q(pairing__mentor__user=user)
        ).exclude(by=user),
        frozenset({"reason", "wants_new_partner"}),
    ),
    _table("expectations", agreements.Expectation, "person"),
    _table("goals", agreements.Goal, PAIR),
    Table("actions", agreements.Action, _rows(agreements.Action, PAIR, "owner", "written_by")),
    Table("goal_notes", agreements.GoalEntry, _rows(agreements.GoalEntry, "goal__pairing__mentee__user", "author")),
    Table(
        "changes_of_goals_and_actions",
        agreements.Change,
        _rows(agreements.Change, "goal__pairing__mentee__user", "action__pairing__mentee__user", "by"),
    ),
    _table("hours", meetings.Availability, "user"),
    _table("hours_exceptions", meetings.AvailabilityException, "user"),
    _table("calendars", meetings.BusySource, "user"),
    _table("busy_times", meetings.BusyBlock, "source__user"),
    _table("calendar_addresses", meetings.CalendarFeed, "user", "written", "written_as", "written_at"),
    _of_the_pair("meeting_series", meetings.MeetingSeries, "pairing__"),
    _of_the_pair("meetings", meetings.Meeting, "pairing__"),
    _of_the_pair("proposals_of_times", meetings.MeetingProposal, "pairing__"),
    _of_the_pair("proposed_times", meetings.ProposedTime, "proposal__pairing__"),
    _of_the_pair("whether_we_met", meetings.Confirmation, "meeting__pairing__"),
    _table("replies_to_invitations", meetings.InvitationReply, "user"),
    _of_the_pair("agenda", meetings.AgendaItem, "meeting__pairing__"),
    Table("meeting_notes", meetings.MeetingNote, meetings.MeetingNote.objects.visible_to),
    Table("reflections", meetings.Reflection, meetings.Reflection.objects.visible_to),
    _table("observations", evaluation.Observation, PAIR, "observer_satisfaction"),
    Table(
        "satisfaction_of_observers",
        evaluation.Observation,
        lambda user: evaluation.Observation.objects.filter(
            pairing__mentee__user=user, observer_satisfaction__isnull=False, mentee_satisfaction__isnull=False
        ),
        frozenset(column.name for column in evaluation.Observation._meta.concrete_fields)
        - {"uuid", "observer_satisfaction"},
    ),
    _table("ratings", evaluation.ObservationRating, "observation__pairing__mentee__user"),
    _table("observations_i_wrote", evaluation.Observation, "observer", "mentee_satisfaction", "read_at"),
    _table("ratings_i_gave", evaluation.ObservationRating, "observation__observer"),
    _table("requests_to_me", evaluation.ObservationRequest, "observer"),
    _table("requests_for_observations", evaluation.ObservationRequest, PAIR),
    _table("links_for_observers", evaluation.ObserverInvitation, "request__pairing__mentee__user"),
    _table("concerns_i_raised", evaluation.Concern, "raised_by", "settlement", "settled_by"),
    _table("procedures", evaluation.Procedure, "mentee__user"),
    _table("milestones", evaluation.MilestoneRating, "mentee__user"),
    _table("milestones_i_rated", evaluation.MilestoneRating, "rated_by"),
    _of_the_pair("reviews", evaluation.Review, "pairing__"),
    _table("review_answers", evaluation.ReviewAnswer, "author"),
    Table(
        "review_answers_of_my_mentor",
        evaluation.ReviewAnswer,
        _answers_of_partner("mentee"),
        frozenset({"to_leader"}),
    ),
    Table(
        "review_answers_of_my_mentee",
        evaluation.ReviewAnswer,
        _answers_of_partner("mentor"),
        frozenset({"to_leader"}),
    ),
    _table("surveys_i_answered", evaluation.SurveyParticipation, "enrollment__user"),
    _table("outcomes", evaluation.Outcome, "enrollment__user"),
    _table("portfolio", evaluation.Portfolio, "owner"),
    _table("portfolio_files", evaluation.PortfolioPaper, "portfolio__owner", "pdf", "heard_of_at", "times_begun"),
    _table("portfolio_links", evaluation.PortfolioLink, "portfolio__owner"),
    _table("portfolio_openings", evaluation.PortfolioOpening, "link__portfolio__owner"),
)

_NOBODYS = "speaks of no person"
_LEADERS = "work on a program; of a person it holds what stands in the other tables"
LEFT_OUT: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "notifications.LastRun", "programs.Program", "programs.Cohort", "programs.CohortPolicy", "programs.Track",
            "programs.Characteristic", "programs.ApplicationWindow", "programs.TrainingModule", "programs.TrainingFile",
            "programs.TrainingQuestion", "programs.CompetencyFramework", "programs.Competency", "programs.CompetencyLevel",
            "programs.Topic", "programs.Specialty", "programs.RememberedColumn", "programs.RememberedValue",
            "matching.Approach", "matching.Criterion", "agreements.GoalTemplate", "agreements.AgreementTemplate",
            "agreements.TemplateSection", "meetings.Holiday", "evaluation.ObservationForm", "evaluation.ProcedureTarget",
            "evaluation.Instrument", "evaluation.InstrumentWording", "evaluation.SurveyWindow", "evaluation.SurveyFigure",
            "evaluation.ProgramReview", "evaluation.MetricTarget",
        ),
        _NOBODYS,
    ),
    **dict.fromkeys(
        (
            "evaluation.ReportPaper", "evaluation.Decision", "programs.ParticipantImport", "programs.ImportedFile", "programs.ImportRow",
            "programs.LeaveShift", "matching.MatchRun", "matching.UnmatchedMentee",
        ),
        _LEADERS,
    ),
    **dict.fromkeys(
        ("evaluation.SurveyResponse", "evaluation.SurveyComment", "evaluation.SurveyUrn"),
        "kept apart from identities, so that nobody can say whose it is",
    ),
    "evaluation.DeviceCode": "a secret of the observer's, of use for minutes",
    "evaluation.ObserverMail": "that an observer's address was written to; the request says the same",
}  # fmt: skip


def files_of(user: User) -> Iterable[tuple[str, bytes]]:
    """The PDF files that go along, each with its name."""
    signed = agreements.AgreementDocument.objects.filter(
        Q(agreement__pairing__mentee__user=user) | Q(agreement__pairing__mentor__user=user)
    )
    for document in signed.select_related("agreement").order_by("pk"):
        yield f"agreement-{document.agreement.verification_code}.pdf", bytes(document.pdf)
    kept = evaluation.PortfolioPaper.objects.filter(portfolio__owner=user, pdf__isnull=False)
    for paper in kept.order_by("pk"):
        if paper.pdf is not None:
            yield f"portfolio-{paper.code}.pdf", bytes(paper.pdf)
