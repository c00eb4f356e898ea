"""The Celery application: `celery -A mentorship worker` and `celery -A mentorship beat`."""

from __future__ import annotations

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init
from django_structlog.celery.steps import DjangoStructLogInitStep

from mentorship import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

broker.install()
app = Celery("mentorship")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@worker_init.connect
def start_the_pulse(**_: Any) -> None:
    """Let a worker look for what is due by itself; not before Django is set up."""
    import mentorship.pulse  # noqa: F401, PLC0415


@setup_logging.connect
def use_the_logging_of_the_settings(**_: Any) -> None:
    """Log from worker and beat as the web server does; without a listener Celery installs its own format."""
    from django.conf import settings  # noqa: PLC0415 - not before Celery asked for them

    logging.config.dictConfig(settings.LOGGING)
