"""The table of leaves was never written to; it is made again in its new shape."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_shipped_vocabulary")]
    operations = [migrations.DeleteModel("Leave")]
