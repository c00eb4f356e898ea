"""When a person can meet: weekly rules, times away, and what their own calendar says is taken."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetings.enums import AbsenceKind, BusySourceKind, Weekday
from mentorship.core.models import Record
from mentorship.core.states import state_constraint


class Availability(models.Model):
    """A weekly rule, in its owner's own time zone.

    Personal data: when a person is free; read by the person and their partners.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="availabilities")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    is_protected = models.BooleanField(_("protected time"), default=False)

    class Meta:
        verbose_name = _("weekly availability")
        verbose_name_plural = _("weekly availability")
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="availability_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="availability_weekday_known"),
            models.UniqueConstraint(
                fields=["user", "weekday", "starts_at", "ends_at"],
                name="weekly_availability_once",
                violation_error_message=_("You have named this time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


class AvailabilityException(models.Model):
    """A time that differs from the weekly rules: away, on call, on duty, or free for once.

    Personal data: when a person is away; read by the person only, its effect by their partners.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(_("what"), max_length=8, choices=AbsenceKind, default=AbsenceKind.AWAY)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("time away")
        verbose_name_plural = _("times away")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts"),
            state_constraint(AbsenceKind, name="absence_kind_known", field="kind"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} – {self.ends_at:%Y-%m-%d %H:%M}"


class BusySource(Record):
    """A calendar from which a person's busy times are read: a file once, or an address again and again.

    Personal data: the address of the person's own calendar; read by nobody but the person.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="busy_sources")
    kind = models.CharField(_("kind"), max_length=7, choices=BusySourceKind)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=500, blank=True)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)
    problem = models.CharField(_("what went wrong"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("calendar of busy times")
        verbose_name_plural = _("calendars of busy times")
        ordering = ["name", "pk"]
        constraints = [
            state_constraint(BusySourceKind, name="busy_source_kind_known", field="kind"),
            models.UniqueConstraint(
                fields=["user", "address"],
                condition=~Q(address=""),
                name="busy_address_once_per_person",
                violation_error_message=_("You have added this address already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BusyBlock(models.Model):
    """A time that is taken, and nothing of what takes it.

    Personal data: when a person is busy; read by the person only, its effect by their partners.
    """

    source = models.ForeignKey(BusySource, on_delete=models.CASCADE, related_name="blocks")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("busy time")
        verbose_name_plural = _("busy times")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="busy_time_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["source", "starts_at"], name="busy_by_source_and_time")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} – {self.ends_at:%Y-%m-%d %H:%M}"


class Holiday(models.Model):
    """Days on which a cohort does not meet: a public holiday, an exam week.

    Personal data: none.
    """

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="holiday_ends_after_it_starts",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.UniqueConstraint(fields=["cohort", "starts_on", "name"], name="holiday_once_per_cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.starts_on})"


class CalendarFeed(Record):
    """One secret, revocable address per person; only the digest of its token is kept.

    `version` goes up with everything that changes what the address shows, so that a calendar program that asks again
    is answered by one row. `written` is the calendar as it was last written whole, at `written_at` on the day named in
    `written_as`; what changed since is put into it when it is asked for. It may be thrown away at any time.

    Personal data: when and where its owner meets whom; read by who has the address.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_sha256 = models.CharField(max_length=64, unique=True)
    version = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)
    written = models.BinaryField(null=True, blank=True, editable=False)
    written_at = models.DateTimeField(null=True, blank=True, editable=False)
    written_as = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at__isnull=True),
                name="one_calendar_address_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"
