"""The one rule of mentor training: which modules a mentor has done, until when that counts, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Enrollment, TrainingCompletion, TrainingModule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from mentorship.accounts.models import User

SOON = timedelta(days=30)
"""So long before a completion runs out its mentor is told."""


@dataclass(frozen=True)
class Standing:
    """How one person stands with one module on one day; `until` is the last day on which a completion counts."""

    module: TrainingModule
    done_on: date | None
    on: date

    @property
    def until(self) -> date | None:
        """The last day on which the completion counts; None if it never runs out or there is none."""
        days = self.module.valid_for_days
        return self.done_on + timedelta(days=days) if self.done_on and days else None

    @property
    def has_run_out(self) -> bool:
        """Was it done, too long ago?"""
        return self.until is not None and self.until < self.on

    @property
    def counts(self) -> bool:
        """Is it done, and does that still count?"""
        return self.done_on is not None and not self.has_run_out

    @property
    def runs_out_soon(self) -> bool:
        """Does it count today and not for long any more?"""
        return self.counts and self.until is not None and self.until - self.on <= SOON

    @property
    def keeps_out(self) -> bool:
        """Does this keep a mentor out of matching?"""
        return self.module.is_required and not self.counts

    @property
    def tone(self) -> str:
        """Return the tone of its badge."""
        if self.counts:
            return "wait" if self.runs_out_soon else "done"
        return "late" if self.keeps_out else "quiet"

    @property
    def words(self) -> str:
        """Say it: “counts until 2 Mar 2028”."""
        if self.done_on is None:
            return _("not done")
        if self.until is None:
            return _("done %(day)s") % {"day": date_format(self.done_on, "j M Y")}
        until = {"day": date_format(self.until, "j M Y")}
        return (_("ran out %(day)s") if self.has_run_out else _("counts until %(day)s")) % until


def standings(modules: Iterable[TrainingModule], user_ids: Collection[int], *, on: date) -> dict[int, list[Standing]]:
    """Return, for each person, how they stand with each of these modules: one query, however many people."""
    chosen = list(modules)
    latest = {
        (module_id, user_id): done_on
        for module_id, user_id, done_on in TrainingCompletion.objects.filter(module__in=chosen, completed_on__lte=on)
        .values("module_id", "user_id")
        .annotate(done_on=Max("completed_on"))
        .values_list("module_id", "user_id", "done_on")
    }
    return {
        user_id: [Standing(module, latest.get((module.pk, user_id)), on) for module in chosen] for user_id in user_ids
    }


def missing(program_id: int, user_ids: Collection[int], *, on: date) -> dict[int, list[str]]:
    """Name, for each mentor kept out of matching, the required modules that are not done or have run out."""
    required = TrainingModule.objects.filter(program=program_id, is_required=True)
    found = {
        user_id: [str(standing.module) for standing in stands if standing.keeps_out]
        for user_id, stands in standings(required, user_ids, on=on).items()
    }
    return {user_id: titles for user_id, titles in found.items() if titles}


def own_standings(user: User, *, on: date) -> list[Standing]:
    """How a mentor stands with every module of the programs they mentor in, what keeps them out first."""
    taught_in = Enrollment.objects.mentors().filter(
        user=user, cohort__program=OuterRef("program"), state__in=["invited", "applied", "approved", "active"]
    )
    own = Q(completions__user=user, completions__completed_on__lte=on)
    modules = TrainingModule.objects.filter(Exists(taught_in)).select_related("program")
    latest = modules.annotate(done_on=Max("completions__completed_on", filter=own))
    stands = [Standing(module, module.done_on, on) for module in latest]
    return sorted(stands, key=lambda standing: (not standing.keeps_out, standing.counts, standing.module.title))


def unfinished_in_words(lacking: dict[int, list[str]]) -> list[str]:
    """Say how many mentors lack each module: “3 mentors have not finished Bias awareness.”."""
    counts: dict[str, int] = {}
    for titles in lacking.values():
        for title in titles:
            counts[title] = counts.get(title, 0) + 1
    return [
        ngettext("%(n)d mentor has not finished “%(title)s”.", "%(n)d mentors have not finished “%(title)s”.", number)
        % {"n": number, "title": title}
        for title, number in sorted(counts.items())
    ]
