"""Leaders of a program name another one, and let one go; somebody always leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorship.accounts.models import User
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from programs.models import Program, ProgramLeadership
from programs.rules import leads_the_program

if TYPE_CHECKING:
    from datetime import datetime


def _led(program_id: int, by: User) -> Program:
    program = Program.objects.select_for_update(of=["self"]).get(pk=program_id)
    if not leads_the_program(by, program):
        raise NotAllowed(_("Only who leads the program decides who else does."))
    return program


@transaction.atomic
def name_leader(*, program_id: int, address: str, full_name: str, by: User, now: datetime) -> ProgramLeadership:
    """Let somebody else lead the program too; who has no account gets one and signs in by an e-mailed code.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: the account of this address is closed, or somebody made one this very moment.
    """
    program = _led(program_id, by)
    person = User.objects.filter(email__iexact=address.strip()).first()
    if person is None:
        try:
            with transaction.atomic():
                person = User.objects.create_user(address.strip().lower(), full_name=full_name.strip())
        except IntegrityError as error:
            raise Refused(_("An account with this address was made just now. Please try again.")) from error
    if not person.is_active:
        raise Refused(_("The account with this address is closed."))
    leadership, is_new = ProgramLeadership.objects.get_or_create(
        program=program, user=person, defaults={"named_by": by, "named_at": now}
    )
    if is_new:
        audit.record(verb="name_leader", actor=by, target=program, now=now, new=str(person.uuid))
    return leadership


@transaction.atomic
def let_leader_go(*, program_id: int, user_id: int, by: User, now: datetime) -> None:
    """End somebody's leading of the program; who does not lead it is left alone.

    Raises:
        NotAllowed: `by` does not lead the program.
        Refused: nobody would lead it any more; who cannot sign in does not count.
    """
    program = _led(program_id, by)
    leaderships = ProgramLeadership.objects.filter(program=program)
    leaving = leaderships.filter(user=user_id).select_related("user").first()
    if leaving is None:
        return
    if not leaderships.exclude(pk=leaving.pk).filter(user__is_active=True).exists():
        raise Refused(_("Somebody has to lead the program. Name another leader first."))
    person = leaving.user
    leaving.delete()
    audit.record(verb="let_leader_go", actor=by, target=program, now=now, old=str(person.uuid))
