from django.db import migrations

from mentorship.core.guarded_rows import KeepColumnsAsWritten, RefuseIllegalMoves

REQUEST_MOVES = [
    ("asked", "accepted"),
    ("asked", "answered"),
    ("asked", "declined"),
    ("asked", "expired"),
    ("asked", "withdrawn"),
    ("accepted", "answered"),
    ("accepted", "declined"),
    ("accepted", "expired"),
    ("accepted", "withdrawn"),
    ("expired", "asked"),
    ("expired", "withdrawn"),
]
CONCERN_MOVES = [("raised", "settled")]


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0003_ask_for_observations")]

    operations = [
        RefuseIllegalMoves("ObservationRequest", REQUEST_MOVES),
        RefuseIllegalMoves("Concern", CONCERN_MOVES),
        KeepColumnsAsWritten("Concern", ["pairing_id", "kind", "text", "raised_by_name", "raised_by_email", "raised_at"]),
    ]
