from __future__ import annotations

from django.db import migrations

from evaluation import questionnaires


def ship(apps, _schema_editor):
    questionnaires.ship(apps.get_model("evaluation", "Instrument"))


class Migration(migrations.Migration):
    """The questionnaires that ship, as rows; those that people answered stay when this is undone."""

    dependencies = [("evaluation", "0010_survey_windows_and_outcomes")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
