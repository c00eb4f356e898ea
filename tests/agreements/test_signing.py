"""Signing: the second signature puts the agreement in force and the pair to work."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from agreements.domain.agreements import sign_agreement
from agreements.enums import AGREEMENT_MOVES, AgreementState
from agreements.models import Agreement, Signature
from matching.enums import PairingState
from matching.models import Pairing
from mentorship.core import audit
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.models import AuditEntry
from mentorship.core.states import move
from tests.agreements.factories import AgreementFactory
from tests.agreements.overlapping import overlapping

pytestmark = pytest.mark.django_db


def sign(agreement, user, now, name=None):
    return sign_agreement(agreement_id=agreement.pk, by=user, typed_name=name or user.full_name, now=now)


def test_a_signature_keeps_who_when_the_name_typed_and_the_digest(agreement, mentee, now):
    signature = sign(agreement, mentee, now, name="  lena   FISCHER ")

    assert (signature.signer, signature.signed_at, signature.typed_name) == (mentee, now, "lena FISCHER")
    assert signature.text_sha256 == agreement.text_sha256
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.AWAITING


def test_the_second_signature_puts_the_agreement_in_force_and_the_pair_to_work(agreement, mentor, mentee, now):
    sign(agreement, mentor, now)

    sign(agreement, mentee, now + dt.timedelta(hours=1))

    agreement.refresh_from_db()
    assert (agreement.state, agreement.in_force_at) == (AgreementState.IN_FORCE, now + dt.timedelta(hours=1))
    assert Pairing.objects.get().state == PairingState.ACTIVE


def test_a_new_version_supersedes_the_one_in_force(pairing, mentor, mentee, now):
    old = AgreementFactory(pairing=pairing, state=AgreementState.IN_FORCE, in_force_at=now)
    new = AgreementFactory(pairing=pairing, version=2)

    sign(new, mentor, now)
    sign(new, mentee, now)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (AgreementState.SUPERSEDED, AgreementState.IN_FORCE)


@pytest.mark.parametrize("typed", ["Lena", "Lena Fisher", "", "Amara Osei"])
def test_another_name_is_refused(agreement, mentee, typed, now):
    with pytest.raises(Refused, match="Lena Fischer"):
        sign_agreement(agreement_id=agreement.pk, by=mentee, typed_name=typed, now=now)

    assert not Signature.objects.exists()


def test_signing_twice_makes_one_signature_and_one_audit_row(agreement, mentee, now):
    first = sign(agreement, mentee, now)
    second = sign(agreement, mentee, now + dt.timedelta(days=1))

    assert first == second
    assert AuditEntry.objects.filter(verb="sign_agreement").count() == 1


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor", "other_leader", "staff"])
def test_nobody_but_the_two_can_sign(agreement, who, now, request):
    with pytest.raises(NotAllowed):
        sign(agreement, request.getfixturevalue(who), now)


@pytest.mark.parametrize("state", sorted(set(AgreementState.values) - {AgreementState.AWAITING}))
def test_only_what_waits_for_signatures_can_be_signed(accepted_pairing, mentee, state, now):
    agreement = AgreementFactory(pairing=accepted_pairing, state=state, in_force_at=now)

    with pytest.raises(Refused):
        sign(agreement, mentee, now)


def test_a_pair_that_ended_signs_nothing(agreement, mentee, now):
    Pairing.objects.update(state=PairingState.ENDED, ended_at=now, end_reason="no_fault", place=None)

    with pytest.raises(Refused):
        sign(agreement, mentee, now)


def test_a_text_whose_digest_does_not_fit_is_not_signed(accepted_pairing, mentee, now):
    agreement = AgreementFactory(pairing=accepted_pairing, text_sha256="0" * 64)

    with pytest.raises(Refused):
        sign(agreement, mentee, now)


def test_the_database_refuses_to_change_a_text(agreement):
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(text="Something else.")


@pytest.mark.parametrize(("old", "new"), product(AgreementState.values, AgreementState.values))
def test_the_database_lets_an_agreement_move_only_along_its_table(pairing, old, new, now):
    agreement = AgreementFactory(pairing=pairing, state=old, in_force_at=now)
    row = Agreement.objects.filter(pk=agreement.pk)

    if new == old or new in AGREEMENT_MOVES[old]:
        assert row.update(state=new) == 1
    else:
        with pytest.raises(DatabaseError, match="does not lead there"), transaction.atomic():
            row.update(state=new)


@pytest.mark.parametrize(("old", "new"), product(AgreementState.values, AgreementState.values))
def test_an_agreement_moves_only_along_its_table(agreement, old, new):
    agreement.state = old

    if new in AGREEMENT_MOVES[old]:
        move(agreement, new, moves=AGREEMENT_MOVES)
        assert agreement.state == new
    else:
        with pytest.raises(Refused):
            move(agreement, new, moves=AGREEMENT_MOVES)
        assert agreement.state == old


def test_the_orm_neither_edits_nor_deletes_a_signature(agreement, mentee, now):
    signature = sign(agreement, mentee, now)

    for forbidden in (
        signature.save,
        signature.delete,
        Signature.objects.all().delete,
        lambda: Signature.objects.update(typed_name="Somebody Else"),
    ):
        with pytest.raises(TypeError):
            forbidden()


def test_the_database_refuses_to_edit_a_signature_or_an_audit_entry(agreement, mentee, now):
    sign(agreement, mentee, now)

    for statement in (
        "UPDATE agreements_signature SET typed_name = 'Somebody Else'",
        "UPDATE core_auditentry SET verb = 'nothing'",
    ):
        with pytest.raises(DatabaseError, match="never edited"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.postgres
def test_the_database_refuses_to_delete_a_signature_or_an_audit_entry(agreement, mentee, now):
    sign(agreement, mentee, now)

    for table in ("agreements_signature", "core_auditentry"):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (our own table)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_simultaneous_signatures_end_in_force(agreement, mentor, mentee, now):
    overlapping(*(lambda user=user: sign(agreement, user, now) for user in (mentor, mentee)))

    agreement.refresh_from_db()
    assert agreement.state == AgreementState.IN_FORCE
    assert Pairing.objects.get().state == PairingState.ACTIVE


def test_the_audit_trail_takes_new_entries_all_the_same(agreement, mentee, now):
    audit.record(verb="look_at", actor=mentee, target=agreement, now=now)

    assert AuditEntry.objects.filter(verb="look_at").exists()
