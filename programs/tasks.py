"""Background work of `programs`: names and nothing else."""

from __future__ import annotations

from celery import shared_task

from mentorship.core import clock
from programs.domain import import_work


@shared_task(name="programs.work_off_imports", ignore_result=True)
def work_off_imports() -> None:
    """Read the files that wait and write those that are confirmed. Running it twice, late or in parallel is harmless."""
    import_work.work_off(now=clock.now())
