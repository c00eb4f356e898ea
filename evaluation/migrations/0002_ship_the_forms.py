from __future__ import annotations

from django.db import migrations

from evaluation import instruments


def ship(apps, _schema_editor):
    instruments.ship(apps.get_model("evaluation", "ObservationForm"))


class Migration(migrations.Migration):
    """The forms that ship, as rows; those that observations were written on stay when this is undone."""

    dependencies = [("evaluation", "0001_initial")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
