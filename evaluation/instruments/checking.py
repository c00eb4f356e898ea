"""Whether a definition makes a form that can be written on; each problem names the part of the editor it stands in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FACTS = (
    "topic",
    "setting",
    "visit",
    "age_band",
    "complexity",
    "focus_areas",
    "focus",
    "minutes_observed",
    "minutes_feedback",
    "observer_satisfaction",
)
"""Every fact of an encounter that a form may ask for."""
MOST_DOMAINS = 30
MOST_POINTS = 11
LONGEST_LABEL = 120
KEY = re.compile(r"[a-z0-9_]{1,40}")


class Problem(NamedTuple):
    """What is wrong, in which part: `domains`, `scale`, `bands`, `global_scale`, `marginal`, `header` and so on."""

    part: str
    sentence: str


def problems_of(definition: Mapping[str, Any]) -> list[Problem]:
    """Return everything that keeps this definition from being a form, in the order of the editor."""
    return [
        *_domains(definition["domains"]),
        *_scale(definition["scale"], "scale", is_needed=any(not one["is_global"] for one in definition["domains"])),
        *(_scale(definition["global_scale"], "global_scale", is_needed=True) if "global_scale" in definition else ()),
        *_least(definition),
        *_header(definition),
    ]


def _domains(domains: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    keys = [domain["key"] for domain in domains]
    if len(domains) > MOST_DOMAINS:
        yield Problem("domains", _("A form has at most %(most)d parts to rate.") % {"most": MOST_DOMAINS})
    if len(set(keys)) < len(keys):
        yield Problem("domains", _("Two parts are called the same."))
    if not all(KEY.fullmatch(key) for key in keys):
        yield Problem("domains", _("A part needs a name with letters or numbers in it."))
    if any(not domain["label"].strip() or len(domain["label"]) > LONGEST_LABEL for domain in domains):
        yield Problem("domains", _("The name of a part has 1 to %(most)d characters.") % {"most": LONGEST_LABEL})
    if sum(domain["is_global"] for domain in domains) > 1:
        yield Problem("overall", _("A form has one overall rating at most."))


def _scale(scale: Mapping[str, Any], part: str, *, is_needed: bool) -> Iterator[Problem]:
    values = [point["value"] for point in scale["points"]]
    if is_needed and not 2 <= len(values) <= MOST_POINTS:
        yield Problem(part, _("A scale has 2 to %(most)d points.") % {"most": MOST_POINTS})
    if any(type(value) is not int or value < 1 for value in values):
        yield Problem(part, _("Points are whole numbers from 1: a zero would count as a rating."))
    elif values != sorted(set(values)):
        yield Problem(part, _("Give each point once, the lowest first."))
    if any(not point["label"].strip() for point in scale["points"]):
        yield Problem(part, _("Each point needs a word."))
    if is_needed and not scale["not_observed"].strip():
        yield Problem("not_observed", _("Say what “not observed” is called here."))
    yield from _bands(scale["bands"], values)
    if not set(scale["marginal"]) <= set(values):
        yield Problem("marginal", _("Only points of the scale can be marked."))
    if scale.get("reason_below") and scale["reason_below"] not in values[1:]:
        yield Problem("reason_below", _("Name a point of the scale above the lowest one."))


def _bands(bands: Sequence[Mapping[str, Any]], values: Sequence[int]) -> Iterator[Problem]:
    covered = [number for band in bands for number in range(band["lowest"], band["highest"] + 1)]
    if bands and covered != list(values):
        yield Problem("bands", _("Bands follow each other and hold every point of the scale exactly once."))
    if any(not band["label"].strip() for band in bands):
        yield Problem("bands", _("Each band needs a word."))


def _least(definition: Mapping[str, Any]) -> Iterator[Problem]:
    rated = [domain for domain in definition["domains"] if not domain["is_global"]]
    if not min(1, len(rated)) <= definition["rated_at_least"] <= len(rated):
        yield Problem("rated_at_least", _("Between 1 and the number of parts; 0 for a form without parts to rate."))
    if definition["global_required"] and len(rated) == len(definition["domains"]):
        yield Problem("global_required", _("There is no overall rating that could be required."))


def _header(definition: Mapping[str, Any]) -> Iterator[Problem]:
    if not set(definition["header"]) <= set(FACTS):
        yield Problem("header", _("This form asks for something that nobody can answer."))
    if not set(definition.get("required", ())) <= set(definition["header"]):
        yield Problem("required", _("Only what is asked for can be required."))
