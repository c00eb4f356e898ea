"""What could stand on an agenda: GROW as it is taught, open actions, and what other apps know of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from meetings.models import Meeting
    from mentorship.accounts.models import User

GROW = (
    gettext_lazy("Goal: what do we want to have at the end of this meeting?"),
    gettext_lazy("Reality: where do we stand, and what gets in the way?"),
    gettext_lazy("Options: what could we try?"),
    gettext_lazy("Will: who does what, and by when?"),
)
ACTIONS_SUGGESTED = 5
LONGEST = 300


@dataclass(frozen=True)
class AgendaSuggestion:
    """Something that could stand on the agenda; `text` holds nothing that only one of the two may read."""

    text: str
    url: str = ""


_providers: list[Callable[[Meeting, User], Iterable[AgendaSuggestion]]] = []


def register(provider: Callable[[Meeting, User], Iterable[AgendaSuggestion]]) -> None:
    """Let an app suggest what to talk about; called once from its `AppConfig.ready`."""
    if provider not in _providers:
        _providers.append(provider)


def suggestions(meeting: Meeting, user: User, taken: Iterable[str]) -> list[AgendaSuggestion]:
    """What both read and could talk about, without what stands on the agenda already."""
    there = set(taken)
    offered = [suggestion for provider in _providers for suggestion in provider(meeting, user)]
    return [suggestion for suggestion in offered if suggestion.text not in there]


def open_actions(meeting: Meeting, user: User) -> Iterable[AgendaSuggestion]:
    """Suggest the actions of the pair that are not done, the first due first."""
    waiting = Action.objects.visible_to(user).open().filter(pairing=meeting.pairing_id).select_related("owner")
    for action in waiting.order_by("due_on", "pk")[:ACTIONS_SUGGESTED]:
        words = _("Action of %(name)s: %(text)s") % {"name": action.owner.get_short_name(), "text": action.text}
        yield AgendaSuggestion(words[:LONGEST])
