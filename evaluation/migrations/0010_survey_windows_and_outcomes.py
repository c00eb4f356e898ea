import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0009_observations_exist_once_sent'),
        ('programs', '0013_cohorts_copied_from'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InstrumentWording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('lines', models.JSONField(help_text='The sentence of each item, by its key.', verbose_name='wording')),
                ('is_recognised', models.BooleanField(default=False, verbose_name='every line is the known official wording')),
                ('has_permission', models.BooleanField(default=False, verbose_name="the owner's permission is confirmed")),
                ('entered_at', models.DateTimeField(verbose_name='entered')),
            ],
            options={
                'verbose_name': 'wording of an instrument',
                'verbose_name_plural': 'wordings of instruments',
            },
        ),
        migrations.CreateModel(
            name='SurveyComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='comment')),
            ],
            options={
                'verbose_name': 'survey comment',
                'verbose_name_plural': 'survey comments',
            },
        ),
        migrations.CreateModel(
            name='SurveyFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('level', 'Level'), ('change', 'Change since the start')], max_length=6)),
                ('scale', models.SlugField(max_length=40)),
                ('group', models.CharField(blank=True, max_length=80)),
                ('n', models.PositiveIntegerField(blank=True, null=True)),
                ('mean', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True)),
                ('deviation', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True)),
                ('at_line', models.PositiveIntegerField(blank=True, null=True)),
                ('withheld', models.CharField(blank=True, choices=[('', 'Shown'), ('too_few', 'Too few answered'), ('protects_others', 'Would give away the answers of a smaller group'), ('all_alike', 'Would give away single answers')], default='', max_length=16)),
            ],
            options={
                'verbose_name': 'survey figure',
                'verbose_name_plural': 'survey figures',
            },
        ),
        migrations.CreateModel(
            name='SurveyParticipation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'participation in a survey',
                'verbose_name_plural': 'participations in surveys',
            },
        ),
        migrations.CreateModel(
            name='SurveyUrn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
            ],
            options={
                'verbose_name': 'urn of a survey',
                'verbose_name_plural': 'urns of surveys',
            },
        ),
        migrations.RemoveConstraint(
            model_name='surveywindow',
            name='survey_once_per_moment',
        ),
        migrations.AddField(
            model_name='surveyresponse',
            name='pseudonym',
            field=models.CharField(blank=True, max_length=32, verbose_name='pseudonym'),
        ),
        migrations.AddField(
            model_name='surveywindow',
            name='answered',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='surveywindow',
            name='asked',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='surveywindow',
            name='audience',
            field=models.CharField(choices=[('mentor', 'Mentor'), ('mentee', 'Mentee')], default='mentee', max_length=6, verbose_name='who is asked'),
        ),
        migrations.AddField(
            model_name='surveywindow',
            name='compare_by',
            field=models.CharField(blank=True, choices=[('', 'Everybody together'), ('track', 'By track'), ('site', 'By site'), ('specialty', 'By specialty')], default='', max_length=10, verbose_name='results'),
        ),
        migrations.AddField(
            model_name='surveywindow',
            name='counted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='counted'),
        ),
        migrations.AddField(
            model_name='surveywindow',
            name='least',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(3)]),
        ),
        migrations.AlterField(
            model_name='outcome',
            name='kind',
            field=models.CharField(choices=[('retention', 'Stayed in the program'), ('residency_match', 'Residency match'), ('graduation', 'Graduation'), ('specialty', 'Specialty')], max_length=40, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='surveywindow',
            name='closes_on',
            field=models.DateField(help_text='The last day on which one can answer.', verbose_name='closes'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'retention'), ('value__in', ['retained', 'completed_early', 'left'])), models.Q(('kind', 'residency_match'), ('value__in', ['matched', 'soap', 'unmatched', 'soap_without_list', 'no_list', 'withdrew'])), models.Q(('kind', 'graduation'), ('value__in', ['graduated', 'delayed', 'not_graduated'])), models.Q(('kind', 'specialty'), models.Q(('value', ''), _negated=True)), _connector='OR'), name='outcome_is_one_of_its_kind'),
        ),
        migrations.AddField(
            model_name='instrumentwording',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='instrumentwording',
            name='instrument',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='evaluation.instrument'),
        ),
        migrations.AddField(
            model_name='instrumentwording',
            name='program',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='instrument_wordings', to='programs.program'),
        ),
        migrations.AddField(
            model_name='surveywindow',
            name='wording',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='windows', to='evaluation.instrumentwording'),
        ),
        migrations.AddConstraint(
            model_name='surveywindow',
            constraint=models.UniqueConstraint(fields=('cohort', 'instrument', 'moment', 'audience'), name='survey_once_per_moment', violation_error_message='These people are asked this at this moment already.'),
        ),
        migrations.AddConstraint(
            model_name='surveywindow',
            constraint=models.CheckConstraint(condition=models.Q(('least__isnull', True), ('least__gte', 3), _connector='OR'), name='survey_least_at_least_3'),
        ),
        migrations.AddConstraint(
            model_name='surveywindow',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['mentor', 'mentee'])), name='survey_audience_known'),
        ),
        migrations.AddConstraint(
            model_name='surveywindow',
            constraint=models.CheckConstraint(condition=models.Q(('compare_by__in', ['', 'track', 'site', 'specialty'])), name='survey_comparison_known'),
        ),
        migrations.AlterConstraint(
            model_name='surveywindow',
            name='survey_closes_after_it_opens',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gt', models.F('opens_on'))), name='survey_closes_after_it_opens', violation_error_message='The last day must come after the first.'),
        ),
        migrations.AddField(
            model_name='surveycomment',
            name='window',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='evaluation.surveywindow'),
        ),
        migrations.AddField(
            model_name='surveyfigure',
            name='window',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='evaluation.surveywindow'),
        ),
        migrations.AddField(
            model_name='surveyparticipation',
            name='enrollment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programs.enrollment'),
        ),
        migrations.AddField(
            model_name='surveyparticipation',
            name='window',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='evaluation.surveywindow'),
        ),
        migrations.AddField(
            model_name='surveyurn',
            name='window',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='urn', to='evaluation.surveywindow'),
        ),
        migrations.AddConstraint(
            model_name='surveyfigure',
            constraint=models.UniqueConstraint(fields=('window', 'measure', 'scale', 'group'), name='survey_figure_once'),
        ),
        migrations.AddConstraint(
            model_name='surveyfigure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('n__isnull', False), ('withheld', '')), models.Q(models.Q(('withheld', ''), _negated=True), ('at_line__isnull', True), ('deviation__isnull', True), ('mean__isnull', True), ('n__isnull', True)), _connector='OR'), name='withheld_survey_figure_says_nothing'),
        ),
        migrations.AddConstraint(
            model_name='surveyfigure',
            constraint=models.CheckConstraint(condition=models.Q(('measure__in', ['level', 'change'])), name='survey_measure_known'),
        ),
        migrations.AddConstraint(
            model_name='surveyfigure',
            constraint=models.CheckConstraint(condition=models.Q(('withheld__in', ['', 'too_few', 'protects_others', 'all_alike'])), name='survey_withheld_known'),
        ),
        migrations.AddConstraint(
            model_name='surveyparticipation',
            constraint=models.UniqueConstraint(fields=('window', 'enrollment'), name='survey_answered_once'),
        ),
    ]
