"""Celery's names for what happens by itself in this app."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.urls import reverse

from evaluation.domain.asking import expire_requests
from evaluation.domain.counting_surveys import count_closed
from evaluation.domain.observer_post import TASK, deliver
from evaluation.domain.papers import set_queued
from evaluation.domain.reminding import remind_observers
from evaluation.domain.reviewing import close_overdue_reviews, open_due_reviews
from mentorship.core import clock


@shared_task(name="evaluation.open_due_reviews", ignore_result=True)
def open_reviews() -> None:
    """Open the reviews of the present period and close those that are over; harmless to run twice or in parallel."""
    now = clock.now()
    close_overdue_reviews(now=now)
    open_due_reviews(now=now)


@shared_task(name="evaluation.count_surveys", ignore_result=True)
def count_surveys() -> None:
    """Count the surveys that are over; harmless to run twice, late or in parallel."""
    count_closed(now=clock.now())


@shared_task(name="evaluation.set_papers", ignore_result=True)
def set_papers() -> None:
    """Set the portfolios that wait for it; harmless to run twice, late or in parallel."""
    set_queued(address=f"{settings.SITE_URL.rstrip('/')}{reverse('core:verify')}", now=clock.now())


@shared_task(name="evaluation.tend_requests", ignore_result=True)
def tend_requests() -> None:
    """Remind observers once and let what nobody answered expire; harmless to run twice or in parallel."""
    now = clock.now()
    expire_requests(now=now)
    remind_observers(now=now)


@shared_task(name=TASK, ignore_result=True)
def deliver_to_observers() -> None:
    """Send what waits for observers without an account; harmless to run twice or in parallel."""
    deliver(now=clock.now())
