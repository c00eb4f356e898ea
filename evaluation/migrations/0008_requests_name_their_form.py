import django.db.models.deletion
from django.db import migrations, models

from mentorship.core.guarded_rows import RefuseIllegalMoves

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


class Migration(migrations.Migration):
    """Nobody could ask before this step, so that no row lacks its form."""

    dependencies = [("evaluation", "0007_keep_portfolios_papers_and_links")]

    operations = [
        migrations.AddField(
            model_name="observationrequest",
            name="form",
            field=models.ForeignKey(
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evaluation.observationform",
                verbose_name="form",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="observationrequest",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mini_cex", "Mini-CEX"),
                    ("dops", "DOPS"),
                    ("direct_skills_review", "Direct skills review"),
                    ("field_note", "Field note"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        RefuseIllegalMoves("ObservationRequest", REQUEST_MOVES),
    ]
