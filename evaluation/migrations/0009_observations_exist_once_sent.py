from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What is asked for has been a request of its own since the third step: no observation was kept before it was sent."""

    dependencies = [("evaluation", "0008_requests_name_their_form")]

    operations = [
        migrations.RemoveConstraint(model_name="observation", name="observation_state_known"),
        migrations.RemoveConstraint(model_name="observation", name="sent_observation_has_feedback_and_a_next_step"),
        # Going back, every observation is a sent one.
        migrations.AlterField(
            model_name="observation", name="state", field=models.CharField(max_length=10, default="submitted")
        ),
        migrations.RemoveField(model_name="observation", name="state"),
        migrations.AlterField(
            model_name="observation", name="submitted_at", field=models.DateTimeField(verbose_name="sent")
        ),
        migrations.AlterField(
            model_name="observation", name="strengths", field=models.TextField(verbose_name="went well")
        ),
        migrations.AlterField(
            model_name="observation", name="to_improve", field=models.TextField(verbose_name="to improve")
        ),
        migrations.AlterField(
            model_name="observation",
            name="next_step",
            field=models.CharField(max_length=300, verbose_name="next step"),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=~Q(strengths="") & ~Q(to_improve="") & ~Q(next_step=""),
                name="observation_has_feedback_and_a_next_step",
                violation_error_message="Write what went well, what to improve and one next step.",
            ),
        ),
    ]
