"""States, kinds and scales of the app `evaluation`, with their labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ObservationKind(TextChoices):
    """Which form an observation is written on."""

    MINI_CEX = "mini_cex", _("Mini-CEX")
    DOPS = "dops", _("DOPS")
    DIRECT_SKILLS_REVIEW = "direct_skills_review", _("Direct skills review")
    FIELD_NOTE = "field_note", _("Field note")


class RequestState(TextChoices):
    """What became of a mentee's asking to be observed."""

    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Accepted")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Taken back")


REQUEST_MOVES: dict[str, frozenset[str]] = {
    RequestState.ASKED: frozenset(
        {
            RequestState.ACCEPTED,
            RequestState.ANSWERED,
            RequestState.DECLINED,
            RequestState.EXPIRED,
            RequestState.WITHDRAWN,
        },
    ),
    RequestState.ACCEPTED: frozenset(
        {RequestState.ANSWERED, RequestState.DECLINED, RequestState.EXPIRED, RequestState.WITHDRAWN},
    ),
    RequestState.ANSWERED: frozenset(),
    RequestState.DECLINED: frozenset(),
    RequestState.EXPIRED: frozenset({RequestState.ASKED, RequestState.WITHDRAWN}),
    RequestState.WITHDRAWN: frozenset(),
}
"""An expired request is asked again when its mentee, or its observer by a new link, takes it up."""

OPEN_REQUEST_STATES = (RequestState.ASKED, RequestState.ACCEPTED)


class RequestChannel(TextChoices):
    """How the observer comes to the form."""

    ACCOUNT = "account", _("In their own account")
    LINK = "link", _("By a link in a mail")
    DEVICE = "device", _("On the mentee's device")


class Confirmation(TextChoices):
    """How we know who wrote an observation."""

    ACCOUNT = "account", _("signed in")
    LINK = "link", _("by the link sent to their address")
    CODE = "code", _("by a code sent to their address")


class ObserverMailKind(TextChoices):
    """What we write to observers who have no account."""

    ASK = "ask", _("The request")
    REMINDER = "reminder", _("The reminder")
    LINK = "link", _("A new link")
    CODE = "code", _("The code")
    WITHDRAWN = "withdrawn", _("The request was taken back")
    RECEIPT = "receipt", _("What was sent in their name")


class ObserverMailState(TextChoices):
    """A mail to an observer, until it has left or is not needed any more."""

    PENDING = "pending", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Not needed any more")
    FAILED = "failed", _("Could not be sent")


OBSERVER_MAIL_MOVES: dict[str, frozenset[str]] = {
    ObserverMailState.PENDING: frozenset({ObserverMailState.SENDING, ObserverMailState.CANCELLED}),
    ObserverMailState.SENDING: frozenset(
        {
            ObserverMailState.PENDING,
            ObserverMailState.SENT,
            ObserverMailState.CANCELLED,
            ObserverMailState.FAILED,
        },
    ),
    ObserverMailState.SENT: frozenset(),
    ObserverMailState.CANCELLED: frozenset(),
    ObserverMailState.FAILED: frozenset(),
}


class ConcernKind(TextChoices):
    """What a concern is about."""

    PATIENT_SAFETY = "patient_safety", _("A patient may be at risk")
    SERIOUS = "serious", _("Another serious concern")


class ConcernState(TextChoices):
    """A concern until a leader has settled it."""

    RAISED = "raised", _("Raised")
    SETTLED = "settled", _("Settled")


CONCERN_MOVES: dict[str, frozenset[str]] = {
    ConcernState.RAISED: frozenset({ConcernState.SETTLED}),
    ConcernState.SETTLED: frozenset(),
}


class ClinicalSetting(TextChoices):
    """Where a trainee was seen at work."""

    AMBULATORY = "ambulatory", _("Outpatient clinic")
    INPATIENT = "inpatient", _("Ward")
    EMERGENCY = "emergency", _("Emergency department")
    OTHER = "other", _("Somewhere else")


class Complexity(TextChoices):
    """How hard the case was."""

    LOW = "low", _("Low")
    MODERATE = "moderate", _("Moderate")
    HIGH = "high", _("High")


class FocusArea(TextChoices):
    """What an encounter was mainly about; several may be."""

    DATA_GATHERING = "data_gathering", _("Data gathering")
    DIAGNOSIS = "diagnosis", _("Diagnosis")
    THERAPY = "therapy", _("Therapy")
    COUNSELING = "counseling", _("Counseling")


class PatientVisit(TextChoices):
    """Whether the patient was new."""

    NEW = "new", _("New patient")
    FOLLOW_UP = "follow_up", _("Follow-up")


class AgeBand(TextChoices):
    """A patient's age, never finer than this."""

    UNDER_1 = "0", _("under 1")
    FROM_1 = "1-4", _("1–4")
    FROM_5 = "5-14", _("5–14")
    FROM_15 = "15-24", _("15–24")
    FROM_25 = "25-44", _("25–44")
    FROM_45 = "45-64", _("45–64")
    FROM_65 = "65-74", _("65–74")
    FROM_75 = "75-89", _("75–89")
    FROM_90 = "90+", _("90 and over")


class SupervisionLevel(TextChoices):
    """Graded responsibility, ordinal: ten Cate's levels with Chen's student levels between (never averaged)."""

    OBSERVED_ONLY = "1", _("1 · watched, did not do it")
    DID_TOGETHER = "2a", _("2a · did it together with the supervisor")
    IN_THE_ROOM = "2b", _("2b · supervisor in the room, ready to step in")
    ALL_CHECKED = "3a", _("3a · supervisor close by, everything double-checked")
    KEY_CHECKED = "3b", _("3b · supervisor close by, key findings double-checked")
    BY_PHONE = "3c", _("3c · supervisor by phone, findings reviewed soon")
    UNSUPERVISED = "4", _("4 · on their own")


class ProcedureSetting(TextChoices):
    """Whether a patient was involved."""

    SIMULATION = "simulation", _("Simulation")
    PATIENT = "patient", _("Patient")


class ProcedureOutcome(TextChoices):
    """How a procedure went."""

    SUCCESS = "success", _("Succeeded")
    HELPED = "helped", _("Succeeded after somebody took over a step")
    UNSUCCESSFUL = "unsuccessful", _("Did not succeed")
    COMPLICATION = "complication", _("With a complication")


class ReviewState(TextChoices):
    """A review of one pairing for one period."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Both have answered")
    CLOSED = "closed", _("Closed")


REVIEW_MOVES: dict[str, frozenset[str]] = {
    ReviewState.OPEN: frozenset({ReviewState.ANSWERED, ReviewState.CLOSED}),
    ReviewState.ANSWERED: frozenset({ReviewState.CLOSED}),
    ReviewState.CLOSED: frozenset(),
}


class ReviewOutcome(TextChoices):
    """What a pair decides."""

    CONTINUE = "continue", _("Continue")
    ADJUST_GOALS = "adjust_goals", _("Adjust goals")
    CHANGE_PAIRING = "change_pairing", _("Change the pairing")
    END_WELL = "end_well", _("End well")
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence", _("Not enough evidence")


class Lever(TextChoices):
    """What a program review can change."""

    TRAINING = "training", _("Training of mentors")
    MATCHING = "matching", _("Matching")
    PROTECTED_TIME = "protected_time", _("Protected time")


class RaterRole(TextChoices):
    """Who rated a milestone."""

    SELF = "self", _("By themselves")
    MENTOR = "mentor", _("By the mentor")


class SurveyMoment(TextChoices):
    """When a survey is given."""

    START = "start", _("At the start")
    MIDDLE = "middle", _("In the middle")
    END = "end", _("At the end")


class CompareBy(TextChoices):
    """By which groups the results of a survey may be read; chosen before anybody is asked."""

    NOTHING = "", _("Everybody together")
    TRACK = "track", _("By track")
    SITE = "site", _("By site")
    SPECIALTY = "specialty", _("By specialty")


class SurveyMeasure(TextChoices):
    """What a figure of a survey says."""

    LEVEL = "level", _("Level")
    CHANGE = "change", _("Change since the start")


class Withheld(TextChoices):
    """Why a figure of a survey is not shown."""

    NOT = "", _("Shown")
    TOO_FEW = "too_few", _("Too few answered")
    PROTECTS_OTHERS = "protects_others", _("Would give away the answers of a smaller group")
    ALL_ALIKE = "all_alike", _("Would give away single answers")


class OutcomeKind(TextChoices):
    """What is recorded of how somebody's time ended."""

    RETENTION = "retention", _("Stayed in the program")
    RESIDENCY_MATCH = "residency_match", _("Residency match")
    GRADUATION = "graduation", _("Graduation")
    SPECIALTY = "specialty", _("Specialty")


class OutcomeValue(TextChoices):
    """What can be recorded; a specialty is written in words instead."""

    RETAINED = "retained", _("Still in the program")
    COMPLETED_EARLY = "completed_early", _("Completed early")
    LEFT = "left", _("Left the program")
    MATCHED = "matched", _("Matched")
    SOAP = "soap", _("Certified a list, did not match, placed in SOAP")
    UNMATCHED = "unmatched", _("Certified a list, did not match")
    SOAP_WITHOUT_LIST = "soap_without_list", _("No certified list, placed in SOAP")
    NO_LIST = "no_list", _("Registered, no certified list")
    WITHDREW = "withdrew", _("Registered, withdrew")
    GRADUATED = "graduated", _("Graduated")
    DELAYED = "delayed", _("Graduates later than planned")
    NOT_GRADUATED = "not_graduated", _("Did not graduate")


OUTCOME_VALUES: dict[str, tuple[OutcomeValue, ...]] = {
    OutcomeKind.RETENTION: (OutcomeValue.RETAINED, OutcomeValue.COMPLETED_EARLY, OutcomeValue.LEFT),
    OutcomeKind.RESIDENCY_MATCH: (
        OutcomeValue.MATCHED,
        OutcomeValue.SOAP,
        OutcomeValue.UNMATCHED,
        OutcomeValue.SOAP_WITHOUT_LIST,
        OutcomeValue.NO_LIST,
        OutcomeValue.WITHDREW,
    ),
    OutcomeKind.GRADUATION: (OutcomeValue.GRADUATED, OutcomeValue.DELAYED, OutcomeValue.NOT_GRADUATED),
    OutcomeKind.SPECIALTY: (),
}
"""What may be recorded of each kind; of a specialty, any words."""


class PortfolioPart(TextChoices):
    """What a portfolio can hold."""

    GOALS = "goals", _("Goals")
    PROCEDURES = "procedures", _("Procedures")
    FEEDBACK = "feedback", _("Feedback")
    MILESTONES = "milestones", _("Milestones")
    REFLECTIONS = "reflections", _("Reflections")


class PaperState(TextChoices):
    """A portfolio on its way to paper."""

    QUEUED = "queued", _("Waiting its turn")
    SETTING = "setting", _("Being set")
    READY = "ready", _("Ready")
    CANCELLED = "cancelled", _("Called off")
    FAILED = "failed", _("Did not finish")


PAPER_MOVES: dict[str, frozenset[str]] = {
    PaperState.QUEUED: frozenset({PaperState.SETTING, PaperState.CANCELLED}),
    PaperState.SETTING: frozenset({PaperState.READY, PaperState.QUEUED, PaperState.CANCELLED, PaperState.FAILED}),
    PaperState.READY: frozenset(),
    PaperState.CANCELLED: frozenset(),
    PaperState.FAILED: frozenset(),
}
