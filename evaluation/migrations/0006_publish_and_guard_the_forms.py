from __future__ import annotations

from django.db import migrations
from django.utils import timezone

from evaluation import instruments
from mentorship.core.guarded_rows import KeepColumnsAsWritten

AS_PUBLISHED = ["program_id", "kind", "name", "version", "definition", "published_at", "published_by_id"]


def publish(apps, _schema_editor):
    forms = apps.get_model("evaluation", "ObservationForm")
    instruments.ship(forms, program=None)
    # To the second, so that what is written out and read back is the same.
    now = timezone.now().replace(microsecond=0)
    forms.objects.filter(program=None, published_at=None).update(published_at=now)


class Migration(migrations.Migration):
    """The forms that ship are published; what is published is changed by nobody."""

    dependencies = [("evaluation", "0005_forms_by_programs")]
    operations = [
        migrations.RunPython(publish, migrations.RunPython.noop),
        KeepColumnsAsWritten("ObservationForm", AS_PUBLISHED, once="published_at"),
    ]
