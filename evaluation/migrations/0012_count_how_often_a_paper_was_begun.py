from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0011_ship_the_questionnaires")]

    operations = [
        migrations.AddField(
            model_name="portfoliopaper",
            name="times_begun",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="times begun"),
        ),
    ]
