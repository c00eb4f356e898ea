"""A link to a portfolio: read without an account until it ends, with a password if wanted, its openings shown."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from evaluation.domain.choosing import choose
from evaluation.domain.links import MOST_OPEN, make_link, take_back_link
from evaluation.models import PortfolioLink, PortfolioOpening
from mentorship.core.errors import NotAllowed, Refused
from tests.cast import NOW
from tests.evaluation.observations import ObservationFactory, ProcedureFactory

pytestmark = pytest.mark.django_db

LINKS = "/portfolio/links/"
PASSWORD = "tell-it-by-phone"


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def shown(pairing, mentee):
    """One piece of feedback and a procedure, both shown."""
    ProcedureFactory(mentee=pairing.mentee, done_on=dt.date(2027, 1, 23))
    observation = ObservationFactory(pairing=pairing, strengths="Calm under pressure.")
    choose(part="feedback", offered=None, chosen=None, by=mentee, now=NOW)
    return observation


def link_of(mentee, *, password="", days=30):
    return make_link(label="Interview", expires_at=NOW + dt.timedelta(days=days), password=password, by=mentee, now=NOW)


def _without_token(page):
    return re.sub(r'"X-CSRFToken": "\w+"', "", page)


def address_of(token):
    return reverse("evaluation:portfolio-shown", args=[token])


def test_a_stranger_reads_what_was_chosen_and_nothing_else(client, pairing, mentee, shown):
    ObservationFactory(pairing=pairing, strengths="Not chosen.")
    _link, token = link_of(mentee)

    page = client.get(address_of(token))

    assert "Portfolio of Lena Fischer" in page.text
    assert "Calm under pressure." in page.text
    assert not any(
        words in page.text for words in ("Not chosen.", "Amara Osei", "23 January", "2027-01-23", "mentee@example.org")
    )


def test_no_search_engine_cache_or_next_page_learns_of_it(client, mentee, shown):
    _link, token = link_of(mentee)
    _locked, token_with_password = link_of(mentee, password=PASSWORD)

    for page in (client.get(address_of(token)), client.get(address_of(token_with_password))):
        assert "noindex" in page["X-Robots-Tag"]
        assert 'name="robots" content="noindex' in page.text
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "same-origin"


def test_only_the_digest_and_the_hash_are_kept(mentee, shown):
    link, token = link_of(mentee, password=PASSWORD)

    kept = " ".join(str(value) for value in PortfolioLink.objects.filter(pk=link.pk).values_list().get())

    assert token not in kept
    assert PASSWORD not in kept
    assert len(token) >= 43


def test_what_is_taken_out_is_gone_at_once_and_what_is_put_in_appears(client, pairing, mentee, shown):
    later = ObservationFactory(pairing=pairing, strengths="Written later.")
    _link, token = link_of(mentee)

    choose(part="feedback", offered=[shown.uuid, later.uuid], chosen=[later.uuid], by=mentee, now=NOW)
    page = client.get(address_of(token)).text

    assert "Calm under pressure." not in page
    assert "Written later." in page


@pytest.mark.parametrize("how", ["expired", "taken back", "owner gone", "forged"])
def test_a_closed_link_is_as_one_that_never_was(client, mentee, shown, clock, how):
    link, token = link_of(mentee, password=PASSWORD)
    if how == "expired":
        clock.move_to(NOW + dt.timedelta(days=31), tick=False)
    elif how == "taken back":
        take_back_link(link_id=link.pk, by=mentee, now=NOW)
    elif how == "owner gone":
        type(mentee).objects.filter(pk=mentee.pk).update(is_active=False)
    else:
        token = f"{token[:-1]}!"

    page = client.get(address_of(token))
    never = client.get(address_of("x" * 43))

    assert page.status_code == never.status_code == 404
    assert _without_token(page.text) == _without_token(never.text)
    assert not PortfolioOpening.objects.exists()


def test_a_password_stands_before_everything(client, mentee, shown):
    _link, token = link_of(mentee, password=PASSWORD)

    asked = client.get(address_of(token))
    wrong = client.post(address_of(token), {"password": "guess-guess"})
    right = client.post(address_of(token), {"password": PASSWORD}, follow=True)

    for page in (asked, wrong):
        assert not any(words in page.text for words in ("Lena", "Fischer", "Calm under pressure."))
    assert "not the password" in wrong.text
    assert "Calm under pressure." in right.text
    assert "Calm under pressure." in client.get(address_of(token)).text


def test_guessing_is_slowed_down(client, mentee, shown, settings):
    settings.ACCOUNT_RATE_LIMITS = {"portfolio_password": "10/h/key,30/h/ip"}
    _link, token = link_of(mentee, password=PASSWORD)
    for _ in range(10):
        client.post(address_of(token), {"password": "guess-guess"})

    page = client.post(address_of(token), {"password": PASSWORD})

    assert "Too many tries" in page.text
    assert "Calm under pressure." not in page.text


def test_who_guesses_shuts_out_nobody_else(client, mentee, shown, settings):
    settings.ACCOUNT_RATE_LIMITS = {"portfolio_password": "10/h/key,30/h/ip", "portfolio_link": "100/h/key"}
    _link, token = link_of(mentee, password=PASSWORD)
    for _ in range(11):
        client.post(address_of(token), {"password": "guess-guess"}, REMOTE_ADDR="192.0.2.1")

    page = client.post(address_of(token), {"password": PASSWORD}, REMOTE_ADDR="192.0.2.2", follow=True)

    assert "Calm under pressure." in page.text


def test_guessing_from_many_addresses_is_slowed_down(client, mentee, shown, settings):
    settings.ACCOUNT_RATE_LIMITS = {"portfolio_password": "2/h/key", "portfolio_link": "4/h/key"}
    _link, token = link_of(mentee, password=PASSWORD)
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.2"):
        client.post(address_of(token), {"password": "guess-guess"}, REMOTE_ADDR=address)

    page = client.post(address_of(token), {"password": PASSWORD}, REMOTE_ADDR="192.0.2.3")

    assert "Too many tries" in page.text
    assert "Calm under pressure." not in page.text


def test_a_password_is_asked_for_again_after_a_while(client, mentee, shown, clock):
    _link, token = link_of(mentee, password=PASSWORD)
    client.post(address_of(token), {"password": PASSWORD})
    clock.move_to(NOW + dt.timedelta(minutes=31), tick=False)

    assert "A password, please" in client.get(address_of(token)).text


def test_one_links_password_opens_no_other(client, mentee, shown):
    _link, token = link_of(mentee, password=PASSWORD)
    _other, another = link_of(mentee, password="another-password")
    client.post(address_of(token), {"password": PASSWORD})

    assert "A password, please" in client.get(address_of(another)).text


def test_the_mentee_sees_when_it_was_opened(client, mentee, shown, clock):
    link, token = link_of(mentee)
    client.get(address_of(token))
    client.get(f"{address_of(token)}?feedback=1")
    clock.move_to(NOW + dt.timedelta(hours=2), tick=False)
    client.get(address_of(token))
    client.force_login(mentee)
    client.get(address_of(token))

    page = client.get(LINKS).text

    assert link.openings.count() == 2
    assert "Opened 2 times" in page
    assert "1 February 2027, " in page


def test_asking_only_whether_it_is_there_opens_nothing(client, mentee, shown):
    _link, token = link_of(mentee)
    _locked, token_with_password = link_of(mentee, password=PASSWORD)

    client.head(address_of(token))
    client.get(address_of(token_with_password))

    assert not PortfolioOpening.objects.exists()


def test_the_address_is_shown_once(client, mentee, shown):
    client.force_login(mentee)

    made = client.post(LINKS, {"label": "Interview", "days": "30", "password": ""})

    address = made.text.split("/shown/")[1].split("/")[0]
    assert client.get(address_of(address)).status_code == 200
    assert address not in client.get(LINKS).text
    assert PortfolioLink.objects.get().expires_at == NOW + dt.timedelta(days=30)


def test_a_short_password_is_refused_and_nothing_typed_is_lost(client, mentee, shown):
    client.force_login(mentee)

    page = client.post(LINKS, {"label": "Interview", "days": "30", "password": "short"}).text

    assert "at least 8 characters" in page
    assert 'value="Interview"' in page
    assert not PortfolioLink.objects.exists()


def test_a_link_lives_a_year_at_most_and_there_are_not_many(mentee, shown):
    with pytest.raises(Refused, match="a year at most"):
        link_of(mentee, days=400)
    for _ in range(MOST_OPEN):
        link_of(mentee)
    with pytest.raises(Refused, match="Take one back"):
        link_of(mentee)


def test_taking_back_twice_is_harmless_and_only_its_owner_does(mentee, other_mentee, shown):
    link, _token = link_of(mentee)

    with pytest.raises(NotAllowed):
        take_back_link(link_id=link.pk, by=other_mentee, now=NOW)
    first, second = (take_back_link(link_id=link.pk, by=mentee, now=NOW) for _ in range(2))

    assert first.revoked_at == second.revoked_at == NOW


def test_the_list_of_links_asks_as_often_for_one_as_for_many(client, mentee, shown, django_assert_max_num_queries):
    for _ in range(10):
        link, _token = link_of(mentee)
        PortfolioOpening.objects.bulk_create(PortfolioOpening(link=link, opened_at=NOW) for _ in range(30))
    client.force_login(mentee)

    with django_assert_max_num_queries(10):
        page = client.get(LINKS).text

    assert "Opened 30 times" in page
    assert page.count("1 February 2027, ") == 200
