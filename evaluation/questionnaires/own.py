"""What the programme asks in its own words: satisfaction, confidence, mentoring quality, the fit after the first meeting."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from evaluation.questionnaires.parts import MENTEE, MENTOR, answers, item, line, scale

_AGREE = {
    "agree": answers(
        [_("Disagree"), _("Rather disagree"), _("Neither"), _("Rather agree"), _("Agree")],
        range(1, 6),
    )
}


def _asked(questions: dict[str, str], *, against: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    return [item(key, label, of="agree", is_reversed=key in against) for key, label in questions.items()]


def _of_5(key: str, label: str, questions: dict[str, str], word: str) -> dict[str, Any]:
    """The mean of 1 to 5, once more than half of the questions are answered."""
    return scale(
        key,
        label,
        list(questions),
        least=len(questions) // 2 + 1,
        lowest=1,
        highest=5,
        higher_is="better",
        lines=[line(4, word)],
    )


_OWN: dict[str, Any] = {
    "use": "own",
    "source": _("Written for this product; not validated"),
    "source_url": "",
    "terms": _("Part of the product, under its licence."),
    "note": "",
    "answers": _AGREE,
    "is_health": False,
}

_SATISFIED = {
    "s1": _("The mentoring is worth the time it takes me."),
    "s2": _("I would choose this mentor again."),
    "s3": _("I would recommend this program to a colleague."),
}
_CONFIDENT = {
    "c1": _("I know what to work on next."),
    "c2": _("I trust myself with the tasks that are expected at my stage."),
    "c3": _("I know whom to ask when I am not sure."),
}
_QUALITY = {
    "q1": _("My mentor keeps the time we agreed on."),
    "q2": _("I can say what I find difficult."),
    "q3": _("The feedback tells me what to do differently."),
    "q4": _("My own goals decide what we talk about."),
    "q5": _("Our meetings feel like being examined."),
}
_SATISFIED_MENTOR = {
    "s1": _("The mentoring is worth the time it takes me."),
    "s2": _("I would mentor in this program again."),
    "s3": _("I get the time I was promised for it."),
}
_CONFIDENT_MENTOR = {
    "c1": _("I know what my mentee is working on."),
    "c2": _("I can give feedback that is acted on."),
    "c3": _("I know where to turn when a mentee is in trouble."),
}
_FIT = {
    "f1": _("We understand each other easily."),
    "f2": _("My partner's experience fits what we want to work on."),
    "f3": _("We expect the same of this mentorship."),
    "f4": _("I look forward to the next meeting."),
}

MENTORING: dict[str, Any] = {
    **_OWN,
    "title": _("How the mentoring goes, for mentees"),
    "audience": [MENTEE],
    "intro": _("Your mentoring as it is now."),
    "items": [*_asked(_SATISFIED), *_asked(_CONFIDENT), *_asked(_QUALITY, against=frozenset({"q5"}))],
    "scales": [
        _of_5("satisfaction", _("Satisfaction"), _SATISFIED, _("satisfied")),
        _of_5("confidence", _("Confidence"), _CONFIDENT, _("confident")),
        _of_5("quality", _("Mentoring quality"), _QUALITY, _("good")),
    ],
    "comment": _("What should the program do differently?"),
}

MENTOR_QUESTIONS: dict[str, Any] = {
    **_OWN,
    "title": _("How the mentoring goes, for mentors"),
    "audience": [MENTOR],
    "intro": _("Your mentoring as it is now."),
    "items": [*_asked(_SATISFIED_MENTOR), *_asked(_CONFIDENT_MENTOR)],
    "scales": [
        _of_5("satisfaction", _("Satisfaction"), _SATISFIED_MENTOR, _("satisfied")),
        _of_5("confidence", _("Confidence as a mentor"), _CONFIDENT_MENTOR, _("confident")),
    ],
    "comment": _("What should the program do differently?"),
}

FIRST_MEETING: dict[str, Any] = {
    **_OWN,
    "title": _("After the first meeting: do we fit?"),
    "audience": [MENTEE, MENTOR],
    "intro": _("Think of your first meeting."),
    "items": _asked(_FIT),
    "scales": [_of_5("fit", _("Fit"), _FIT, _("a good fit"))],
    "comment": _("What would have made the first meeting better?"),
}
