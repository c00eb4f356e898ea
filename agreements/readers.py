"""Who reads what of a pair, in words for the person who looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from matching.models import Pairing
    from mentorship.accounts.models import User


def of_goal(pairing: Pairing, viewer: User) -> str:
    """Say who reads a goal, its actions and its notes: the two, nobody else."""
    return _("you and %(partner)s") % {"partner": pairing.partner_of(viewer).user.full_name}


def of_answers(pairing: Pairing, viewer: User) -> dict[str, str]:
    """Say who reads the answers that go into the agreement, which the program leader reads too."""
    names = {"partner": pairing.partner_of(viewer).user.full_name}
    return {
        "off_limits": _(
            "you alone; once you both have answered it goes into the agreement, which %(partner)s and the program "
            "leader read too"
        )
        % names,
    }


def of_agreement(pairing: Pairing, viewer: User) -> str:
    """Say who reads an agreement and its signatures: the two and the program leader."""
    if pairing.has_member(viewer):
        return _("you, %(partner)s and the program leader") % {"partner": pairing.partner_of(viewer).user.full_name}
    return _("%(mentee)s, %(mentor)s and you as program leader") % {
        "mentee": pairing.mentee.user.full_name,
        "mentor": pairing.mentor.user.full_name,
    }


def of_ending(pairing: Pairing, viewer: User) -> dict[str, str]:
    """Say who reads the words with which somebody ends a pair, field by field."""
    partner = pairing.partner_of(viewer).user.full_name
    return {
        "message": _("you and %(partner)s") % {"partner": partner},
        "reason": _("you and the program leader only, never %(partner)s") % {"partner": partner},
        "wants_new_partner": _("you and the program leader only, never %(partner)s") % {"partner": partner},
    }
