"""Two people press at once, on a real PostgreSQL: everybody comes in once, and a link is used once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from mentorship.core.errors import Refused
from programs.domain.importing import confirm_import, preview_import
from programs.domain.inviting import accept_invitation, invite_people
from programs.models import Enrollment, Invitation
from tests.programs.files import mentees

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*works):
    """Do all of this at the same moment; a refusal is an answer too."""
    together = Barrier(len(works))

    def do(work):
        try:
            together.wait(timeout=10)
            return work()
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as people:
        return list(people.map(do, works))


def test_the_same_people_in_two_files_come_in_once(cohort, leader, now):
    content = mentees(*((f"p{number}@example.org", f"Person {number}", "Juggling") for number in range(40)))
    found = [
        preview_import(cohort_id=cohort.pk, role="mentee", file_name=name, content=content, by=leader, now=now)
        for name in ("a.csv", "b.csv")
    ]

    answers = at_once(*(lambda pk=item.pk: confirm_import(import_id=pk, by=leader, now=now) for item in found))

    assert Enrollment.objects.count() == 40
    assert sorted(answer["new"] for answer in answers) == [0, 40]


def test_one_import_confirmed_twice_at_once_is_written_once(cohort, leader, now):
    found = preview_import(
        cohort_id=cohort.pk, role="mentee", file_name="a.csv", content=mentees(("a@example.org", "Ada")), by=leader, now=now
    )  # fmt: skip

    first, second = at_once(*[lambda: confirm_import(import_id=found.pk, by=leader, now=now)] * 2)

    assert first == second
    assert Enrollment.objects.count() == 1


def test_a_link_pressed_twice_at_once_is_used_once(cohort, leader, now):
    invite_people(cohort_id=cohort.pk, role="mentor", people=[("a@example.org", "Ada")], by=leader, now=now)
    invitation = Invitation.objects.get()
    later = now + dt.timedelta(hours=1)

    answers = at_once(
        *[lambda: accept_invitation(invitation_id=invitation.pk, number=1, full_name="Ada Obi", password="", now=later)]
        * 2
    )

    assert sum(isinstance(answer, Enrollment) for answer in answers) == 1
    assert Enrollment.objects.get().state == "approved"
