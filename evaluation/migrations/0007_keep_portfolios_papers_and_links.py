import django.db.models.deletion
import mentorship.core.codes
import uuid
from django.conf import settings
from django.db import migrations, models

from mentorship.core.guarded_rows import KeepColumnsAsWritten, RefuseIllegalMoves

PAPER_MOVES = [
    ("queued", "setting"),
    ("queued", "cancelled"),
    ("setting", "ready"),
    ("setting", "queued"),
    ("setting", "cancelled"),
    ("setting", "failed"),
]


class Migration(migrations.Migration):
    """A portfolio belongs to a person and no longer to an enrollment; it is made anew, as no release kept any."""

    dependencies = [
        ('evaluation', '0006_publish_and_guard_the_forms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="Portfolio"),
        migrations.CreateModel(
            name='Portfolio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('contents', models.JSONField(default=dict, verbose_name='what is in it')),
                ('names_observers', models.BooleanField(default=False, help_text='Without it a portfolio says “Observed”, and not by whom. Ask them before you show their names.', verbose_name='Name those who observed me')),
                ('shows_what_to_improve', models.BooleanField(default=False, help_text='Without it a piece of feedback shows what went well and what I take from it.', verbose_name='Show what to improve and the next step')),
                ('lists_attempts', models.BooleanField(default=False, help_text='With its month, setting and supervision. Without it the portfolio gives totals.', verbose_name='List every attempt of a procedure')),
                ('shows_pictures', models.BooleanField(default=True, help_text='Drawn from what the portfolio shows, and from nothing else.', verbose_name='Show pictures of my progress')),
                ('owner', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='portfolio', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'portfolio',
                'verbose_name_plural': 'portfolios',
            },
        ),
        migrations.CreateModel(
            name='PortfolioLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('label', models.CharField(max_length=80, verbose_name='for whom')),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('password', models.CharField(blank=True, max_length=128)),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='evaluation.portfolio')),
            ],
            options={
                'verbose_name': 'link to a portfolio',
                'verbose_name_plural': 'links to portfolios',
            },
        ),
        migrations.CreateModel(
            name='PortfolioOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(verbose_name='opened')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='evaluation.portfoliolink')),
            ],
            options={
                'verbose_name': 'opening',
                'verbose_name_plural': 'openings',
                'ordering': ['-opened_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PortfolioPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('queued', 'Waiting its turn'), ('setting', 'Being set'), ('ready', 'Ready'), ('cancelled', 'Called off'), ('failed', 'Did not finish')], default='queued', max_length=10)),
                ('code', models.CharField(default=mentorship.core.codes.new_code, max_length=14, unique=True, verbose_name='verification code')),
                ('progress_percent', models.PositiveSmallIntegerField(default=0)),
                ('progress_words', models.CharField(blank=True, max_length=120)),
                ('heard_of_at', models.DateTimeField(blank=True, null=True, verbose_name='last sign of life')),
                ('failure', models.CharField(blank=True, max_length=200)),
                ('entries', models.PositiveIntegerField(default=0, verbose_name='entries')),
                ('pages', models.PositiveIntegerField(default=0, verbose_name='pages')),
                ('pdf', models.BinaryField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('portfolio', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='evaluation.portfolio')),
            ],
            options={
                'verbose_name': 'portfolio on paper',
                'verbose_name_plural': 'portfolios on paper',
            },
        ),
        migrations.AddConstraint(
            model_name='portfoliolink',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='portfolio_link_lives_a_while'),
        ),
        migrations.AddConstraint(
            model_name='portfoliopaper',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'setting', 'ready', 'cancelled', 'failed'])), name='portfolio_paper_state_known'),
        ),
        migrations.AddConstraint(
            model_name='portfoliopaper',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'setting'])), fields=('portfolio',), name='one_portfolio_paper_at_a_time', violation_error_message='A file is being made already.'),
        ),
        migrations.AddConstraint(
            model_name='portfoliopaper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('made_at__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='ready_portfolio_paper_has_its_digest'),
        ),
        RefuseIllegalMoves("PortfolioPaper", PAPER_MOVES),
        KeepColumnsAsWritten("PortfolioPaper", ["portfolio_id", "code"]),
    ]
