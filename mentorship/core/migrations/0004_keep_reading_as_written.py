from django.db import migrations

from mentorship.core.append_only import KeepRowsAsWritten


class Migration(migrations.Migration):
    dependencies = [("core", "0003_readings")]

    operations = [KeepRowsAsWritten("Reading")]
