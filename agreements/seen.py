"""What a person had before their eyes when they agreed: a button carries it, and nobody agrees to other words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agreements.models import Action, Goal
    from mentorship.accounts.models import User

NOTHING = "–"
ACTION = "action "
"""What the label of an action begins with; its `uuid` follows."""


def of_goal(goal: Goal, actions: Iterable[Action]) -> dict[str, str]:
    """Return what a mentor agrees to in a goal, in words, by the label the page gives it.

    Of its `actions`, with their owners at hand, those that wait for the mentor belong to it.
    """
    mentor = goal.pairing.mentor.user
    return {
        _("Goal"): goal.goal,
        _("Competency"): str(goal.competency or NOTHING),
        _("How many"): goal.measure_in_words or NOTHING,
        _("Of what"): str(goal.measure_topic or NOTHING),
        _("Observed"): str(goal.measure_observed or NOTHING),
        _("Counts"): goal.get_measure_level_display() or NOTHING,
        _("By when"): date_format(goal.target_date, "j F Y") if goal.target_date else NOTHING,
        **{f"{ACTION}{action.uuid}": _in_a_line(action) for action in actions if action.waits_for(mentor)},
    }


def of_action(action: Action) -> dict[str, str]:
    """Return what two people agree on in an action, in words, by the label the page gives it."""
    return {
        _("What"): action.text,
        _("Who"): action.owner.full_name,
        _("By"): date_format(action.due_on, "j F Y") if action.due_on else NOTHING,
    }


def carried(words: Mapping[str, str]) -> str:
    """Write down what a page shows, for the hidden field of its button."""
    return json.dumps(words, ensure_ascii=False)


def in_a_sentence(words: Mapping[str, str]) -> str:
    """Say what two people agree on in one line, without what is left open."""
    return " · ".join(f"{_label(label)}: {said}" for label, said in words.items() if said != NOTHING)


def brought_back(field: str | None) -> dict[str, str]:
    """Read what a button carried; without it, nothing was seen."""
    try:
        words = json.loads(field or "")
    except ValueError:
        words = None
    return {str(label): str(value) for label, value in words.items()} if isinstance(words, dict) else {}


def refuse_unseen(present: Mapping[str, str], seen: Mapping[str, str], *, partner: User) -> None:
    """Refuse what would agree to words that `seen` did not hold, and say what was changed.

    Raises:
        Refused: nothing was seen, or something is another than it was when the page was opened.
    """
    if not seen:
        raise Refused(_("Please read it on its page first; it is not agreed yet."))
    changes = [
        _("%(what)s: “%(now)s” instead of “%(before)s”.")
        % {"what": _label(label), "now": words, "before": seen.get(label, NOTHING)}
        for label, words in present.items()
        if seen.get(label) != words
    ]
    if changes:
        raise Refused(
            _("%(partner)s changed this since you opened the page, so it is not agreed yet. %(changes)s")
            % {"partner": partner.get_short_name(), "changes": " ".join(changes)},
        )


def _label(label: str) -> str:
    return _("Action") if label.startswith(ACTION) else label


def _in_a_line(action: Action) -> str:
    return ", ".join(words for words in of_action(action).values() if words != NOTHING)
