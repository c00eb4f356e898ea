"""Which passwords we refuse besides those that Django refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from mentorship.accounts.models import User

WORDS_OF_THE_PLACE = (
    "mentorship",
    "mentoring",
    "mentor",
    "mentee",
    "hospital",
    "medicine",
    "medical",
    "doctor",
    "password",
)
"""What somebody guesses first who knows what this site is for."""
LEAST_BESIDE = 8
"""So many characters must be left of a password when these words are taken out of it."""


class WordsOfThePlaceValidator:
    """Refuse a password that is little more than words of this place, as “Mentorship2027!”."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 (Django's signature)
        """Raise when too little is left."""
        rest = password.lower()
        for word in WORDS_OF_THE_PLACE:
            rest = rest.replace(word, "")
        if rest != password.lower() and len(rest) < LEAST_BESIDE:
            raise ValidationError(self.get_help_text(), code="password_of_the_place")

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("Your password cannot be little more than a word such as mentorship or hospital.")
