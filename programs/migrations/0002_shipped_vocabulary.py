from __future__ import annotations

from django.db import migrations

from programs.shipped.vocabulary import FRAMEWORKS, TOPICS


def ship(apps, _schema_editor):
    framework_model = apps.get_model("programs", "CompetencyFramework")
    competency_model = apps.get_model("programs", "Competency")
    topic_model = apps.get_model("programs", "Topic")
    for shipped in FRAMEWORKS:
        framework = framework_model.objects.create(name=shipped.name, version=shipped.version, source=shipped.source)
        competency_model.objects.bulk_create(
            competency_model(framework=framework, code=code, title=title, order=order)
            for order, (code, title) in enumerate(shipped.competencies, start=1)
        )
    topic_model.objects.bulk_create(
        topic_model(kind=kind, name=name) for kind, names in TOPICS.items() for name in names
    )


def take_back(apps, _schema_editor):
    apps.get_model("programs", "Topic").objects.filter(program=None).delete()
    apps.get_model("programs", "CompetencyFramework").objects.filter(program=None).delete()


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]
    operations = [migrations.RunPython(ship, take_back)]
