"""The signed agreement as PDF, and the public page that tells a genuine one."""

from __future__ import annotations

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from agreements.domain.agreements import sign_agreement
from agreements.domain.documents import document_of
from agreements.models import AgreementDocument
from mentorship.core.documents import digest_of, is_genuine
from mentorship.core.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db

ADDRESS = "https://mentoring.example.org/verify/"


@pytest.fixture
def signed(agreement, mentor, mentee, now):
    for person in (mentee, mentor):
        sign_agreement(agreement_id=agreement.pk, by=person, typed_name=person.full_name, now=now)
    agreement.refresh_from_db()
    return agreement


def make(agreement, user, now):
    return document_of(agreement_id=agreement.pk, by=user, address=ADDRESS, now=now)


def words_of(content):
    pdf = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())


def verify(client, code, content):
    file = SimpleUploadedFile("agreement.pdf", content, content_type="application/pdf")
    return client.post(reverse("core:verify"), {"code": code, "file": file}).content.decode()


def test_it_carries_the_text_both_names_the_code_and_where_to_check_it(signed, mentee, now):
    words = words_of(bytes(make(signed, mentee, now).pdf))

    assert "The two learn together." in words
    assert words.count("Lena Fischer") >= 2
    assert "Amara Osei" in words
    assert signed.verification_code in words
    assert ADDRESS in words


def test_it_is_tagged_for_screen_readers(signed, mentee, now):
    content = bytes(make(signed, mentee, now).pdf)

    assert pypdfium2.PdfDocument(content).is_tagged()


def test_everybody_gets_the_same_bytes(signed, mentee, mentor, leader, now):
    documents = {make(signed, person, now).sha256 for person in (mentee, mentor, leader)}

    assert len(documents) == 1
    assert AgreementDocument.objects.count() == 1


def test_there_is_none_before_both_have_signed(agreement, mentee, now):
    with pytest.raises(Refused):
        make(agreement, mentee, now)


@pytest.mark.parametrize("who", ["other_mentee", "other_mentor", "other_leader", "staff"])
def test_nobody_else_has_it(signed, who, now, request):
    with pytest.raises(NotAllowed):
        make(signed, request.getfixturevalue(who), now)


def test_the_database_keeps_it_as_it_was_made(signed, mentee, now):
    make(signed, mentee, now)

    with pytest.raises(TypeError):
        AgreementDocument.objects.update(sha256="0" * 64)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        AgreementDocument._base_manager.update(sha256="0" * 64)


def test_a_genuine_file_is_known_by_its_code_however_it_is_typed(signed, mentee, now):
    content = bytes(make(signed, mentee, now).pdf)

    digest = digest_of([content])
    assert is_genuine(code=signed.verification_code, sha256=digest)
    assert is_genuine(code=signed.verification_code.replace("-", " ").lower(), sha256=digest)
    assert not is_genuine(code=signed.verification_code, sha256=digest_of([content, b" "]))
    assert not is_genuine(code="ABCD-EFGH-JKMN", sha256=digest)


def test_the_public_page_says_whether_and_nothing_else(client, signed, mentee, now):
    content = bytes(make(signed, mentee, now).pdf)

    genuine = verify(client, signed.verification_code, content)
    wrong_file = verify(client, signed.verification_code, b"%PDF another")
    wrong_code = verify(client, "ABCD-EFGH-JKMN", content)

    assert "Genuine" in genuine
    assert "Not confirmed" in wrong_file
    for page in (genuine, wrong_file, wrong_code):
        assert "Lena" not in page
        assert "Osei" not in page
        assert "Emergency Medicine" not in page
    assert _verdict(wrong_file) == _verdict(wrong_code)


def _verdict(page):
    return page[page.index('role="status"') : page.index("The file is not kept")]


def test_the_page_gives_the_file_under_its_code(client, signed, mentee):
    client.force_login(mentee)

    answer = client.get(reverse("agreements:paper", args=[signed.uuid]))

    assert answer["Content-Type"] == "application/pdf"
    assert signed.verification_code in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")


def test_before_it_is_signed_the_page_says_so_in_words(client, agreement, mentee):
    client.force_login(mentee)

    answer = client.get(reverse("agreements:paper", args=[agreement.uuid]), follow=True)

    assert "once both have signed" in answer.content.decode()
