"""States and kinds of the app `programs`, with their labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CohortStage(TextChoices):
    """A cohort's stages; it only ever goes forward."""

    DRAFT = "draft", _("Draft")
    ENROLLING = "enrolling", _("Enrolling")
    MATCHING = "matching", _("Matching")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")


COHORT_MOVES: dict[str, frozenset[str]] = {
    CohortStage.DRAFT: frozenset({CohortStage.ENROLLING}),
    CohortStage.ENROLLING: frozenset({CohortStage.MATCHING}),
    CohortStage.MATCHING: frozenset({CohortStage.RUNNING}),
    CohortStage.RUNNING: frozenset({CohortStage.CLOSED}),
    CohortStage.CLOSED: frozenset(),
}


class EnrollmentRole(TextChoices):
    """What a person is in a cohort."""

    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")


class EnrollmentState(TextChoices):
    """A person's way through a cohort."""

    INVITED = "invited", _("Invited")
    APPLIED = "applied", _("Applied")
    APPROVED = "approved", _("Approved")
    ACTIVE = "active", _("Active")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ENROLLMENT_MOVES: dict[str, frozenset[str]] = {
    EnrollmentState.INVITED: frozenset({EnrollmentState.APPLIED, EnrollmentState.APPROVED, EnrollmentState.WITHDRAWN}),
    EnrollmentState.APPLIED: frozenset({EnrollmentState.APPROVED, EnrollmentState.WITHDRAWN}),
    EnrollmentState.APPROVED: frozenset({EnrollmentState.ACTIVE, EnrollmentState.WITHDRAWN}),
    EnrollmentState.ACTIVE: frozenset({EnrollmentState.COMPLETED, EnrollmentState.WITHDRAWN}),
    EnrollmentState.COMPLETED: frozenset(),
    EnrollmentState.WITHDRAWN: frozenset(),
}


class TrackKind(TextChoices):
    """What a track is about."""

    CLINICAL_SKILLS = "clinical_skills", _("Clinical skills")
    RESEARCH = "research", _("Research")
    CAREER_ADVISING = "career_advising", _("Career advising")
    OTHER = "other", _("Other")


class CommunicationStyle(TextChoices):
    """How a person likes to give or get guidance."""

    DIRECT = "direct", _("Direct: say it plainly")
    COACHING = "coaching", _("Coaching: ask me questions")
    STRUCTURED = "structured", _("Structured: plans and agendas")
    INFORMAL = "informal", _("Informal: talk as it comes")


class TopicKind(TextChoices):
    """What a topic of the shared vocabulary is."""

    PROCEDURE = "procedure", _("Procedure")
    CLINICAL = "clinical", _("Clinical skill")
    CAREER = "career", _("Career")
    RESEARCH = "research", _("Research")


class NeedKind(TextChoices):
    """Why a mentee needs a topic."""

    COMPETENCY_GAP = "competency_gap", _("Competency gap")
    CAREER_NEED = "career_need", _("Career need")
    RESEARCH_INTEREST = "research_interest", _("Research interest")


class ImportState(TextChoices):
    """A file of participants on its way in."""

    PREVIEWED = "previewed", _("Ready to confirm")
    CONFIRMED = "confirmed", _("Imported")
    DISCARDED = "discarded", _("Discarded")


IMPORT_MOVES: dict[str, frozenset[str]] = {
    ImportState.PREVIEWED: frozenset({ImportState.CONFIRMED, ImportState.DISCARDED}),
    ImportState.CONFIRMED: frozenset(),
    ImportState.DISCARDED: frozenset(),
}


class CompletionKind(TextChoices):
    """How a training module was done."""

    SELF = "self", _("Done here")
    WORKSHOP = "workshop", _("Attended a workshop")


class LeaveState(TextChoices):
    """A leave is confirmed, and may be taken back once."""

    APPLIED = "applied", _("Confirmed")
    UNDONE = "undone", _("Taken back")


LEAVE_MOVES: dict[str, frozenset[str]] = {
    LeaveState.APPLIED: frozenset({LeaveState.UNDONE}),
    LeaveState.UNDONE: frozenset(),
}


class CharacteristicReaders(TextChoices):
    """Who reads what a person declares of themselves."""

    COUNTS = "counts", _("Nobody by name; the program's leaders see counts of larger groups")
    LEADERS = "leaders", _("The program's leaders")
