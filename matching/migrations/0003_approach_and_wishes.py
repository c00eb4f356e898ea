"""How a cohort is matched, what people say of where they come from, and unmatched mentees with track and relief."""

from __future__ import annotations


import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0002_unmatched_begin_anew'),
        ('programs', '0004_setup_training_leave'),
    ]

    operations = [
        migrations.CreateModel(
            name='Approach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(choices=[('best', 'The best for all: most people matched, then the highest total'), ('stable', 'Stable: no two people would both rather have each other')], default='best', max_length=8, verbose_name='look for')),
                ('mentor_per_track', models.BooleanField(default=True, help_text='Off: one mentor for all the tracks a mentee chose.', verbose_name='a mentor for each track')),
                ('same_mentor_twice', models.BooleanField(default=False, verbose_name='the same person in two tracks')),
                ('keep', models.PositiveSmallIntegerField(default=5, help_text='When you run again: a proposed pair is changed only if that gains more than this.', validators=[django.core.validators.MaxValueValidator(200)], verbose_name='points a change must gain')),
            ],
            options={
                'verbose_name': 'approach',
                'verbose_name_plural': 'approaches',
            },
        ),
        migrations.CreateModel(
            name='Background',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.JSONField(blank=True, default=list, verbose_name='background')),
                ('asks_for_it', models.BooleanField(default=False, verbose_name='asks for somebody who shares it')),
            ],
            options={
                'verbose_name': 'background',
                'verbose_name_plural': 'backgrounds',
            },
        ),
        migrations.CreateModel(
            name='UnmatchedMentee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(max_length=300, verbose_name='why')),
                ('relief', models.JSONField(blank=True, default=list, verbose_name='what would help')),
            ],
            options={
                'verbose_name': 'mentee without a mentor',
                'verbose_name_plural': 'mentees without a mentor',
            },
        ),
        migrations.RemoveConstraint(
            model_name='criterion',
            name='criterion_kind_known',
        ),
        migrations.AlterField(
            model_name='criterion',
            name='kind',
            field=models.CharField(choices=[('needs', 'Needs and expertise'), ('track', 'Track'), ('specialty', 'Specialty'), ('communication_style', 'Communication style'), ('language', 'Shared language'), ('site', 'Site'), ('availability', 'Free at the same times'), ('preference', 'Ranked preferences'), ('background', 'Shared background, when asked for')], max_length=20, verbose_name='compares'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['needs', 'track', 'specialty', 'communication_style', 'language', 'site', 'availability', 'preference', 'background'])), name='criterion_kind_known'),
        ),
        migrations.AddField(
            model_name='approach',
            name='cohort',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='approach', to='programs.cohort'),
        ),
        migrations.AddField(
            model_name='background',
            name='enrollment',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='background', to='programs.enrollment'),
        ),
        migrations.AddField(
            model_name='unmatchedmentee',
            name='mentee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programs.enrollment'),
        ),
        migrations.AddField(
            model_name='unmatchedmentee',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unmatched', to='matching.matchrun'),
        ),
        migrations.AddField(
            model_name='unmatchedmentee',
            name='track',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.track'),
        ),
        migrations.AddConstraint(
            model_name='approach',
            constraint=models.CheckConstraint(condition=models.Q(('method__in', ['best', 'stable'])), name='approach_method_known'),
        ),
        migrations.AddConstraint(
            model_name='approach',
            constraint=models.CheckConstraint(condition=models.Q(('keep__lte', 200)), name='approach_keep_at_most_200'),
        ),
        migrations.AddConstraint(
            model_name='unmatchedmentee',
            constraint=models.UniqueConstraint(fields=('run', 'mentee', 'track'), name='unmatched_once_per_run_and_track'),
        ),
    ]
