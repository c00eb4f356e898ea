"""A mentee chooses what their portfolio shows, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.models import Portfolio
from evaluation.queries.portfolio_parts import has_been_a_mentee, own, shown
from mentorship.core import audit
from mentorship.core.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from mentorship.accounts.models import User


class Looks(TypedDict):
    """How a portfolio shows what is in it."""

    names_observers: bool
    shows_what_to_improve: bool
    lists_attempts: bool
    shows_pictures: bool


def portfolio_for(owner: User) -> Portfolio:
    """Lock the portfolio of a mentee, made the first time it is asked for; the caller has a transaction open.

    Raises:
        NotAllowed: this person never was a mentee.
    """
    if not has_been_a_mentee(owner):
        raise NotAllowed(_("A portfolio belongs to a mentee."))
    Portfolio.objects.get_or_create(owner=owner)
    return Portfolio.objects.select_for_update(of=["self"], no_key=True).get(owner=owner)


@transaction.atomic
def choose(
    *, part: str, offered: Collection[UUID] | None, chosen: Collection[UUID] | None, by: User, now: datetime
) -> Portfolio:
    """Keep what is shown of one part; what was not `offered` on the page stays as it is, what is not theirs is left out.

    None as `offered` speaks of the whole part, None as `chosen` takes all that is offered.

    Raises:
        NotAllowed: `by` never was a mentee.
    """
    portfolio = portfolio_for(by)
    theirs = set(own(part, by).values_list("uuid", flat=True))
    before = set(shown(part, portfolio, by).values_list("uuid", flat=True))
    spoken_of = theirs if offered is None else theirs & set(offered)
    taken = spoken_of if chosen is None else spoken_of & set(chosen)
    after = (before - spoken_of) | taken
    if part in portfolio.contents and after == before:
        return portfolio
    portfolio.contents = {**portfolio.contents, part: sorted(str(uuid) for uuid in after)}
    portfolio.save(update_fields=["contents"])
    audit.record(verb="choose_for_portfolio", actor=by, target=portfolio, now=now, new=f"{part}: {len(after)}")
    return portfolio


@transaction.atomic
def decide_looks(*, by: User, now: datetime, **looks: Unpack[Looks]) -> Portfolio:
    """Keep how the portfolio shows what is in it.

    Raises:
        NotAllowed: `by` never was a mentee.
    """
    portfolio = portfolio_for(by)
    changed = [name for name, wanted in looks.items() if getattr(portfolio, name) != wanted]
    for name in changed:
        setattr(portfolio, name, looks[name])  # type: ignore[literal-required]  # the names of `Looks`
    if changed:
        portfolio.save(update_fields=changed)
        audit.record(verb="decide_looks", actor=by, target=portfolio, now=now)
    return portfolio
