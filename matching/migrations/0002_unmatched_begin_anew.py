"""Who a run left without a mentor begins anew: the rows get an address, a track and what would help; runs make them."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0001_initial"),
        ("programs", "0004_setup_training_leave"),
    ]

    operations = [
        migrations.DeleteModel(name="UnmatchedMentee"),
    ]
