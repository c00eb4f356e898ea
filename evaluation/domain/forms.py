"""Which form an observation is written on, and how a program comes by a form of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation import instruments
from evaluation.enums import ObservationKind
from evaluation.instruments import checking, variants
from evaluation.models import ObservationForm
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.models import Program

if TYPE_CHECKING:
    from datetime import datetime

    from matching.models import Pairing
    from mentorship.accounts.models import User


def form_to_write_on(*, pairing: Pairing, kind: str, form_id: int | None = None) -> ObservationForm:
    """Return the version with this key; without one the newest that ships of this kind.

    A version that was superseded while somebody wrote on it is still good.

    Raises:
        Refused: this pair has no such form.
    """
    forms = ObservationForm.objects.published().of_pairing(pairing)
    if form_id is not None:
        form = forms.filter(pk=form_id).first()
    else:
        form = forms.filter(program__isnull=True, kind=kind).order_by("-version").first()
    if form is None:
        raise Refused(_("This program has no such form."))
    return form


def starting_points() -> list[tuple[str, str]]:
    """Return what a new form may begin from, as choices: the forms that ship, then their published variants."""
    shipped = [(kind, str(ObservationKind(kind).label)) for kind in ObservationKind.values]
    return [*shipped, *((key, str(name)) for key, (_kind, name, _definition) in variants.VARIANTS.items())]


@transaction.atomic
def begin_form(*, program_id: int, name: str, starting_point: str, by: User, now: datetime) -> ObservationForm:
    """Begin a form of a program's own as a draft, from one that ships or a published variant.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the program has a form of this name already.
    """
    program = Program.objects.select_for_update(of=["self"], no_key=True).get(pk=program_id)
    _refuse_others(by, program)
    kind, definition = _start(starting_point)
    if ObservationForm.objects.filter(program=program, kind=kind, name=name).exists():
        raise Refused(_("The program has a form of this name already. Make the next version of it."))
    form = ObservationForm.objects.create(program=program, kind=kind, name=name, version=1, definition=definition)
    audit.record(verb="begin_form", actor=by, target=form, now=now)
    return form


@transaction.atomic
def write_draft(
    *, form_id: int, name: str, replaces_shipped: bool, definition: dict[str, Any], by: User, now: datetime
) -> ObservationForm:
    """Write a draft anew; it may still have problems, which only publishing refuses.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: it is published, or another form of the program has this name.
    """
    form = _locked(form_id, by)
    if form.is_published:
        raise Refused(_("This version is published and stays as it is. Make the next version."))
    earlier = ObservationForm.objects.filter(program=form.program, kind=form.kind).exclude(pk=form.pk)
    if name != form.name and (form.version > 1 or earlier.filter(name=name).exists()):
        raise Refused(_("Versions of a form share its name, and no other form of the program may have it."))
    form.name, form.replaces_shipped, form.definition = name, replaces_shipped, definition
    form.save(update_fields=["name", "replaces_shipped", "definition"])
    audit.record(verb="write_draft", actor=by, target=form, now=now)
    return form


@transaction.atomic
def publish_form(*, form_id: int, by: User, now: datetime) -> ObservationForm:
    """Offer a draft to every pair of the program; from now on nobody changes this version. Twice is once.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the draft cannot be written on yet.
    """
    form = _locked(form_id, by)
    if form.is_published:
        return form
    if problems := checking.problems_of(form.definition):
        raise Refused(" ".join(problem.sentence for problem in problems))
    form.published_at, form.published_by = now, by
    form.save(update_fields=["published_at", "published_by"])
    audit.record(verb="publish_form", actor=by, target=form, now=now)
    return form


@transaction.atomic
def begin_next_version(*, form_id: int, by: User, now: datetime) -> ObservationForm:
    """Begin the next version of a program's form as a draft; where there is one already, return it.

    Raises:
        NotAllowed: `by` does not lead the program.
    """
    form = _locked(form_id, by)
    versions = ObservationForm.objects.filter(program=form.program, kind=form.kind, name=form.name).order_by("-version")
    newest = versions[0]
    if not newest.is_published:
        return newest
    draft = ObservationForm.objects.create(
        program=form.program,
        kind=form.kind,
        name=form.name,
        version=newest.version + 1,
        definition=form.definition,
        replaces_shipped=form.replaces_shipped,
    )
    audit.record(verb="begin_next_version", actor=by, target=draft, now=now)
    return draft


@transaction.atomic
def offer_form(*, form_id: int, is_offered: bool, by: User, now: datetime) -> ObservationForm:
    """Offer a published form no longer, or again; what was written on it stays. Twice is once.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: it was never published.
    """
    form = _locked(form_id, by)
    if not form.is_published:
        raise Refused(_("This is a draft: nobody is offered it."))
    if is_offered == (form.retired_at is None):
        return form
    form.retired_at = None if is_offered else now
    form.save(update_fields=["retired_at"])
    audit.record(verb="offer_form" if is_offered else "retire_form", actor=by, target=form, now=now)
    return form


def _start(starting_point: str) -> tuple[str, dict[str, Any]]:
    if starting_point in variants.VARIANTS:
        kind, _name, definition = variants.VARIANTS[starting_point]
        return kind, definition
    return starting_point, instruments.newest(starting_point)[1]


def _locked(form_id: int, by: User) -> ObservationForm:
    form = ObservationForm.objects.select_for_update(of=["self"], no_key=True).select_related("program").get(pk=form_id)
    _refuse_others(by, form.program)
    return form


def _refuse_others(by: User, program: Program | None) -> None:
    if program is None or not rules.has_perm("programs.lead_program", by, program):
        raise NotAllowed(_("Only a leader of the program changes its forms."))
