from django.db import migrations

from mentorship.core.append_only import KeepRowsAsWritten


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [KeepRowsAsWritten("Signature")]
