"""The page on which a person says when they are free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from meetings import protected
from meetings.domain import availability as own_time
from meetings.enums import Weekday
from meetings.models import Availability, AvailabilityException, BusySource
from meetings.web.answers import refusals_told
from meetings.web.forms.availability import BusyAddressForm, BusyFileForm, ExceptionForm, WeeklyForm
from mentorship.core import clock

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from mentorship.core.web.requests import SignedInRequest


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """Show one's week, the times that differ from it, and the calendars read for busy times."""
    return _page(request)


@require_POST
def add_weekly(request: SignedInRequest) -> HttpResponse:
    """Add a weekly time."""
    form = WeeklyForm(request.POST)
    if form.is_valid():
        with refusals_told(request, form) as answer:
            own_time.add_weekly_time(**form.cleaned_data, by=request.user, now=clock.now())
        if answer.done:
            messages.success(request, _("Added to your week."))
            return redirect("meetings:availability")
    return _page(request, weekly_form=form)


@require_POST
def remove_weekly(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a weekly time away."""
    rule = get_object_or_404(Availability.objects.filter(user=request.user), uuid=uuid)
    own_time.remove_weekly_time(rule_id=rule.pk, by=request.user, now=clock.now())
    return redirect("meetings:availability")


@require_POST
def add_exception(request: SignedInRequest) -> HttpResponse:
    """Add a time that differs from the week."""
    form = ExceptionForm(request.POST, by=request.user)
    if form.is_valid():
        with refusals_told(request, form) as answer:
            own_time.add_exception(
                kind=form.cleaned_data["kind"],
                starts_at=form.starts_at,
                ends_at=form.ends_at,
                by=request.user,
                now=clock.now(),
            )
        if answer.done:
            messages.success(request, _("Noted."))
            return redirect("meetings:availability")
    return _page(request, exception_form=form)


@require_POST
def remove_exception(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take a time that differs from the week away."""
    exception = get_object_or_404(AvailabilityException.objects.filter(user=request.user), uuid=uuid)
    own_time.remove_exception(exception_id=exception.pk, by=request.user, now=clock.now())
    return redirect("meetings:availability")


@require_POST
def add_file(request: SignedInRequest) -> HttpResponse:
    """Read busy times from a file."""
    form = BusyFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_told(request, form) as answer:
            source = own_time.take_busy_file(name=file.name, content=file.read(), by=request.user, now=clock.now())
        if answer.done:
            return _read(request, source)
    return _page(request, file_form=form)


@require_POST
def add_address(request: SignedInRequest) -> HttpResponse:
    """Read busy times from an address."""
    form = BusyAddressForm(request.POST)
    if form.is_valid():
        with refusals_told(request, form) as answer:
            source = own_time.add_busy_address(address=form.cleaned_data["address"], by=request.user, now=clock.now())
        if answer.done:
            return _read(request, source)
    return _page(request, address_form=form)


@require_POST
def remove_source(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Forget a calendar and what was read from it."""
    source = get_object_or_404(BusySource.objects.filter(user=request.user), uuid=uuid)
    own_time.remove_busy_source(source_id=source.pk, by=request.user, now=clock.now())
    messages.success(request, _("Forgotten, with every busy time that was read from it."))
    return redirect("meetings:availability")


def _read(request: SignedInRequest, source: BusySource) -> HttpResponse:
    number = source.blocks.count()
    words = ngettext("%(n)d busy time read.", "%(n)d busy times read.", number) % {"n": number}
    messages.success(request, words)
    return redirect("meetings:availability")


def _page(request: SignedInRequest, **forms: Any) -> HttpResponse:
    now = clock.now()
    own = list(Availability.objects.filter(user=request.user))
    week = [(label, [rule for rule in own if rule.weekday == day]) for day, label in Weekday.choices]
    context = {
        "week": [(label, rules) for label, rules in week if rules],
        "zone": request.user.time_zone.replace("_", " "),
        "exceptions": AvailabilityException.objects.filter(user=request.user, ends_at__gt=now),
        "sources": BusySource.objects.filter(user=request.user),
        "protected_columns": [_("Month"), _("Allotted"), _("Used"), _("Lost"), _("Unused")],
        "protected_months": [
            (cohort, [_sums(first, account) for first, account in months])
            for cohort, months in protected.own_months(request.user, now)
        ],
        "now": now,
        "weekly_form": WeeklyForm(initial={"starts_at": "17:00", "ends_at": "18:00"}),
        "exception_form": ExceptionForm(by=request.user),
        "file_form": BusyFileForm(),
        "address_form": BusyAddressForm(),
        **forms,
    }
    return render(request, "meetings/availability.html", context)


def _sums(first: dt.date, account: protected.Account) -> list[str]:
    minutes = (account.allotted, account.used, account.lost, account.unused)
    return [date_format(first, "F Y"), *[f"{protected.hours(one)} h" for one in minutes]]
