"""Burnout: the Copenhagen Burnout Inventory and the single question.

The inventory: 19 items on three scales of 0 to 100, no total; mean of the answered items. Kristensen et al. 2005. The
single question: Rohland et al. 2004, as asked by the ABFM in 2016.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from evaluation.questionnaires.parts import MENTEE, MENTOR, answers, item, line, scale

_HIGH = line(50, _("high degree of burnout"))

_PERSONAL = [
    item("p1", _("Tiredness"), of="often", digest="443f2434249bc175"),
    item("p2", _("Physical exhaustion"), of="often", digest="26329b2e3df7dd4e"),
    item("p3", _("Emotional exhaustion"), of="often", digest="aebf1951553ff259"),
    item("p4", _("Cannot go on"), of="often", digest="074109c06f517897"),
    item("p5", _("Worn out"), of="often", digest="2995bdce57767058"),
    item("p6", _("Weak, prone to illness"), of="often", digest="26610253bd5586d4"),
]
_WORK = [
    item("w1", _("Work exhausts emotionally"), of="degree", digest="2db6637a7aad4fed"),
    item("w2", _("Burnt out by work"), of="degree", digest="6ff49f9cf9534561"),
    item("w3", _("Work frustrates"), of="degree", digest="022106472bdd958f"),
    item("w4", _("Worn out after the working day"), of="often", digest="e7905bb7e12a66f6"),
    item("w5", _("Exhausted at the thought of the day"), of="often", digest="6dd4cbde7a1a628f"),
    item("w6", _("Every hour tires"), of="often", digest="cae9b391e3e5317b"),
    item("w7", _("Energy left for family and friends"), of="often", digest="694361d33157d29e", is_reversed=True),
]
_PATIENTS = [
    item("c1", _("Patients: hard"), of="degree", digest="075fa368712e5033"),
    item("c2", _("Patients: frustrating"), of="degree", digest="d6dcf68b4e6acd65"),
    item("c3", _("Patients: draining"), of="degree", digest="ab76e54360e0014f"),
    item("c4", _("Patients: giving more than getting"), of="degree", digest="39a5a5ec135816be"),
    item("c5", _("Patients: tired of"), of="often", digest="73835332e500eb3f"),
    item("c6", _("Patients: doubts about lasting"), of="often", digest="8b3758125a69cc83"),
]


def _of_100(key: str, label: str, items: list[dict[str, Any]], least: int) -> dict[str, Any]:
    keys = [item["key"] for item in items]
    return scale(key, label, keys, least=least, lowest=0, highest=100, higher_is="worse", lines=[_HIGH])


COPENHAGEN: dict[str, Any] = {
    "title": _("Copenhagen Burnout Inventory"),
    "use": "enter",
    "source": _("National Research Centre for the Working Environment, Denmark: the questionnaire, patient version"),
    "source_url": "https://nfa.dk/vaerktoejer/spoergeskemaer/copenhagen-burnout-inventory-cbi",
    "terms": _(
        "Published for download by its owner; no formal licence. Copy it from the owner's form, not from the article."
    ),
    "note": "",
    "audience": [MENTEE, MENTOR],
    "intro": _("How it is for you at present."),
    "answers": {
        "often": answers(
            [_("Always"), _("Often"), _("Sometimes"), _("Seldom"), _("Never or almost never")], range(100, -1, -25)
        ),
        "degree": answers(
            [
                _("To a very high degree"),
                _("To a high degree"),
                _("Somewhat"),
                _("To a low degree"),
                _("To a very low degree"),
            ],
            range(100, -1, -25),
        ),
    },
    "items": [*_PERSONAL, *_WORK, *_PATIENTS],
    "scales": [
        _of_100("personal", _("Personal burnout"), _PERSONAL, 3),
        _of_100("work", _("Work-related burnout"), _WORK, 4),
        _of_100("patients", _("Patient-related burnout"), _PATIENTS, 3),
    ],
    "comment": "",
    "is_health": True,
}

SINGLE_ITEM: dict[str, Any] = {
    "title": _("Burnout in one question"),
    "use": "enter",
    "source": "Rohland et al. 2004; American Board of Family Medicine 2016, J Am Board Fam Med, Table 1",
    "source_url": "https://www.jabfm.org/",
    "terms": _("Widely used free of charge; no licence text is known."),
    "note": "",
    "audience": [MENTEE, MENTOR],
    "intro": _("Choose what fits you best at present."),
    "answers": {
        "stage": answers(
            [
                _("I enjoy my work and have no symptoms of burnout"),
                _("Stressed now and then, not burned out"),
                _("Burning out: at least one symptom"),
                _("Symptoms that do not go away"),
                _("Completely burned out; I may need help"),
            ],
            range(1, 6),
        )
    },
    "items": [{**item("burnout", _("Burnout, by your own meaning of the word"), of="stage"), "help_from": 5}],
    "scales": [
        scale(
            "burnout",
            _("Burnout"),
            ["burnout"],
            least=1,
            lowest=1,
            highest=5,
            higher_is="worse",
            lines=[line(3, _("burned out"))],
            is_averaged=False,
        )
    ],
    "comment": "",
    "is_health": True,
}
