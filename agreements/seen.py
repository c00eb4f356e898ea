"""What a person had before their eyes when they agreed: a button carries it, and nobody agrees to other words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agreements.models import Action, Goal
    from mentorship.accounts.models import User

NOTHING = "–"


def of_goal(goal: Goal) -> dict[str, str]:
    """Return what two people agree on in a goal, in words, by the label the page gives it."""
    return {
        _("Goal"): goal.goal,
        _("Competency"): str(goal.competency or NOTHING),
        _("How many"): goal.measure_in_words or NOTHING,
        _("Of what"): str(goal.measure_topic or NOTHING),
        _("Observed"): str(goal.measure_observed or NOTHING),
        _("Counts"): goal.get_measure_level_display() or NOTHING,
        _("By when"): date_format(goal.target_date, "j F Y") if goal.target_date else NOTHING,
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


def brought_back(field: str | None) -> dict[str, str] | None:
    """Read what a button carried; a button without it says nothing about what was seen, and answers None."""
    if field is None:
        return None
    try:
        words = json.loads(field)
    except ValueError:
        words = None
    return {str(label): str(value) for label, value in words.items()} if isinstance(words, dict) else {}


def refuse_unseen(present: Mapping[str, str], seen: Mapping[str, str] | None, *, partner: User) -> None:
    """Refuse what would agree to words that `seen` did not hold, and say what was changed.

    Raises:
        Refused: something is another than it was when the page was opened.
    """
    if seen is None:
        return
    changes = [
        _("%(what)s: “%(now)s” instead of “%(before)s”.")
        % {"what": label, "now": words, "before": seen.get(label, NOTHING)}
        for label, words in present.items()
        if seen.get(label) != words
    ]
    if changes:
        raise Refused(
            _("%(partner)s changed this since you opened the page, so it is not agreed yet. %(changes)s")
            % {"partner": partner.get_short_name(), "changes": " ".join(changes)},
        )
