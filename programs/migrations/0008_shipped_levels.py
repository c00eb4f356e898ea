from __future__ import annotations

from django.db import migrations

from programs.shipped.levels import ACTIVITY_LEVELS, LEVELS


def ship(apps, _schema_editor):
    competency_model = apps.get_model("programs", "Competency")
    level_model = apps.get_model("programs", "CompetencyLevel")
    shipped = competency_model.objects.filter(framework__program=None, levels=None)
    level_model.objects.bulk_create(
        level_model(competency=competency, level=level, description=words)
        for competency in shipped
        for level, words in enumerate(LEVELS.get(competency.code, ACTIVITY_LEVELS), start=1)
    )


def take_back(apps, _schema_editor):
    apps.get_model("programs", "CompetencyLevel").objects.filter(competency__framework__program=None).delete()


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_invitations_and_applications")]
    operations = [migrations.RunPython(ship, take_back)]
