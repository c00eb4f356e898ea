"""What the levels of the shipped competencies look like, in our own words: short, about what one sees somebody do.

They are for rating oneself and for talking about it. They are no milestones of any board and decide nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEVELS: Mapping[str, Sequence[str]] = {
    "PC": (
        "I take part, and somebody else leads the care.",
        "I assess common problems and propose a plan; each step is checked.",
        "I look after common problems by myself and call for help in time.",
        "I look after complex problems and adapt the plan as things change.",
        "I look after rare and unclear problems, and others ask me for help.",
    ),
    "MK": (
        "I know the basics from books and lectures.",
        "I connect the basics with the patients I see.",
        "I use what I know to weigh likely diagnoses and treatments.",
        "I use it in unusual cases, and know where the evidence is thin.",
        "I add to what is known, or bring it to others in my field.",
    ),
    "PBLI": (
        "I take feedback when it is given.",
        "I ask for feedback and look up what I did not know.",
        "I set goals from feedback and from evidence, and follow them.",
        "I look at my own results, change what I do, and check whether it helped.",
        "I help a team learn from its results.",
    ),
    "ICS": (
        "I speak kindly and clearly in simple situations.",
        "I listen, explain in plain words, and hand over in a structure.",
        "I share decisions, and speak well with the whole team.",
        "I handle hard news, conflict and strong feelings.",
        "I shape how a team speaks, and teach it to others.",
    ),
    "PROF": (
        "I am on time, honest and respectful, and know the rules.",
        "I notice my limits and say so.",
        "I keep my duties under pressure and care for my own health.",
        "I see ethical conflicts early and act on them.",
        "I am an example, and help others when standards slip.",
    ),
    "SBP": (
        "I know who does what where I work.",
        "I use the system safely: handover, referral, reporting.",
        "I plan care across settings and mind costs and risks.",
        "I find weak points of the system and work with others on them.",
        "I lead changes that make care safer or fairer.",
    ),
}
"""By the code of an ACGME core competency, from level 1 to 5."""

ACTIVITY_LEVELS: Sequence[str] = (
    "I have seen it done.",
    "I do it with somebody beside me who can step in.",
    "I do it while somebody is near and looks at the result.",
    "I do it by myself; somebody looks at it later.",
    "I do it by myself, and teach it.",
)
"""For anything one does at work: the entrustable activities, procedures and skills."""
