"""From the pool to pairs: two runs of the matching, and what people answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from agreements.domain.agreements import sign_agreement
from agreements.domain.expectations import answer_expectations
from agreements.enums import Channel, Rhythm, Weight
from agreements.models import Agreement
from matching.domain.pairings import accept_pairing, decline_pairing, expire_unanswered
from matching.domain.proposals import lock_proposal, reassign_proposal, reject_proposal
from matching.domain.runs import publish_run, queue_run
from matching.domain.solving import solve_run
from matching.models import MatchRun, Pairing
from mentorship.accounts.models import User
from mentorship.demo.story.calendar import Calendar
from mentorship.demo.story.setting import Setting
from programs.enums import EnrollmentRole
from programs.models import Enrollment

MENTOR, MENTEE = "mentor@example.org", "mentee@example.org"
FIRST_RUN, FIRST_PUBLISHED = 45, 43
SECOND_RUN, SECOND_PUBLISHED = 2, 1
PUT_ASIDE, UNSIGNED = 3, 3


def match_and_sign(setting: Setting, calendar: Calendar) -> list[Pairing]:
    """Match the cohort; return the pairs that are at work, Lena Fischer's and Dr Osei's first."""
    run = _solve(setting, calendar, days_ago=FIRST_RUN)
    _the_leader_changes_some(run, setting, calendar)
    published = calendar.at(FIRST_PUBLISHED, 14)
    pairings = publish_run(run_id=run.pk, by=setting.leader, now=published)
    pairings.sort(key=lambda pairing: (pairing.mentee.user.email != MENTEE, pairing.mentee.user.email))
    declined, unanswered, *others = reversed(pairings)
    decline_pairing(pairing_id=declined.pk, by=declined.mentee.user, now=calendar.at(FIRST_PUBLISHED - 1, 18))
    accept_pairing(pairing_id=unanswered.pk, by=unanswered.mentee.user, now=calendar.at(FIRST_PUBLISHED - 1, 19))
    for number, pairing in enumerate(others):
        _accept(pairing, calendar.at(FIRST_PUBLISHED - 1 - number % 3, 8 + number % 11, 5 * number % 60), calendar)
    expire_unanswered(now=unanswered.answer_by + timedelta(hours=1))
    waiting, at_work = others[:UNSIGNED], others[UNSIGNED:]
    for number, pairing in enumerate(at_work):
        day = FIRST_PUBLISHED - 4 - number % 4
        _expect(pairing, calendar.at(day, 18))
        _sign(pairing, (pairing.mentee.user, calendar.at(day, 19)), (pairing.mentor.user, calendar.at(day - 1, 7, 40)))
    _expect(waiting[0], calendar.at(FIRST_PUBLISHED - 5, 20))
    _expect(waiting[1], calendar.at(FIRST_PUBLISHED - 5, 19), mentor_wants=Rhythm.MONTHLY)
    _sign(waiting[0], (waiting[0].mentor.user, calendar.at(FIRST_PUBLISHED - 5, 21)))
    return [Pairing.objects.with_people().get(pk=pairing.pk) for pairing in reversed(at_work)]


def match_those_left(setting: Setting, calendar: Calendar) -> None:
    """Match once more, yesterday, whoever has no mentor yet; most of these proposals are still open."""
    run = _solve(setting, calendar, days_ago=SECOND_RUN)
    pairings = publish_run(run_id=run.pk, by=setting.leader, now=calendar.at(SECOND_PUBLISHED, 10))
    pairings.sort(key=lambda pairing: pairing.mentee.user.email)
    ready, half, declined, *_open = pairings
    _accept(ready, calendar.at(1, 12), calendar)
    accept_pairing(pairing_id=half.pk, by=half.mentor.user, now=calendar.at(1, 13))
    decline_pairing(pairing_id=declined.pk, by=declined.mentor.user, now=calendar.at(1, 17))


def _solve(setting: Setting, calendar: Calendar, *, days_ago: int) -> MatchRun:
    run = queue_run(cohort_id=setting.cohort.pk, by=setting.leader, now=calendar.at(days_ago, 9))
    solve_run(run_id=run.pk, now=calendar.at(days_ago, 9, 1))
    run.refresh_from_db()
    return run


def _the_leader_changes_some(run: MatchRun, setting: Setting, calendar: Calendar) -> None:
    """Bring Lena Fischer to Dr Osei if the engine did not, and put three proposals aside for another time."""
    proposals = run.proposals.with_people().order_by("score", "pk")
    mentor = Enrollment.objects.get(cohort=setting.cohort, role=EnrollmentRole.MENTOR, user__email=MENTOR)
    moment = calendar.at(FIRST_RUN, 10)
    aside = [p for p in proposals if p.mentor.user.email != MENTOR and p.mentee.user.email != MENTEE][:PUT_ASIDE]
    for proposal in aside:
        reject_proposal(proposal_id=proposal.pk, by=setting.leader, now=moment)
    lena = proposals.get(mentee__user__email=MENTEE)
    if lena.mentor_id == mentor.pk:
        lock_proposal(proposal_id=lena.pk, by=setting.leader, now=moment)
        return
    if proposals.filter(mentor=mentor).count() >= (mentor.capacity or 0):
        reject_proposal(proposal_id=proposals.filter(mentor=mentor)[0].pk, by=setting.leader, now=moment)
    reassign_proposal(proposal_id=lena.pk, mentor_id=mentor.pk, by=setting.leader, now=moment)


def _accept(pairing: Pairing, moment: datetime, calendar: Calendar) -> None:
    accept_pairing(pairing_id=pairing.pk, by=pairing.mentee.user, now=moment)
    accept_pairing(pairing_id=pairing.pk, by=pairing.mentor.user, now=calendar.past(moment + timedelta(hours=5)))


def _expect(pairing: Pairing, moment: datetime, *, mentor_wants: str = Rhythm.FORTNIGHTLY) -> None:
    """Both say what they expect; unless the mentor wants to meet more or less often, they expect the same."""
    same = {"clinical": Weight.MAIN, "career": Weight.SOME, "research": Weight.NONE, "reach": Channel.EMAIL}
    for person, rhythm, limits in (
        (pairing.mentee.user, Rhythm.FORTNIGHTLY, "My private phone at weekends"),
        (pairing.mentor.user, mentor_wants, ""),
    ):
        answers = {**same, "how_often": rhythm, "off_limits": limits}
        answer_expectations(pairing_id=pairing.pk, by=person, now=moment, **answers)


def _sign(pairing: Pairing, *signatures: tuple[User, datetime]) -> None:
    agreement = Agreement.objects.open().get(pairing=pairing)
    for signer, moment in signatures:
        sign_agreement(agreement_id=agreement.pk, by=signer, typed_name=signer.full_name, now=moment)
