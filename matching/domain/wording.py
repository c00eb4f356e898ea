"""Scores and refusals in words: what a leader can defend before the people concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from matching.domain.barriers import Barrier
from matching.engine import ReasonKind
from matching.enums import CriterionKind
from matching.queries.words import half_day, place_in_the_week
from programs.enums import CommunicationStyle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matching.domain.scoring import Scored
    from matching.engine import Reason, Solution

NAMED_AT_MOST = 3

Person = dict[str, Any]


def parts_of(scored: Scored, row: int, column: int) -> list[dict[str, Any]]:
    """Tell each part of a pair's score: its points, the most it could give, and why."""
    return [
        {
            "kind": kind,
            "label": str(CriterionKind(kind).label),
            "points": int(scored.points[kind][row, column]),
            "most": weight,
            "words": reason(kind, scored, row, column),
        }
        for kind, weight in sorted(scored.weights.items(), key=lambda item: (-item[1], item[0]))
    ]


def reason(kind: str, scored: Scored, row: int, column: int) -> str:
    """Say in words what one criterion found in a pair."""
    mentee, mentor = scored.mentees[row], scored.mentors[column]
    if kind == CriterionKind.PREFERENCE:
        return _preference(scored, mentee, mentor)
    return _WORDS[CriterionKind(kind)](mentee, mentor)


def _needs(mentee: Person, mentor: Person) -> str:
    asked, given = mentee["terms"], mentor["terms"]
    if not asked:
        return _("The mentee has written no needs yet")
    shared = [_with_level(mentee, key, name) for key, name in asked.items() if key in given]
    counts = {"shared": len(shared), "asked": len(asked), "names": ", ".join(shared)}
    if not shared:
        return ngettext("Does not share the need", "Shares none of %(asked)d needs", len(asked)) % counts
    return (
        ngettext("Shares the need: %(names)s", "Shares %(shared)d of %(asked)d needs: %(names)s", len(asked)) % counts
    )


def _with_level(mentee: Person, key: str, name: str) -> str:
    """Name a need, with the level the mentee stands at today; what is far from the highest counts for more."""
    level = mentee["levels"].get(key)
    return _("%(need)s (level %(level)d today)") % {"need": name, "level": level} if level else name


def _background(mentee: Person, mentor: Person) -> str:
    if not (mentee["asks_for_background"] or mentor["asks_for_background"]):
        return _("Nobody asked for a shared background")
    other = {word.casefold().strip() for word in mentor["background"]}
    common = [word for word in mentee["background"] if word.casefold().strip() in other]
    if common:
        return _("A shared background was asked for, and they share: %(words)s") % {"words": _and(common)}
    return _("A shared background was asked for; none is given")


def _track(mentee: Person, mentor: Person) -> str:
    common = [name for key, name in mentee["tracks"].items() if key in mentor["tracks"]]
    if common:
        return _("Both in %(tracks)s") % {"tracks": _and(common)}
    return _("No common track") if mentee["tracks"] else _("The mentee chose no track")


def _one_word(field: str, both: str, differ: str) -> Callable[[Person, Person], str]:
    def words(mentee: Person, mentor: Person) -> str:
        left, right = _said(field, mentee), _said(field, mentor)
        if not left or not right:
            return _("Not said by both")
        template, values = (both, left) if left.casefold() == right.casefold() else (differ, "")
        return _(template) % {"both": values, "mentee": left, "mentor": right}

    return words


def _said(field: str, person: Person) -> str:
    value = str(person[field]).strip()
    if field == "communication_style" and value:
        return str(CommunicationStyle(value).label).split(":", maxsplit=1)[0].lower()
    return value


def _language(mentee: Person, mentor: Person) -> str:
    other = {language.casefold().strip() for language in mentor["languages"]}
    common = [language for language in mentee["languages"] if language.casefold().strip() in other]
    return _("Both speak %(languages)s") % {"languages": _and(common)} if common else _("No common language given")


def _availability(mentee: Person, mentor: Person) -> str:
    shared = [slot for slot in mentee["availability"] if slot in mentor["availability"]]
    common = [half_day(slot) for slot in sorted(shared, key=place_in_the_week)]
    return _("Both free on %(times)s") % {"times": _and(common)} if common else _("No half-day free for both")


def _preference(scored: Scored, mentee: Person, mentor: Person) -> str:
    ranks = {(chooser, chosen): rank for chooser, chosen, rank in scored.inputs["preferences"]}
    said = []
    if rank := ranks.get((mentee["pk"], mentor["pk"])):
        said.append(_("the mentee's choice number %(rank)d") % {"rank": rank})
    if rank := ranks.get((mentor["pk"], mentee["pk"])):
        said.append(_("the mentor's choice number %(rank)d") % {"rank": rank})
    return _and(said).capitalize() if said else _("Neither named the other")


_WORDS: dict[CriterionKind, Callable[[Person, Person], str]] = {
    CriterionKind.NEEDS: _needs,
    CriterionKind.TRACK: _track,
    CriterionKind.SPECIALTY: _one_word(
        "specialty", gettext_noop("Both in %(both)s"), gettext_noop("%(mentee)s and %(mentor)s")
    ),
    CriterionKind.COMMUNICATION_STYLE: _one_word(
        "communication_style",
        gettext_noop("Both like this style: %(both)s"),
        gettext_noop("The mentee likes it %(mentee)s, the mentor %(mentor)s"),
    ),
    CriterionKind.LANGUAGE: _language,
    CriterionKind.SITE: _one_word("site", gettext_noop("Both at %(both)s"), gettext_noop("%(mentee)s and %(mentor)s")),
    CriterionKind.AVAILABILITY: _availability,
    CriterionKind.BACKGROUND: _background,
}


def barrier_words(name: str) -> str:
    """Name a rule that keeps a pair from being."""
    if name in Barrier.values:
        return str(Barrier(name).label)
    return _("other %(criterion)s, which is a must-have") % {"criterion": str(CriterionKind(name).label).lower()}


def why_without(scored: Scored, best: Solution, row: int, names: dict[int, str]) -> str:
    """Say why a mentee has no mentor, also where only the stable pairs leave none."""
    reason = best.unmatched.get(row)
    if reason is None:
        return _("The best pairs would have a place; the stable ones do not, because others are preferred there.")
    return why_unmatched(scored, row, reason, names)


def why_unmatched(scored: Scored, row: int, reason: Reason, names: dict[int, str]) -> str:
    """Say why a mentee has no mentor: which rules leave nobody, or who competes for too few places."""
    if reason.kind == ReasonKind.NO_ELIGIBLE_MENTOR:
        counted = [f"{count} × {barrier_words(name)}" for name, count in scored.barriers_of(row).items()]
        if not counted:
            return _("There is no mentor in the pool.")
        return _("No mentor may be chosen: %(rules)s.") % {"rules": "; ".join(counted)}
    if reason.kind == ReasonKind.ONLY_OWN_MENTORS:
        return _("Everybody who would do is this mentee's mentor in another track already.")
    mentors = [names[scored.mentors[column]["pk"]] for column in reason.mentors]
    many = ngettext("%(n)d mentor", "%(n)d mentors", len(mentors)) % {"n": len(mentors)}
    common = set.intersection(*(set(scored.mentees[mentee]["tracks"].values()) for mentee in reason.mentees))
    return _(
        "Places are short%(where)s: of the mentors with places only %(who)s would do for %(whom)s, with %(places)s. %(missing)s"
    ) % {
        "where": _(" in %(tracks)s") % {"tracks": _and(sorted(common))} if common else "",
        "who": _and(mentors) if len(mentors) <= NAMED_AT_MOST else many,
        "whom": ngettext("%(n)d mentee", "%(n)d mentees", len(reason.mentees)) % {"n": len(reason.mentees)},
        "places": ngettext("%(n)d free place", "%(n)d free places", reason.places) % {"n": reason.places},
        "missing": _missing(max(reason.missing, 1)),
    }


def _missing(count: int) -> str:
    return ngettext("%(n)d place is missing.", "%(n)d places are missing.", count) % {"n": count}


def _and(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
