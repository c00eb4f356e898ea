from __future__ import annotations

from django.db import migrations

from programs.shipped.specialties import SPECIALTIES


def ship(apps, _schema_editor):
    model = apps.get_model("programs", "Specialty")
    model.objects.bulk_create(model(name=name) for name in SPECIALTIES)


def take_back(apps, _schema_editor):
    apps.get_model("programs", "Specialty").objects.filter(program=None).delete()


class Migration(migrations.Migration):
    dependencies = [("programs", "0005_imports_row_by_row")]
    operations = [migrations.RunPython(ship, take_back)]
