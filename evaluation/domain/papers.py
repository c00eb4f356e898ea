"""The portfolio on paper: asked for, set by a worker page by page, called off, and told from any other file.

The database is the queue: a paper that a killed worker leaves behind is taken up again by the next one, and set anew, a
few times; then it has failed, and can be asked for again.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from evaluation.domain.choosing import portfolio_for
from evaluation.enums import PAPER_MOVES, PaperState
from evaluation.models import PortfolioPaper
from evaluation.queries.portfolio import show
from mentorship.core import audit, clock, pdf
from mentorship.core.documents import digest_of
from mentorship.core.errors import NotAllowed, Refused
from mentorship.core.states import move

if TYPE_CHECKING:
    from datetime import datetime

    from mentorship.accounts.models import User

logger = logging.getLogger(__name__)

TEMPLATE = "evaluation/pdf/portfolio.html"
SILENT_FOR = timedelta(minutes=3)
"""A page takes far less: a worker that was not heard of for so long has died."""
MOST_BEGINNINGS = 3
"""What ends its worker so often, for want of memory say, would end it for ever."""
UNDERWAY = (PaperState.QUEUED, PaperState.SETTING)
NEARLY = 95
"""What is told while pages are set, in percent; the rest is writing the file."""


class _CalledOffError(Exception):
    """The mentee has called the work off, or another worker has taken it over."""


def nudge_worker() -> None:
    """Ask for the queue to be looked at now; a broker that is away must never break the request."""
    try:
        current_app.send_task("evaluation.set_papers", ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("The worker was not nudged; it looks by itself soon. %s", error)


@transaction.atomic
def ask_for_paper(*, by: User, now: datetime) -> PortfolioPaper:
    """Put the portfolio in the queue, as it will be chosen when its turn comes; one that is underway is left as it is.

    Raises:
        NotAllowed: `by` never was a mentee.
        Refused: there is nothing to set, or more than a file holds.
    """
    portfolio = portfolio_for(by)
    underway = portfolio.papers.filter(state__in=UNDERWAY).first()
    if underway is not None:
        return underway
    entries = show(by, portfolio).count_entries()
    if not entries:
        raise Refused(_("There is nothing to show yet. Choose something first."))
    if entries > settings.PORTFOLIO_ENTRIES:
        raise Refused(
            _("A file holds at most %(most)d entries, and you chose %(entries)d. Choose fewer, or list no attempts.")
            % {"most": settings.PORTFOLIO_ENTRIES, "entries": entries}
        )
    paper = PortfolioPaper.objects.create(portfolio=portfolio, entries=entries)
    audit.record(verb="ask_for_paper", actor=by, target=paper, now=now, new=paper.state)
    transaction.on_commit(nudge_worker)
    return paper


@transaction.atomic
def call_off_paper(*, paper_id: int, by: User, now: datetime) -> PortfolioPaper:
    """Call off what is queued or being set; what is over is left as it is.

    Raises:
        NotAllowed: it is not `by`'s.
    """
    paper = PortfolioPaper.objects.select_for_update(of=["self"]).select_related("portfolio").get(pk=paper_id)
    if paper.portfolio.owner_id != by.pk:
        raise NotAllowed(_("Only its owner calls this off."))
    if paper.state in UNDERWAY:
        before = paper.state
        move(paper, PaperState.CANCELLED, moves=PAPER_MOVES)
        paper.save(update_fields=["state"])
        audit.record(verb="call_off_paper", actor=by, target=paper, now=now, old=before, new=paper.state)
    return paper


def is_known(code: str, sha256: str) -> bool:
    """Say whether a portfolio was set under this code with this digest."""
    return PortfolioPaper.objects.filter(code=code, sha256=sha256, state=PaperState.READY).exists()


def set_queued(*, address: str, now: datetime) -> int:
    """Set what waits; running this twice, late or in parallel is harmless. Return how many were set here.

    `address` is where the page stands on which anybody can have a file checked.
    """
    _take_up_again(now)
    waiting = PortfolioPaper.objects.filter(state=PaperState.QUEUED).order_by("pk").values_list("pk", flat=True)
    return sum(_set(paper_id, address, now) for paper_id in list(waiting))


def _set(paper_id: int, address: str, now: datetime) -> bool:
    paper = _claim(paper_id, clock.now())
    if paper is None:
        return False
    try:
        owner = paper.portfolio.owner
        shown = show(owner, paper.portfolio)
        context = {"portfolio": shown, "paper": paper, "owner": owner, "address": address, "now": now}
        made = pdf.set_pages(TEMPLATE, context, on_page=lambda number, about: _tell(paper, number, about))
        _keep(paper.pk, made, clock.now())
    except _CalledOffError:
        return False
    except Exception:
        _fail(paper.pk, clock.now())
        raise
    return True


@transaction.atomic
def _claim(paper_id: int, now: datetime) -> PortfolioPaper | None:
    """Take a queued paper, unless another worker has it."""
    waiting = PortfolioPaper.objects.select_for_update(of=["self"], skip_locked=True)
    paper = waiting.select_related("portfolio__owner").filter(pk=paper_id, state=PaperState.QUEUED).first()
    if paper is not None:
        move(paper, PaperState.SETTING, moves=PAPER_MOVES)
        paper.heard_of_at, paper.progress_percent, paper.progress_words = now, 0, _("Gathering what you chose.")
        paper.times_begun += 1
        paper.save(update_fields=["state", "heard_of_at", "progress_percent", "progress_words", "times_begun"])
    return paper


@transaction.atomic
def _take_up_again(now: datetime) -> None:
    left = PortfolioPaper.objects.select_for_update(of=["self"], skip_locked=True).filter(
        state=PaperState.SETTING, heard_of_at__lt=now - SILENT_FOR
    )
    for paper in left:
        if paper.times_begun >= MOST_BEGINNINGS:
            words = _("It was interrupted %(times)d times; the site's staff can read why in the log.")
            _give_up(paper, words % {"times": paper.times_begun}, now)
            continue
        move(paper, PaperState.QUEUED, moves=PAPER_MOVES)
        paper.progress_percent, paper.progress_words = 0, _("It was interrupted, and begins anew by itself.")
        paper.save(update_fields=["state", "progress_percent", "progress_words"])
        audit.record(verb="take_up_paper", actor=None, target=paper, now=now, old=PaperState.SETTING, new=paper.state)


def _tell(paper: PortfolioPaper, number: int, about: int) -> None:
    """Tell how far the work is; it ends here when it was called off."""
    underway = PortfolioPaper.objects.filter(pk=paper.pk, state=PaperState.SETTING, heard_of_at=paper.heard_of_at)
    paper.heard_of_at = clock.now()
    told = underway.update(
        progress_percent=min(NEARLY, round(100 * number / about)),
        progress_words=_("Setting page %(number)d.") % {"number": number},
        heard_of_at=paper.heard_of_at,
    )
    if not told:
        raise _CalledOffError


@transaction.atomic
def _keep(paper_id: int, made: pdf.Paper, now: datetime) -> None:
    paper = PortfolioPaper.objects.select_for_update(of=["self"]).get(pk=paper_id)
    if paper.state != PaperState.SETTING:
        return
    move(paper, PaperState.READY, moves=PAPER_MOVES)
    paper.pdf, paper.sha256, paper.pages, paper.made_at = made.content, digest_of([made.content]), made.pages, now
    paper.progress_percent = 100
    paper.save(update_fields=["state", "pdf", "sha256", "pages", "made_at", "progress_percent"])
    PortfolioPaper.objects.filter(portfolio=paper.portfolio_id, pk__lt=paper.pk, pdf__isnull=False).update(pdf=None)
    audit.record(verb="set_paper", actor=None, target=paper, now=now, old=PaperState.SETTING, new=paper.state)


@transaction.atomic
def _fail(paper_id: int, now: datetime) -> None:
    paper = PortfolioPaper.objects.select_for_update(of=["self"]).get(pk=paper_id)
    if paper.state == PaperState.SETTING:
        _give_up(paper, _("Something unexpected happened; the site's staff can read what in the log."), now)


def _give_up(paper: PortfolioPaper, words: str, now: datetime) -> None:
    move(paper, PaperState.FAILED, moves=PAPER_MOVES)
    paper.failure = words
    paper.save(update_fields=["state", "failure"])
    audit.record(verb="fail_paper", actor=None, target=paper, now=now, old=PaperState.SETTING, new=paper.state)
