"""Who meets what on the pages of the portfolio, of its links and of its papers."""

from __future__ import annotations

import datetime as dt

from evaluation.domain.links import make_link, take_back_link
from evaluation.domain.papers import ask_for_paper
from evaluation.enums import PaperState
from evaluation.models import PortfolioLink, PortfolioPaper
from tests.cast import NOW
from tests.evaluation.observations import ProcedureFactory
from tests.permissions.table import EVERYONE, EVERYONE_SIGNED_IN, FORBIDDEN, LOGIN, NOT_FOUND, OK, ROLES, Row

EVERY_MENTEE = {"anonymous": LOGIN, **dict.fromkeys(ROLES[1:], FORBIDDEN), "mentee": OK, "other_mentee": OK}

NOBODY = dict.fromkeys(ROLES, NOT_FOUND)
DAY = dt.timedelta(days=1)
ITS_OWNER = {"anonymous": LOGIN, **dict.fromkeys(ROLES[1:], NOT_FOUND), "mentee": OK}


def a_paper(cast):
    """A paper of the mentee's, ready."""
    ProcedureFactory(mentee=cast("pairing").mentee)
    paper = ask_for_paper(by=cast("mentee"), now=NOW)
    PortfolioPaper.objects.update(state=PaperState.SETTING)
    PortfolioPaper.objects.update(state=PaperState.READY, pdf=b"%PDF", sha256="0" * 64, made_at=NOW)
    return {"uuid": paper.uuid}


def a_link(cast):
    """A link of the mentee's, and its token."""
    return make_link(label="Interview", expires_at=NOW + DAY, password="", by=cast("mentee"), now=NOW)


def its_link(cast):
    cast("pairing")
    return {"uuid": a_link(cast)[0].uuid}


def open_to_strangers(cast):
    cast("pairing")
    return {"token": a_link(cast)[1]}


def expired(cast):
    cast("pairing")
    _link, token = a_link(cast)
    PortfolioLink.objects.update(created_at=NOW - 2 * DAY, expires_at=NOW - DAY)
    return {"token": token}


def taken_back(cast):
    cast("pairing")
    link, token = a_link(cast)
    take_back_link(link_id=link.pk, by=cast("mentee"), now=NOW)
    return {"token": token}


def forged(_cast):
    return {"token": "x" * 43}


def a_part(_cast):
    return {"part": "feedback"}


ROWS: list[Row] = [
    Row("evaluation:portfolio", EVERYONE_SIGNED_IN),
    Row("evaluation:portfolio-looks", EVERY_MENTEE, method="POST"),
    Row("evaluation:portfolio-choose", EVERY_MENTEE, kwargs=a_part),
    Row("evaluation:portfolio-choose", EVERY_MENTEE, method="POST", kwargs=a_part),
    Row("evaluation:portfolio-paper", EVERY_MENTEE, method="POST"),
    Row("evaluation:portfolio-paper-progress", ITS_OWNER, kwargs=a_paper),
    Row("evaluation:portfolio-paper-call-off", ITS_OWNER, method="POST", kwargs=a_paper),
    Row("evaluation:portfolio-paper-file", ITS_OWNER, kwargs=a_paper),
    Row("evaluation:my-data", EVERYONE_SIGNED_IN),
    Row("evaluation:my-data-file", EVERYONE_SIGNED_IN, note="one's own"),
    Row("evaluation:portfolio-progress", EVERY_MENTEE),
    Row("evaluation:portfolio-links", EVERY_MENTEE),
    Row("evaluation:portfolio-links", EVERY_MENTEE, method="POST"),
    Row("evaluation:portfolio-link-take-back", ITS_OWNER, method="POST", kwargs=its_link),
    Row("evaluation:portfolio-shown", EVERYONE, kwargs=open_to_strangers, note="with the link"),
    Row("evaluation:portfolio-shown", NOBODY, kwargs=expired, note="expired"),
    Row("evaluation:portfolio-shown", NOBODY, kwargs=taken_back, note="taken back"),
    Row("evaluation:portfolio-shown", NOBODY, kwargs=forged, note="forged"),
]
