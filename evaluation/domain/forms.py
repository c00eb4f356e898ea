"""Which form an observation is written on, and how a program comes by a form of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from evaluation.models import ObservationForm
from mentorship.core.errors import Refused

if TYPE_CHECKING:
    from matching.models import Pairing


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
