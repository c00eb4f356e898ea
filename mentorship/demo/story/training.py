"""What mentors learn: a text with questions that all have done, a link, and a file to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorship.accounts.models import User
from programs.domain.training import complete_module, record_attendance
from programs.models import Enrollment, TrainingFile, TrainingModule, TrainingQuestion

if TYPE_CHECKING:
    from mentorship.demo.story.calendar import Calendar
    from mentorship.demo.story.setting import Setting

BIAS = """We all judge quickly, more so when we are tired or interrupted. What helps:

- Say what you **saw**, then what you think of it.
- Before you mark somebody down, ask what you would have written of another student.
- Write your notes the same day; memory fills gaps with what we expect.
"""
HANDOUT = """Feedback on one page

1. Ask first: what went well, what would you do differently?
2. Say one thing that you saw, and what it did for the patient.
3. Agree on one next step, and on the day on which you look at it again.
"""
CHOSEN_FOR_THE_WORKSHOP = 12
DONE_AGO, WORKSHOP_AGO = 46, 30


def train(setting: Setting, calendar: Calendar) -> None:
    """Add three modules; every mentor did the required one before the matching, some came to the workshop."""
    program = setting.cohort.program
    bias = TrainingModule.objects.create(program=program, title="Bias awareness", text=BIAS, valid_for_days=730)
    TrainingQuestion.objects.create(
        module=bias,
        text="You are about to write “seemed unsure”. What comes first?",
        right_answer="What the student did or said",
        wrong_answers="How sure you are of it\nWhat colleagues think of the student",
    )
    setting_goals = TrainingModule.objects.create(
        program=program,
        title="The GROW conversation",
        link="https://www.example.org/grow-conversation",
        is_required=False,
    )
    handout = TrainingModule.objects.create(program=program, title="Feedback on one page", is_required=False)
    TrainingFile.objects.create(module=handout, name="feedback-on-one-page.txt", content=HANDOUT.encode())
    mentors = User.objects.filter(pk__in=Enrollment.objects.filter(cohort=setting.cohort).mentors().values("user"))
    answers = {question.pk: question.right_answer for question in bias.questions.all()}
    for mentor in mentors.order_by("pk"):
        complete_module(module_id=bias.pk, by=mentor, now=calendar.at(DONE_AGO), answers=answers)
    record_attendance(
        module_id=setting_goals.pk,
        user_ids=list(mentors.order_by("pk").values_list("pk", flat=True)[:CHOSEN_FOR_THE_WORKSHOP]),
        on=calendar.day(WORKSHOP_AGO),
        by=setting.leader,
        now=calendar.at(WORKSHOP_AGO - 1),
    )
