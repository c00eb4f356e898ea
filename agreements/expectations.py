"""The short questions each side answers before the agreement, and where two answers differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise

    from agreements.models import Expectation

QUESTIONS: dict[str, str | _StrPromise] = {
    "clinical": gettext_lazy("Clinical coaching"),
    "career": gettext_lazy("Career"),
    "research": gettext_lazy("Research"),
    "how_often": gettext_lazy("How often to meet"),
    "reach": gettext_lazy("How to be reached between meetings"),
    "off_limits": gettext_lazy("What is off limits"),
}
"""The questions by the name of their field, in order."""
TO_SETTLE = [name for name in QUESTIONS if name != "off_limits"]
"""What two must agree on; what is off limits for one is off limits for both, and needs no settling."""


@dataclass(frozen=True)
class Row:
    """One question with both answers, as `components/two_column_compare.html` shows it."""

    name: str
    question: str
    left: str
    right: str
    differs: bool


def compare(left: Expectation, right: Expectation) -> list[Row]:
    """Put two people's answers side by side."""
    return [
        Row(name, str(question), words(left, name), words(right, name), differs=_differs(left, right, name))
        for name, question in QUESTIONS.items()
    ]


def differences(left: Expectation, right: Expectation) -> list[Row]:
    """Return the questions that the two must settle before they sign."""
    return [row for row in compare(left, right) if row.differs and row.name in TO_SETTLE]


def words(answers: Expectation, name: str) -> str:
    """Return an answer in words."""
    display = getattr(answers, f"get_{name}_display", None)
    return str(display() if display else getattr(answers, name))


def settled_section(rows: Sequence[Row], settled: Mapping[str, str], names: tuple[str, str]) -> str:
    """Write, as Markdown, how the two settled where they differed."""
    lines = [f"- **{row.question}**: {' '.join(settled[row.name].split())}" for row in rows]
    heading = _("Where %(one)s and %(other)s differed, and what they agreed") % {"one": names[0], "other": names[1]}
    return f"## {heading}\n\n" + "\n".join(lines)


def off_limits_section(left: Expectation, right: Expectation, names: tuple[str, str]) -> str:
    """Write, as Markdown, what each has named off limits; nothing if neither has."""
    said = [(name, " ".join(answers.off_limits.split())) for name, answers in zip(names, (left, right), strict=True)]
    lines = [f"- {name}: {text}" for name, text in said if text]
    return f"## {_('What is off limits')}\n\n" + "\n".join(lines) if lines else ""


def _differs(left: Expectation, right: Expectation, name: str) -> bool:
    one, other = (" ".join(str(getattr(answers, name)).casefold().split()) for answers in (left, right))
    return one != other
