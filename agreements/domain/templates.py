"""Versions of a program's text for agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements.models import AgreementTemplate
from mentorship.core import audit
from mentorship.core.errors import NotAllowed
from programs.models import Program

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User


@transaction.atomic
def use_template(*, template_id: int, by: User, now: datetime) -> AgreementTemplate:
    """Use this version for new agreements of its program from now on; agreements that exist stay as they are.

    Raises:
        NotAllowed: `by` does not lead the program.
    """
    program_id = AgreementTemplate.objects.values_list("program_id", flat=True).get(pk=template_id)
    program = Program.objects.select_for_update(of=["self"], no_key=True).get(pk=program_id)
    template = AgreementTemplate.objects.get(pk=template_id)
    if not by.has_perm("programs.lead_program", program):
        raise NotAllowed(_("Only the program leader chooses the text of agreements."))
    if template.is_current:
        return template
    AgreementTemplate.objects.filter(program=program, is_current=True).update(is_current=False)
    template.is_current = True
    template.save(update_fields=["is_current"])
    audit.record(verb="use_template", actor=by, target=template, now=now, new=str(template.version))
    return template


def next_version(program: Program) -> int:
    """Return the number of a program's next version."""
    newest = AgreementTemplate.objects.filter(program=program).aggregate(newest=Max("version"))["newest"]
    return (newest or 0) + 1
