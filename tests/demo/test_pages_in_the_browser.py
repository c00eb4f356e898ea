"""The post room, one's profile and the demo's mail in a real browser, at a desk and on a phone."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from mentorship.demo import mailbox
from tests.notifications.factories import NotificationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])


@pytest.fixture
def a_mail(settings, tmp_path):
    """One mail with text and HTML, sent in the demo."""
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    message = EmailMultiAlternatives("Sign the agreement", "Read it.", to=["mentee@example.org"])
    html = (
        '<html lang="en"><head><title>x</title></head><body><a href="/accounts/login/">Read and sign</a></body></html>'
    )
    message.attach_alternative(html, "text/html")
    get_connection().send_messages([message])
    return mailbox.mails()[0]


@SIZES
def test_the_post_room(visit, leader, cohort, mentee, now, phone):
    NotificationFactory(recipient=mentee, scope_uuid=cohort.uuid, state="sent", sent_at=now)
    NotificationFactory(recipient=mentee, scope_uuid=cohort.uuid, state="failed", reason="550 5.1.1 No such user here")
    visitor = visit(leader, phone=phone)

    page = visitor.go("/post-room/")
    visitor.check_the_page()
    page.get_by_role("link", name="Could not be sent").click()

    assert page.locator("tbody tr").count() == 1


@SIZES
def test_ones_profile(visit, mentee, phone):
    visitor = visit(mentee, phone=phone)

    page = visitor.go("/profile/")
    visitor.check_the_page()
    page.get_by_label("What people call you").fill("Leni")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()

    mentee.refresh_from_db()
    assert mentee.preferred_name == "Leni"


@SIZES
def test_a_mail_of_the_demo_leads_to_the_page_it_speaks_of(visit, a_mail, phone):
    visitor = visit(phone=phone)

    page = visitor.go("/demo/mail/")
    visitor.check_the_page()
    page.get_by_role("link", name="Sign the agreement").click()
    page.frame_locator("iframe").get_by_role("link", name="Read and sign").click()

    page.wait_for_url("**/accounts/login/")
