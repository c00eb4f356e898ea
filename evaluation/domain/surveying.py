"""Surveys: planned by a leader, answered into a sealed urn, counted once when they are over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evaluation.enums import CompareBy
from evaluation.models import Instrument, InstrumentWording, SurveyParticipation, SurveyUrn, SurveyWindow
from evaluation.queries.surveys import AT_WORK, asked_in
from evaluation.surveys.scoring import accepted
from evaluation.surveys.sealing import LONGEST_COMMENT, pseudonym, with_one_more
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.models import Cohort
from programs.rules import leads_the_cohort

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from mentorship.accounts.models import User
    from programs.models import Enrollment

APART = timedelta(days=28)
"""Between the last day of a survey and the first of the next with the same questions: answers must have had time to change."""
LONGEST, SHORTEST = timedelta(days=60), timedelta(days=2)


@transaction.atomic
def plan_survey(
    *,
    cohort_id: int,
    instrument_id: int,
    audience: str,
    moment: str,
    opens_on: date,
    closes_on: date,
    compare_by: str,
    by: User,
    now: datetime,
) -> SurveyWindow:
    """Say when the mentors or the mentees of a cohort are asked.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: these people cannot be asked this, or not then.
    """
    cohort = Cohort.objects.select_for_update(of=["self"]).get(pk=cohort_id)
    _allow(by, cohort)
    instrument = Instrument.objects.get(pk=instrument_id)
    if audience not in instrument.definition["audience"]:
        raise Refused(_("This questionnaire is not made for these people."))
    window = SurveyWindow(
        cohort=cohort,
        instrument=instrument,
        audience=audience,
        moment=moment,
        opens_on=opens_on,
        closes_on=closes_on,
        compare_by=compare_by,
        wording=newest_wording(cohort.program_id, instrument.pk),
    )
    _check_wording(window)
    _check_days(window, now)
    try:
        with transaction.atomic():
            window.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("These people are asked this at this moment already.")) from error
    audit.record(verb="plan_survey", actor=by, target=window, now=now, new=f"{opens_on} – {closes_on}")
    return window


@transaction.atomic
def change_survey(
    *, window_id: int, opens_on: date, closes_on: date, compare_by: str, by: User, now: datetime
) -> SurveyWindow:
    """Move a survey; once it is open, only its last day.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: it is over, or the days do not fit.
    """
    window = _locked(window_id)
    _allow(by, window.cohort)
    if window.counted_at or window.is_over(now):
        raise Refused(_("This survey is over and cannot be moved or opened again."))
    if window.has_begun(now) and (opens_on != window.opens_on or compare_by != window.compare_by):
        raise Refused(_("People are answering already: only the last day can still be moved."))
    old = f"{window.opens_on} – {window.closes_on}"
    was_open = window.has_begun(now)
    window.opens_on, window.closes_on, window.compare_by = opens_on, closes_on, CompareBy(compare_by).value
    _check_days(window, now, is_open=was_open)
    window.save(update_fields=["opens_on", "closes_on", "compare_by"])
    audit.record(
        verb="change_survey", actor=by, target=window, now=now, old=old, new=f"{window.opens_on} – {window.closes_on}"
    )
    return window


@transaction.atomic
def drop_survey(*, window_id: int, by: User, now: datetime) -> None:
    """Take a survey back that nobody could answer yet; taking it back twice is harmless.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: it is open or over.
    """
    window = SurveyWindow.objects.select_for_update(of=["self"]).select_related("cohort").filter(pk=window_id).first()
    if window is None:
        return
    _allow(by, window.cohort)
    if window.has_begun(now):
        raise Refused(_("This survey has begun and can no longer be taken back."))
    audit.record(verb="drop_survey", actor=by, target=window, now=now)
    window.delete()


@transaction.atomic
def answer_survey(
    *, window_id: int, answers: Mapping[str, Any], comment: str, code: str, by: User, now: datetime
) -> dict[str, int]:
    """Put the answers of one person into the urn, and note apart that they have answered; return what was understood.

    Nothing is written to the trail, and nothing with a time. The lock on the window keeps two answers apart.

    Raises:
        NotAllowed: this person is not asked.
        Refused: it is not open, they have answered already, or nothing is answered.
    """
    window = _locked(window_id)
    enrollment = asked_in(window).filter(user=by).prefetch_related("tracks").first()
    if enrollment is None:
        raise NotAllowed(_("You are not asked here."))
    if not window.is_open(now) or window.cohort.stage not in AT_WORK:
        raise Refused(_("This survey is not open."))
    understood = accepted(window.definition, answers)
    if not understood:
        raise Refused(_("Answer at least one question, or leave without sending."))
    try:
        with transaction.atomic():
            SurveyParticipation.objects.create(window=window, enrollment=enrollment)
    except IntegrityError as error:
        raise Refused(
            _("You have answered this already. Answers cannot be changed, because nobody knows which are yours.")
        ) from error
    urn, _made = SurveyUrn.objects.get_or_create(window=window, defaults={"sealed": b""})
    urn.sealed = with_one_more(
        bytes(urn.sealed),
        {
            "answers": understood,
            "comment": comment.strip()[:LONGEST_COMMENT] if window.definition["comment"] else "",
            "group": _group(window, enrollment),
            "pseudonym": pseudonym(code, about=about(window)),
        },
    )
    urn.save(update_fields=["sealed"])
    if window.least is None:
        window.least = window.cohort.policy.minimum_group_size
        window.save(update_fields=["least"])
    return understood


def about(window: SurveyWindow) -> str:
    """Name what a code is about: the same questions to the same people of one cohort, whatever the moment."""
    return f"{window.cohort.uuid}:{window.instrument.key}:{window.audience}"


def newest_wording(program_id: int, instrument_id: int) -> InstrumentWording | None:
    """Return the wording that the program entered last."""
    entered = InstrumentWording.objects.filter(program=program_id, instrument=instrument_id)
    return entered.order_by("-entered_at", "-pk").first()


def _locked(window_id: int) -> SurveyWindow:
    found = SurveyWindow.objects.select_for_update(of=["self"])
    return found.select_related("cohort__policy", "cohort__program", "instrument").get(pk=window_id)


def _allow(by: User, cohort: Cohort) -> None:
    if not leads_the_cohort(by, cohort):
        raise NotAllowed(_("Only the leaders of the program may do this."))


def _group(window: SurveyWindow, enrollment: Enrollment) -> str:
    """Return the group in which somebody's answers count; nothing for who belongs to none or to several."""
    if window.compare_by == CompareBy.TRACK:
        names = [track.name for track in enrollment.tracks.all()]
        return names[0] if len(names) == 1 else ""
    return {CompareBy.SITE: enrollment.site, CompareBy.SPECIALTY: enrollment.specialty}.get(
        CompareBy(window.compare_by), ""
    )


def needs_no_wording(definition: Mapping[str, Any]) -> bool:
    """Whether a questionnaire can be asked before anybody entered its official wording."""
    return definition["use"] != "permission" and all(item["label"] for item in definition["items"])


def _check_wording(window: SurveyWindow) -> None:
    definition = window.definition
    if definition["use"] == "permission" and not (window.wording and window.wording.has_permission):
        raise Refused(_("Enter the wording and confirm the owner's permission first."))
    if window.wording is None and not needs_no_wording(definition):
        raise Refused(_("Enter the official wording first: we hold no labels of our own for this questionnaire."))


def _check_days(window: SurveyWindow, now: datetime, *, is_open: bool = False) -> None:
    if not is_open and window.opens_on < window.today(now):
        raise Refused(_("The first day has gone already."))
    if window.closes_on < window.today(now):
        raise Refused(_("The last day has gone already."))
    if not SHORTEST <= window.closes_on - window.opens_on <= LONGEST:
        raise Refused(_("A survey is open for 2 to 60 days."))
    others = SurveyWindow.objects.filter(
        cohort=window.cohort, instrument__key=window.instrument.key, audience=window.audience
    ).exclude(pk=window.pk)
    if others.filter(closes_on__gt=window.opens_on - APART, opens_on__lt=window.closes_on + APART).exists():
        raise Refused(
            _(
                "The same questions must lie 28 days apart: sooner, two results would give away what one person answered."
            )
        )
