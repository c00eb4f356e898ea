"""Whom one would like, with whom not, and a background to share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.domain.scoring import RANKS_THAT_COUNT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ONLY_YOU_AND_THE_LEADER = _("you and the program's leaders alone; never the people you name")
RANK_LABELS = (_("First choice"), _("Second choice"), _("Third choice"))


class WishesForm(forms.Form):
    """Three choices in their order, names not to be paired with, and words on one's background."""

    not_with = forms.MultipleChoiceField(
        label=_("Please not with"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("No reason is needed. You will not be paired, and nobody but the leaders learns why."),
    )
    background = forms.CharField(
        label=_("Your background, if you like"),
        required=False,
        max_length=300,
        help_text=_("A few words with commas between: first in the family to study, trained abroad, parent."),
    )
    asks_for_it = forms.BooleanField(label=_("I would like somebody who shares it"), required=False)

    readers: Mapping[str, object] = {
        "choice_1": ONLY_YOU_AND_THE_LEADER,
        "not_with": ONLY_YOU_AND_THE_LEADER,
        "background": ONLY_YOU_AND_THE_LEADER,
    }

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Nobody")), *people]
        ranks = {
            f"choice_{rank}": forms.ChoiceField(label=RANK_LABELS[rank - 1], choices=choices, required=False)
            for rank in range(1, RANKS_THAT_COUNT + 1)
        }
        self.fields = {**ranks, **self.fields}
        self.fields["not_with"].choices = list(people)  # type: ignore[attr-defined]

    def chosen(self) -> list[str]:
        """The choices in their order, gaps closed."""
        ranked = [self.cleaned_data[f"choice_{rank}"] for rank in range(1, RANKS_THAT_COUNT + 1)]
        return [uuid for uuid in ranked if uuid]

    def words(self) -> list[str]:
        """The background, word by word."""
        return [word for word in self.cleaned_data["background"].split(",") if word.strip()]

    def clean(self) -> dict[str, Any]:
        """Nobody is wished for and not wished for."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        ranked = {cleaned.get(f"choice_{rank}") for rank in range(1, RANKS_THAT_COUNT + 1)} - {"", None}
        if ranked & set(cleaned.get("not_with", [])):
            self.add_error("not_with", _("You chose this person above."))
        return cleaned
