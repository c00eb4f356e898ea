"""A mentee reads a digest and does what it asks, at a desk and on a phone."""

from __future__ import annotations

import datetime as dt

import pytest

from mentorship.notifications.domain.delivery import deliver_due
from mentorship.notifications.domain.planning import plan_due
from mentorship.notifications.models import KindChoice
from tests.agreements.factories import AgreementFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_digest_is_read_and_its_action_followed(visit, live_server, settings, tmp_path, pairing, mentee, phone):
    now = dt.datetime.now(dt.UTC)
    settings.DEMO = True
    settings.QUIET_HOURS = None
    settings.SITE_URL = live_server.url
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    type(pairing).objects.update(activated_at=now)
    AgreementFactory(pairing=pairing, state="awaiting_signatures", opened_at=now)
    KindChoice.objects.create(user=mentee, kind="agreement_unsigned", how="daily")
    plan_due(now)
    deliver_due(now)
    deliver_due(now + dt.timedelta(days=1, hours=1))
    visitor = visit(mentee, phone=phone)

    page = visitor.go("/demo/mail/")
    page.get_by_role("link", name="Today: 1 thing").click()
    page.frame_locator("iframe").get_by_role("link", name="Read and sign").click()

    page.wait_for_url(f"**/pairings/{pairing.uuid}/agreement/")
    visitor.check_the_page()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_page_of_wishes_can_be_used_by_everybody(visit, mentee, phone):
    visitor = visit(mentee, phone=phone)

    page = visitor.go("/profile/mail/")
    visitor.check_the_page()
    page.get_by_label("An agreement waits for your signature").select_option("daily")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()

    assert KindChoice.objects.get(user=mentee, kind="agreement_unsigned").how == "daily"
