"""Which forms a pair may write on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from evaluation.enums import ObservationKind
from evaluation.models import ObservationForm

if TYPE_CHECKING:
    from matching.models import Pairing

_ORDER = list(ObservationKind.values)


def forms_offered(pairing: Pairing) -> list[ObservationForm]:
    """Return the newest version of every form this pair may begin: those that ship, then the program's own.

    A form of the program may stand instead of the one that ships of its kind.
    """
    published = ObservationForm.objects.published().of_pairing(pairing).order_by("version")
    newest = {(form.program_id, form.kind, form.name): form for form in published}
    current = [form for form in newest.values() if form.retired_at is None]
    replaced = {form.kind for form in current if form.replaces_shipped}
    offered = [form for form in current if form.program_id or form.kind not in replaced]
    return sorted(offered, key=lambda form: (_ORDER.index(form.kind), form.name))


def form_with(pairing: Pairing, uuid: str) -> ObservationForm | None:
    """Return the published form with this address, superseded or not, if this pair may write on it."""
    try:
        wanted = UUID(uuid)
    except ValueError:
        return None
    return ObservationForm.objects.published().of_pairing(pairing).filter(uuid=wanted).first()
