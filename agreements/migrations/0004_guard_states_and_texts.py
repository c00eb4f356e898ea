from django.db import migrations

from mentorship.core.append_only import KeepRowsAsWritten
from mentorship.core.guarded_rows import KeepColumnsAsWritten, RefuseIllegalMoves

AGREEMENT_MOVES = [
    ("draft", "awaiting_signatures"),
    ("draft", "superseded"),
    ("draft", "ended"),
    ("awaiting_signatures", "in_force"),
    ("awaiting_signatures", "superseded"),
    ("awaiting_signatures", "ended"),
    ("in_force", "superseded"),
    ("in_force", "ended"),
]
GOAL_MOVES = [
    ("draft", "agreed"),
    ("draft", "abandoned"),
    ("agreed", "in_progress"),
    ("agreed", "achieved"),
    ("agreed", "revised"),
    ("agreed", "abandoned"),
    ("in_progress", "achieved"),
    ("in_progress", "revised"),
    ("in_progress", "abandoned"),
]


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_deepen_agreements_and_goals")]

    operations = [
        RefuseIllegalMoves("Agreement", AGREEMENT_MOVES),
        KeepColumnsAsWritten("Agreement", ["pairing_id", "version", "text", "text_sha256"]),
        RefuseIllegalMoves("Goal", GOAL_MOVES),
        KeepRowsAsWritten("AgreementDocument"),
    ]
