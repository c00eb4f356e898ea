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


class ImportRole(TextChoices):
    """Who is in a file: one role, or both, told apart by a column or by the sheets."""

    MENTEE = "mentee", _("Mentees")
    MENTOR = "mentor", _("Mentors")
    BOTH = "both", _("Both")


class RowStatus(TextChoices):
    """What a row of a file would do, or did."""

    ERROR = "error", _("cannot be read")
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")


class ImportState(TextChoices):
    """A file of participants on its way in."""

    QUEUED = "queued", _("Waiting to be read")
    READING = "reading", _("Being read")
    PREVIEWED = "previewed", _("Ready to confirm")
    AWAITED = "awaited", _("Waiting to be written")
    WRITING = "writing", _("Being written")
    CONFIRMED = "confirmed", _("Imported")
    DISCARDED = "discarded", _("Discarded")
    FAILED = "failed", _("Not readable")


IMPORT_MOVES: dict[str, frozenset[str]] = {
    ImportState.QUEUED: frozenset({ImportState.READING, ImportState.DISCARDED}),
    ImportState.READING: frozenset({ImportState.QUEUED, ImportState.PREVIEWED, ImportState.FAILED}),
    ImportState.PREVIEWED: frozenset({ImportState.QUEUED, ImportState.AWAITED, ImportState.DISCARDED}),
    ImportState.AWAITED: frozenset({ImportState.WRITING, ImportState.PREVIEWED, ImportState.DISCARDED}),
    ImportState.WRITING: frozenset({ImportState.AWAITED, ImportState.CONFIRMED, ImportState.PREVIEWED}),
    ImportState.CONFIRMED: frozenset(),
    ImportState.DISCARDED: frozenset(),
    ImportState.FAILED: frozenset({ImportState.DISCARDED}),
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
