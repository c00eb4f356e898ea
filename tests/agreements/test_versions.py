"""Changing an agreement: every text is a version of its own, and nobody's words are lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from agreements import differences, home
from agreements.domain.agreements import sign_agreement
from agreements.domain.versions import NewerVersion, change_text, renew_agreement
from agreements.enums import AgreementState
from agreements.models import Agreement, Signature
from agreements.queries import current_agreement
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.home import Visit
from tests.agreements.factories import AgreementFactory
from tests.agreements.overlapping import overlapping

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_force(pairing, now):
    return AgreementFactory(pairing=pairing, state=AgreementState.IN_FORCE, in_force_at=now)


def change(agreement, user, now, text, base_version=None):
    base = base_version or agreement.version
    return change_text(pairing_id=agreement.pairing_id, text=text, base_version=base, by=user, now=now)


def sign(agreement, user, now):
    return sign_agreement(agreement_id=agreement.pk, by=user, typed_name=user.full_name, now=now)


def test_a_change_makes_a_new_version_and_keeps_the_old_text(agreement, mentee, now):
    made = change(agreement, mentee, now, "Shorter.\r\n")

    agreement.refresh_from_db()
    assert (made.version, made.text, made.state, made.author) == (2, "Shorter.", AgreementState.AWAITING, mentee)
    assert agreement.state == AgreementState.SUPERSEDED
    assert agreement.text.startswith("## 1. Purpose")


def test_whoever_had_signed_signs_the_new_version_again(agreement, mentor, mentee, now):
    sign(agreement, mentor, now)

    made = change(agreement, mentee, now, "Shorter.")

    sign(made, mentee, now)
    made.refresh_from_db()
    assert made.state == AgreementState.AWAITING
    sign(made, mentor, now)
    made.refresh_from_db()
    assert made.state == AgreementState.IN_FORCE
    assert Signature.objects.count() == 3


def test_what_is_in_force_binds_until_both_have_signed_the_new_one(in_force, mentor, mentee, now):
    made = change(in_force, mentor, now, "Shorter.")
    in_force.refresh_from_db()
    assert in_force.state == AgreementState.IN_FORCE

    sign(made, mentor, now)
    sign(made, mentee, now)

    in_force.refresh_from_db()
    made.refresh_from_db()
    assert (in_force.state, made.state) == (AgreementState.SUPERSEDED, AgreementState.IN_FORCE)


def test_the_second_who_edits_is_told_and_nothing_is_lost(agreement, mentor, mentee, now):
    first = change(agreement, mentee, now, "The mentee's words.")

    with pytest.raises(NewerVersion) as refusal:
        change(agreement, mentor, now, "The mentor's words.")

    assert refusal.value.newest == first
    assert Agreement.objects.unfinished().get() == first


def test_the_same_words_again_make_nothing(agreement, mentee, now):
    change(agreement, mentee, now, "Shorter.")

    change(agreement, mentee, now, "Shorter.")

    assert Agreement.objects.count() == 2


@pytest.mark.parametrize("text", ["   ", "x" * 40_001])
def test_no_words_or_too_many_are_refused(agreement, mentee, text, now):
    with pytest.raises(Refused):
        change(agreement, mentee, now, text)


@pytest.mark.parametrize("who", ["leader", "other_mentee", "other_mentor", "other_leader", "staff"])
def test_only_the_two_change_or_renew(in_force, who, now, request):
    stranger = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        change(in_force, stranger, now, "Mine.")
    with pytest.raises(NotAllowed):
        renew_agreement(agreement_id=in_force.pk, by=stranger, now=now)


def test_renewing_offers_the_same_words_for_another_term(in_force, mentor, mentee, now):
    later = now + dt.timedelta(days=60)

    made = renew_agreement(agreement_id=in_force.pk, by=mentee, now=later)
    assert renew_agreement(agreement_id=in_force.pk, by=mentor, now=later) == made
    sign(made, mentee, later)
    sign(made, mentor, later)

    made.refresh_from_db()
    assert (made.version, made.text) == (2, in_force.text)
    assert made.review_on == later.date() + dt.timedelta(days=30)


def test_only_what_is_in_force_is_renewed(pairing, mentee, now):
    old = AgreementFactory(pairing=pairing, state=AgreementState.SUPERSEDED)

    with pytest.raises(Refused, match="in force"):
        renew_agreement(agreement_id=old.pk, by=mentee, now=now)


def test_the_page_shows_the_second_what_changed_and_keeps_their_words(client, agreement, mentor, mentee, now):
    change(agreement, mentor, now, "## 1. Purpose\n\nThe two learn together, in peace.")
    client.force_login(mentee)
    url = reverse("agreements:change", args=[agreement.pairing.uuid])

    answer = client.post(url, {"base_version": 1, "text": "My own words."}).content.decode()

    assert "Below is what changed" in answer
    assert "in peace." in answer
    assert "My own words." in answer
    assert 'name="base_version" value="2"' in answer

    client.post(url, {"base_version": 2, "text": "My own words."})
    assert Agreement.objects.unfinished().get().text == "My own words."


def test_the_versions_are_shown_with_their_differences(client, agreement, mentee, leader, now):
    change(agreement, mentee, now, "## 1. Purpose\n\nThe two learn gladly.")

    for reader in (mentee, leader):
        client.force_login(reader)
        page = client.get(reverse("agreements:versions", args=[agreement.pairing.uuid])).content.decode()

        assert "In “1. Purpose”" in page
        assert "<ins>" in page
        assert "<del>" in page
        assert "## 1" not in page
        assert page.count("The whole text of version") == page.count("<h3>1. Purpose</h3>") == VERSIONS


def test_differences_are_paragraphs_and_words_within_them():
    found = differences.between("One.\n\nTwo words here.\n\nThree.", "One.\n\nTwo letters here.\n\nThree.\n\nFour.")

    assert [[(piece.kind, piece.text) for piece in change.pieces] for change in found] == [
        [("same", "Two "), ("gone", "words"), ("new", "letters"), ("same", " here.")],
        [("new", "Four.")],
    ]


def test_differences_are_named_by_their_heading_and_shown_without_marks():
    before = "## 1. Roles\n\n- **Lena** writes\n- Both come\n\n## 2. Old heading\n\nStays."
    after = (
        "## 1. Roles\n\n- **Lena** writes\n- Both come [prepared](https://example.org)\n\n## 2. New heading\n\nStays."
    )

    found = differences.between(before, after)

    assert [(change.kind, change.under) for change in found] == [("item", "1. Roles"), ("heading", "")]
    words = ["".join(piece.text for piece in change.pieces if piece.kind != "gone") for change in found]
    assert words == ["Both come prepared (https://example.org)", "2. New heading"]


def test_a_paragraph_that_became_a_heading_is_shown_as_both():
    found = differences.between("Off limits", "## Off limits")

    assert [(change.kind, change.pieces[0].kind) for change in found] == [("words", "gone"), ("heading", "new")]


def test_who_signs_a_new_version_is_shown_what_is_new(client, in_force, mentor, mentee, now):
    change(in_force, mentor, now, f"{in_force.text} They share a bicycle.")
    change_again = "Two bicycles."
    change(Agreement.objects.unfinished().get(), mentor, now, f"{in_force.text} {change_again}")
    client.force_login(mentee)

    page = client.get(reverse("agreements:agreement", args=[in_force.pairing.uuid])).text

    new = page.split("What is new since version 1")[1].split("</section>")[0]
    assert f"</span> {change_again}</ins>" in new
    assert "They share" not in new


def test_a_new_version_does_not_speak_as_if_it_were_the_first(client, in_force, mentor, mentee, now):
    new = change(in_force, mentor, now, "Other words.")
    sign_agreement(agreement_id=new.pk, by=mentor, typed_name=mentor.full_name, now=now)
    client.force_login(mentee)

    waiting = next(thing for thing in home.next_things(Visit(mentee, "mentee", now)) if "Sign" in thing.title)
    page = client.get(reverse("agreements:agreement", args=[in_force.pairing.uuid])).text
    signed = client.post(
        reverse("agreements:sign", args=[new.uuid]), {"typed_name": mentee.full_name}, follow=True
    ).text

    assert waiting.why.startswith("It is a new version.")
    assert "Version 1 goes on to bind until both of you have signed this one." in page
    assert "The new version of your agreement with Amara is in force." in signed
    assert "begin" not in signed.split("Signed.")[1].split("<")[0]


def test_every_version_that_has_bound_is_there_on_paper(client, in_force, mentor, mentee, now):
    new = change(in_force, mentor, now, "Other words.")
    for person in (mentor, mentee):
        sign_agreement(agreement_id=new.pk, by=person, typed_name=person.full_name, now=now)
    client.force_login(mentee)

    page = client.get(reverse("agreements:versions", args=[in_force.pairing.uuid])).text

    for version in (in_force, new):
        assert reverse("agreements:paper", args=[version.uuid]) in page


def test_a_renewal_says_that_the_words_are_the_same(client, in_force, mentor, mentee, now):
    renew_agreement(agreement_id=in_force.pk, by=mentor, now=now)
    client.force_login(mentee)

    page = client.get(reverse("agreements:agreement", args=[in_force.pairing.uuid])).text

    assert "The words are the same." in page.split("What is new since version 1")[1]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rival", ["edit", "sign"])
def test_two_at_the_same_moment_lose_nothing(agreement, mentor, mentee, now, rival):
    steps = {
        "edit": [lambda: change(agreement, mentee, now, "One."), lambda: change(agreement, mentor, now, "Other.")],
        "sign": [lambda: change(agreement, mentee, now, "One."), lambda: sign(agreement, mentor, now)],
    }[rival]

    made = overlapping(*steps)

    open_one = Agreement.objects.unfinished().get()
    assert open_one.version == 2
    if rival == "edit":
        assert [isinstance(result, NewerVersion) for result in made].count(True) == 1
    else:
        assert isinstance(made[0], Agreement)
        assert not open_one.signatures.exists()


def test_a_pair_that_has_ended_reads_what_bound_it_and_not_what_waited(pairing, now):
    bound = AgreementFactory(pairing=pairing, state=AgreementState.ENDED, in_force_at=now)
    AgreementFactory(pairing=pairing, state=AgreementState.ENDED, version=2)

    assert current_agreement(pairing) == bound


VERSIONS = 2
"""The one the program wrote, and the changed one."""
