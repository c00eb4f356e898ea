"""What a cohort that is set up should know of its agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import AgreementTemplate
from mentorship.core.stages import MentorStage
from programs.readiness import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from programs.models import Cohort


def missing(cohort: Cohort, _on: date) -> Iterator[Missing]:
    """Say that pairs would sign the text that ships, as long as the program has none of its own."""
    if not AgreementTemplate.objects.filter(program=cohort.program_id, is_current=True).exists():
        yield Missing(
            MentorStage.EXPECTATIONS,
            _("Pairs sign the agreement that ships: your program has no text of its own."),
            reverse("admin:agreements_agreementtemplate_changelist"),
            _("Write your own"),
        )
