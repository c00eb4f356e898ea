"""What a program chose when it imported a file, kept for the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programs.domain.participants.columns import Field, plain_question
from programs.domain.participants.words import ASK, LEAVE_OUT, NEW_WORD, UNLESS_CHOSEN, plain, vocabulary_of
from programs.enums import CommunicationStyle
from programs.models import RememberedColumn, RememberedValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from programs.domain.participants.words import Vocabulary
    from programs.models import Cohort


def remembered_columns(program_id: int) -> dict[str, str]:
    """Return what each question held the last time; an empty field means it was left out."""
    return dict(RememberedColumn.objects.filter(program_id=program_id).values_list("question", "field"))


def remember_columns(program_id: int, header: Sequence[str], mapping: Mapping[str, Sequence[int]]) -> None:
    """Keep what each question holds."""
    held = {column: field for field, columns in mapping.items() for column in columns}
    kept = {plain_question(question): held.get(column, "") for column, question in enumerate(header)}
    kept.pop("", None)
    RememberedColumn.objects.bulk_create(
        [RememberedColumn(program_id=program_id, question=question, field=field) for question, field in kept.items()],
        update_conflicts=True,
        unique_fields=["program", "question"],
        update_fields=["field"],
    )


def remember_values(cohort: Cohort, chosen: Mapping[tuple[str, str], str]) -> bool:
    """Keep what answers mean; say whether anything differs from what was known."""
    words = vocabulary_of(cohort)
    kept: dict[tuple[str, str], str] = {}
    differs = False
    for (field, said), means in chosen.items():
        if field in UNLESS_CHOSEN and _is_a_choice(field, means, words):
            kept[field, plain(said)] = means
            differs = differs or words.chosen(Field(field), said) != means
    RememberedValue.objects.bulk_create(
        [
            RememberedValue(program_id=cohort.program_id, field=field, said=said, means=means)
            for (field, said), means in kept.items()
            if means != ASK
        ],
        update_conflicts=True,
        unique_fields=["program", "field", "said"],
        update_fields=["means"],
    )
    return differs


def _is_a_choice(field: str, means: str, words: Vocabulary) -> bool:
    if means in {LEAVE_OUT, ASK}:
        return True
    if means == NEW_WORD:
        return field != Field.COMMUNICATION_STYLE
    return means in {value for value, _label in choices_for(Field(field), words)}


def choices_for(field: Field, words: Vocabulary) -> list[tuple[str, str]]:
    """List the words an unknown answer may mean: (value, label), by name."""
    if field == Field.TOPICS:
        found = [(key, term.name) for key, term in words.by_key.items() if term.pk]
    elif field == Field.TRACKS:
        found = [(track.name, track.name) for track in words.tracks]
    elif field == Field.SPECIALTY:
        found = [(name, name) for name in set(words.specialties.values())]
    elif field == Field.LANGUAGES:
        found = [(name, name) for name in set(words.languages.values())]
    else:
        found = [(value, str(label)) for value, label in CommunicationStyle.choices]
    return [(f"is:{value}", label) for value, label in sorted(found, key=lambda choice: choice[1].casefold())]
