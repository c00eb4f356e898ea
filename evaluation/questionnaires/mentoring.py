"""How good the mentoring is: one question, the Mentor Evaluation Tool, the Mentoring Competency Assessment."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from evaluation.questionnaires.parts import MENTEE, MENTOR, answers, item, line, scale

OVERALL: dict[str, Any] = {
    "title": _("Quality of the mentoring in one question"),
    "use": "enter",
    "source": _("University of Wisconsin-Madison: one question works as well as 25"),
    "source_url": "https://wcer.wisc.edu/",
    "terms": _("Public library of instruments; name the source."),
    "note": "",
    "audience": [MENTEE],
    "intro": _("All in all."),
    "answers": {"quality": answers([_("Poor"), _("Fair"), _("Good"), _("Excellent")], range(1, 5))},
    "items": [item("overall", _("Overall quality of your mentoring"), of="quality")],
    "scales": [
        scale(
            "overall",
            _("Overall quality"),
            ["overall"],
            least=1,
            lowest=1,
            highest=4,
            higher_is="better",
            lines=[line(3, _("good or excellent"))],
        )
    ],
    "comment": "",
    "is_health": False,
}

_MET = [f"m{number}" for number in range(1, 14)]
EVALUATION_TOOL: dict[str, Any] = {
    "title": _("Mentor Evaluation Tool (MET)"),
    "use": "enter",
    "source": "Yukawa et al. 2020, PLOS ONE 15(6): e0234345",
    "source_url": "https://doi.org/10.1371/journal.pone.0234345",
    "terms": _("Open access; copy the thirteen items and the overall item from the paper and name it."),
    "note": _(
        "We hold no labels of its items and could not check its answers against the paper: compare them before you open it. "
        "Scores are high as a rule, and did not tell award winners from others."
    ),
    "audience": [MENTEE],
    "intro": _("Think of your mentor."),
    "answers": {
        "agree": answers(
            [_("1 · strongly disagree"), "2", "3", _("4 · neither"), "5", "6", _("7 · strongly agree")], range(1, 8)
        )
    },
    "items": [*(item(key, of="agree") for key in _MET), item("overall", of="agree")],
    "scales": [
        scale("mentoring", _("Mentoring"), _MET, least=7, lowest=1, highest=7, higher_is="better"),
        scale("overall", _("Overall"), ["overall"], least=1, lowest=1, highest=7, higher_is="better"),
    ],
    "comment": "",
    "is_health": False,
}

_COMPETENCIES: list[tuple[str, str, list[tuple[str, str]]]] = [
    (
        "expectations",
        _("Aligning expectations"),
        [
            ("a1", _("Setting clear expectations of the relationship")),
            ("a2", _("Aligning expectations")),
            ("a3", _("Estimating what the mentee can do")),
            ("a4", _("Building the mentee's skills")),
        ],
    ),
    (
        "development",
        _("Professional development"),
        [
            ("d1", _("Network")),
            ("d2", _("Career goals")),
            ("d3", _("Balance of work and life")),
            ("d4", _("Acquiring resources")),
        ],
    ),
    (
        "communication",
        _("Communication"),
        [
            ("c1", _("Listening actively")),
            ("c2", _("Constructive feedback")),
            ("c3", _("A relationship of trust")),
            ("c4", _("Adapting to different ways of communicating")),
        ],
    ),
    (
        "understanding",
        _("Assessing understanding"),
        [("u1", _("Goals of research")), ("u2", _("Strategies")), ("u3", _("Assessing knowledge"))],
    ),
    (
        "diversity",
        _("Addressing diversity"),
        [("v1", _("Differences and expectations")), ("v2", _("Biases")), ("v3", _("Different backgrounds"))],
    ),
    (
        "independence",
        _("Fostering independence"),
        [
            ("i1", _("Stimulating creativity")),
            ("i2", _("Acknowledging contributions")),
            ("i3", _("A path to independence")),
        ],
    ),
]
COMPETENCY_ASSESSMENT: dict[str, Any] = {
    "title": _("Mentoring Competency Assessment (MCA-21)"),
    "use": "enter",
    "source": "Hyun et al. 2022, Journal of Clinical and Translational Science, Table 3",
    "source_url": "https://pmc.ncbi.nlm.nih.gov/articles/PMC9108003/",
    "terms": _("Open access; copy the items from the paper and name it."),
    "note": _(
        "Made for mentors in research: used for clinical mentoring it is an adaptation, and should be called one."
    ),
    "audience": [MENTOR],
    "intro": _("How skilled do you feel you are?"),
    "answers": {
        "skilled": answers(
            [_("1 · not at all"), "2", "3", _("4 · moderately"), "5", "6", _("7 · extremely")], range(1, 8)
        )
    },
    "items": [item(key, label, of="skilled") for _scale, _label, items in _COMPETENCIES for key, label in items],
    "scales": [
        *(
            scale(
                key,
                label,
                [of for of, _label in items],
                least=len(items) // 2 + 1,
                lowest=1,
                highest=7,
                higher_is="better",
            )
            for key, label, items in _COMPETENCIES
        ),
        scale(
            "all",
            _("All six competencies"),
            [key for _scale, _label, items in _COMPETENCIES for key, _item in items],
            least=11,
            lowest=1,
            highest=7,
            higher_is="better",
        ),
    ],
    "comment": "",
    "is_health": False,
}
