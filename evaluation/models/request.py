"""A mentee asks to be observed, and how an observer without an account comes to the form."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.enums import (
    OPEN_REQUEST_STATES,
    ObservationKind,
    ObserverMailKind,
    ObserverMailState,
    RequestChannel,
    RequestState,
)
from mentorship.core.models import Record
from mentorship.core.states import state_constraint

if TYPE_CHECKING:
    from mentorship.accounts.models import User

MORNING = time(8)


class ObservationRequestQuerySet(models.QuerySet["ObservationRequest"]):
    """Requests, narrowed."""

    def visible_to(self, user: User) -> ObservationRequestQuerySet:
        """Those one asked for, and those one was asked; a leader sees their number only."""
        return self.filter(Q(pairing__mentee__user=user) | Q(observer=user))

    def open(self) -> ObservationRequestQuerySet:
        """Those that still wait for an observation."""
        return self.filter(state__in=OPEN_REQUEST_STATES)

    def with_people(self) -> ObservationRequestQuerySet:
        """Fetch whom and what a page names along with the requests."""
        return self.select_related(
            "pairing__mentor__user",
            "pairing__mentee__user",
            "pairing__mentee__cohort__program",
            "observer",
            "form",
            "topic",
            "goal",
        )


class ObservationRequest(Record):
    """A mentee asks somebody to watch them: whom, what, when, and what became of it.

    `answer_by` is when it expires by itself. `client_key` is made by the page, so that asking twice is asking once.

    Personal data: whom a mentee asked, with the observer's name and address; read by the mentee and the observer. The
    address stays with the observation, so that it joins the observer's account if they get one.
    """

    pairing = models.ForeignKey("matching.Pairing", on_delete=models.PROTECT, related_name="observation_requests")
    form = models.ForeignKey(
        "evaluation.ObservationForm", on_delete=models.PROTECT, related_name="+", verbose_name=_("form")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ObservationKind)
    channel = models.CharField(_("how"), max_length=10, choices=RequestChannel)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED)
    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="observation_requests",
    )
    observer_name = models.CharField(_("their name"), max_length=150)
    observer_email = models.EmailField(_("their e-mail address"))
    topic = models.ForeignKey("programs.Topic", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    goal = models.ForeignKey("agreements.Goal", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(_("what to watch"), max_length=200)
    wanted_on = models.DateField(_("when"))
    asked_at = models.DateTimeField(_("asked"))
    answer_by = models.DateTimeField(_("expires"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decline_word = models.CharField(_("why not"), max_length=200, blank=True)
    client_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = ObservationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for an observation")
        verbose_name_plural = _("requests for observations")
        constraints = [
            state_constraint(RequestState, name="observation_request_state_known"),
            state_constraint(RequestChannel, name="observation_request_channel_known", field="channel"),
            state_constraint(ObservationKind, name="observation_request_kind_known", field="kind"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_REQUEST_STATES) | Q(decided_at__isnull=False),
                name="decided_observation_request_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(channel="account") | Q(observer__isnull=False),
                name="observer_with_an_account_is_named",
            ),
            models.CheckConstraint(
                condition=Q(decline_word="") | Q(state="declined"), name="only_a_declined_request_says_why_not"
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(state__in=OPEN_REQUEST_STATES), name="observation_request_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.observer_name}"

    @property
    def reminds_at(self) -> datetime:
        """When the observer is reminded, once: the morning after the day for which they were asked."""
        zone = ZoneInfo(self.pairing.cohort.time_zone)
        return datetime.combine(self.wanted_on + timedelta(days=1), MORNING, tzinfo=zone)

    @property
    def is_open(self) -> bool:
        """Does it still wait for an observation?"""
        return self.state in OPEN_REQUEST_STATES


class ObserverInvitation(Record):
    """The signed link of a request: a renewed one has the next `round`, and the earlier ones lead nowhere.

    The link itself stands nowhere: it is signed anew when its mail is written. Sending by it works once, because a
    request has one observation.

    Personal data: none beside the request's.
    """

    request = models.OneToOneField(ObservationRequest, on_delete=models.CASCADE, related_name="invitation")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("invitation of an observer")
        verbose_name_plural = _("invitations of observers")

    def __str__(self) -> str:
        return f"{self.request} {self.round}"

    def is_over(self, now: datetime) -> bool:
        """Has the link expired?"""
        return self.expires_at <= now


class DeviceCode(Record):
    """The code with which an observer confirms what they wrote on the mentee's device.

    The code stands nowhere: it follows from the server's key, this row and its `round`, which a new code raises.

    Personal data: none beside the request's.
    """

    request = models.OneToOneField(ObservationRequest, on_delete=models.CASCADE, related_name="device_code")
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    expires_at = models.DateTimeField(_("expires"))
    wrong_tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("code of an observer")
        verbose_name_plural = _("codes of observers")

    def __str__(self) -> str:
        return f"{self.request} {self.round}"


class ObserverMail(Record):
    """A mail to an observer without an account; the unique key makes writing twice on one occasion impossible.

    Personal data: that an address was written to; no content. Erased with the request.
    """

    request = models.ForeignKey(ObservationRequest, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("kind"), max_length=10, choices=ObserverMailKind)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    state = models.CharField(max_length=10, choices=ObserverMailState, default=ObserverMailState.PENDING)
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("worth sending until"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    reason = models.CharField(_("why it was not sent"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("mail to an observer")
        verbose_name_plural = _("mails to observers")
        constraints = [
            models.UniqueConstraint(fields=["request", "kind", "round"], name="one_observer_mail_per_occasion"),
            state_constraint(ObserverMailState, name="observer_mail_state_known"),
            state_constraint(ObserverMailKind, name="observer_mail_kind_known", field="kind"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | ~Q(state="sent"), name="sent_observer_mail_says_when"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="pending"), name="observer_mail_pending_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.round} → {self.request_id}"
