"""An invented pool as the product writes it down, for the time of its own scores, rules and words."""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.enums import CriterionKind

TERMS, SPECIALTIES, TRACKS, SITES, SLOTS = 40, 12, 3, 4, 10
STYLES = ("direct", "supportive", "informal", "structured")
LANGUAGES = ("English", "German", "Spanish", "Welsh")
WEIGHTS: dict[str, dict[str, Any]] = {
    kind: {"weight": weight, "must_have": kind == CriterionKind.TRACK}
    for kind, weight in zip(CriterionKind.values, (40, 15, 8, 12, 4, 3, 10, 8, 5), strict=True)
}


def invent_pool(mentees: int, seed: int = 7) -> dict[str, Any]:
    """Invent a pool with a third as many mentors as mentees, who have places for one in ten more than there are."""
    random = np.random.default_rng(seed)
    mentors = mentees // 3
    people = [_person(random, number) for number in range(mentees + mentors)]
    places = np.full(mentors, 3) + (random.random(mentors) < 0.3)
    never = [[int(random.integers(mentees)), mentees + int(random.integers(mentors))] for _pair in range(mentees // 50)]
    choices = [
        [mentee, mentees + int(mentor), rank]
        for mentee in range(mentees)
        for rank, mentor in enumerate(random.choice(mentors, 3, replace=False), start=1)
    ]
    return {
        **{name: [] for name in ("ended", "paired", "rejected", "locked", "current")},
        "mentees": [{**person, "wants": [None]} for person in people[:mentees]],
        "mentors": [
            {**person, "places": int(count), "training_missing": []}
            for person, count in zip(people[mentees:], places, strict=True)
        ],
        "never": never,
        "preferences": choices,
    }


def _person(random: np.random.Generator, number: int) -> dict[str, Any]:
    def some(count: int, share: float) -> list[int]:
        return np.flatnonzero(random.random(count) < share).tolist()

    terms = {f"topic {term}": f"Topic {term}" for term in some(TERMS, 0.12)}
    return {
        "pk": number,
        "uuid": f"{number:08d}",
        "user": number,
        "terms": terms,
        "levels": {term: int(random.integers(1, 6)) for term in terms},
        "tracks": {str(track): f"Track {track}" for track in some(TRACKS, 0.6) or [0]},
        "specialty": f"Specialty {random.integers(SPECIALTIES)}",
        "site": f"Site {random.integers(SITES)}",
        "languages": [LANGUAGES[language] for language in some(len(LANGUAGES), 0.5)],
        "communication_style": STYLES[random.integers(len(STYLES))],
        "availability": [f"slot {slot}" for slot in some(SLOTS, 0.4)],
        "background": [],
        "asks_for_background": False,
    }
