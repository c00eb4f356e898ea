import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0004_guard_states_and_texts'),
        ('evaluation', '0002_ship_the_forms'),
        ('matching', '0003_approach_and_wishes'),
        ('programs', '0008_shipped_levels'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(
            name='ObserverInvitation',
        ),
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.CharField(choices=[('patient_safety', 'A patient may be at risk'), ('serious', 'Another serious concern')], max_length=15, verbose_name='what it is')),
                ('text', models.TextField(verbose_name='what happened')),
                ('state', models.CharField(choices=[('raised', 'Raised'), ('settled', 'Settled')], default='raised', max_length=10)),
                ('raised_by_name', models.CharField(max_length=150, verbose_name='raised by')),
                ('raised_by_email', models.EmailField(max_length=254, verbose_name='their e-mail address')),
                ('raised_at', models.DateTimeField(verbose_name='raised')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled')),
                ('settlement', models.TextField(blank=True, verbose_name='what was done')),
                ('client_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                'verbose_name': 'concern',
                'verbose_name_plural': 'concerns',
                'ordering': ['-raised_at'],
            },
        ),
        migrations.CreateModel(
            name='DeviceCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('wrong_tries', models.PositiveSmallIntegerField(default=0, verbose_name='wrong tries')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='used')),
            ],
            options={
                'verbose_name': 'code of an observer',
                'verbose_name_plural': 'codes of observers',
            },
        ),
        migrations.CreateModel(
            name='ObservationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.CharField(choices=[('mini_cex', 'Mini-CEX'), ('dops', 'DOPS'), ('direct_skills_review', 'Direct skills review'), ('field_note', 'Field note')], max_length=20, verbose_name='form')),
                ('channel', models.CharField(choices=[('account', 'In their own account'), ('link', 'By a link in a mail'), ('device', "On the mentee's device")], max_length=10, verbose_name='how')),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('accepted', 'Accepted'), ('answered', 'Answered'), ('declined', 'Declined'), ('expired', 'Expired'), ('withdrawn', 'Taken back')], default='asked', max_length=10)),
                ('observer_name', models.CharField(max_length=150, verbose_name='their name')),
                ('observer_email', models.EmailField(max_length=254, verbose_name='their e-mail address')),
                ('what', models.CharField(max_length=200, verbose_name='what to watch')),
                ('wanted_on', models.DateField(verbose_name='when')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('answer_by', models.DateTimeField(verbose_name='expires')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('decline_word', models.CharField(blank=True, max_length=200, verbose_name='why not')),
                ('client_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                'verbose_name': 'request for an observation',
                'verbose_name_plural': 'requests for observations',
            },
        ),
        migrations.CreateModel(
            name='ObserverInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
            ],
            options={
                'verbose_name': 'invitation of an observer',
                'verbose_name_plural': 'invitations of observers',
            },
        ),
        migrations.CreateModel(
            name='ObserverMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.CharField(choices=[('ask', 'The request'), ('reminder', 'The reminder'), ('link', 'A new link'), ('code', 'The code'), ('withdrawn', 'The request was taken back'), ('receipt', 'What was sent in their name')], max_length=10, verbose_name='kind')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('state', models.CharField(choices=[('pending', 'Waiting to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('cancelled', 'Not needed any more'), ('failed', 'Could not be sent')], default='pending', max_length=10)),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('expires_at', models.DateTimeField(verbose_name='worth sending until')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('claim', models.UUIDField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='why it was not sent')),
            ],
            options={
                'verbose_name': 'mail to an observer',
                'verbose_name_plural': 'mails to observers',
            },
        ),
        migrations.CreateModel(
            name='ProcedureTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('number', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)], verbose_name='how many')),
                ('counts_simulation', models.BooleanField(default=False, verbose_name='simulation counts too')),
            ],
            options={
                'verbose_name': 'target of a procedure',
                'verbose_name_plural': 'targets of procedures',
            },
        ),
        migrations.AddField(
            model_name='observation',
            name='confirmed_by',
            field=models.CharField(choices=[('account', 'signed in'), ('link', 'by the link sent to their address'), ('code', 'by a code sent to their address')], default='account', max_length=10, verbose_name='how the observer is known'),
        ),
        migrations.AddField(
            model_name='observation',
            name='observer_role',
            field=models.CharField(blank=True, max_length=120, verbose_name="observer's role"),
        ),
        migrations.AddField(
            model_name='procedure',
            name='outcome',
            field=models.CharField(blank=True, choices=[('success', 'Succeeded'), ('helped', 'Succeeded after somebody took over a step'), ('unsuccessful', 'Did not succeed'), ('complication', 'With a complication')], max_length=15, verbose_name='outcome'),
        ),
        migrations.AddConstraint(
            model_name='procedure',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'success', 'helped', 'unsuccessful', 'complication'])), name='procedure_outcome_known'),
        ),
        migrations.AddField(
            model_name='concern',
            name='pairing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='matching.pairing'),
        ),
        migrations.AddField(
            model_name='concern',
            name='raised_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='concerns_raised', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='concern',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='observationrequest',
            name='goal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agreements.goal'),
        ),
        migrations.AddField(
            model_name='observationrequest',
            name='observer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='observation_requests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='observationrequest',
            name='pairing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='observation_requests', to='matching.pairing'),
        ),
        migrations.AddField(
            model_name='observationrequest',
            name='topic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.topic'),
        ),
        migrations.AddField(
            model_name='devicecode',
            name='request',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='device_code', to='evaluation.observationrequest'),
        ),
        migrations.AddField(
            model_name='observation',
            name='request',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='observation', to='evaluation.observationrequest'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__in', ['account', 'link', 'code'])), name='observation_confirmation_known'),
        ),
        migrations.AddField(
            model_name='observerinvitation',
            name='request',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='invitation', to='evaluation.observationrequest'),
        ),
        migrations.AddField(
            model_name='observermail',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='evaluation.observationrequest'),
        ),
        migrations.AddField(
            model_name='proceduretarget',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='procedure_targets', to='programs.cohort'),
        ),
        migrations.AddField(
            model_name='proceduretarget',
            name='topic',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.topic', verbose_name='procedure'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['raised', 'settled'])), name='concern_state_known'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['patient_safety', 'serious'])), name='concern_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='concern_says_what_happened'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), ('state', 'settled'), models.Q(('settlement', ''), _negated=True)), models.Q(('settled_at__isnull', True), ('settled_by__isnull', True), ('settlement', ''), ('state', 'raised')), _connector='OR'), name='settled_concern_says_what_was_done'),
        ),
        migrations.AddIndex(
            model_name='observationrequest',
            index=models.Index(condition=models.Q(('state__in', ('asked', 'accepted'))), fields=['answer_by'], name='observation_request_open'),
        ),
        migrations.AddConstraint(
            model_name='observationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'answered', 'declined', 'expired', 'withdrawn'])), name='observation_request_state_known'),
        ),
        migrations.AddConstraint(
            model_name='observationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['account', 'link', 'device'])), name='observation_request_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='observationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['mini_cex', 'dops', 'direct_skills_review', 'field_note'])), name='observation_request_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='observationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('asked', 'accepted')), ('decided_at__isnull', False), _connector='OR'), name='decided_observation_request_says_when'),
        ),
        migrations.AddConstraint(
            model_name='observationrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'account'), _negated=True), ('observer__isnull', False), _connector='OR'), name='observer_with_an_account_is_named'),
        ),
        migrations.AddConstraint(
            model_name='observationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('decline_word', ''), ('state', 'declined'), _connector='OR'), name='only_a_declined_request_says_why_not'),
        ),
        migrations.AddIndex(
            model_name='observermail',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['due_at'], name='observer_mail_pending_due'),
        ),
        migrations.AddConstraint(
            model_name='observermail',
            constraint=models.UniqueConstraint(fields=('request', 'kind', 'round'), name='one_observer_mail_per_occasion'),
        ),
        migrations.AddConstraint(
            model_name='observermail',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'sending', 'sent', 'cancelled', 'failed'])), name='observer_mail_state_known'),
        ),
        migrations.AddConstraint(
            model_name='observermail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ask', 'reminder', 'link', 'code', 'withdrawn', 'receipt'])), name='observer_mail_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='observermail',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', False), models.Q(('state', 'sent'), _negated=True), _connector='OR'), name='sent_observer_mail_says_when'),
        ),
        migrations.AddConstraint(
            model_name='proceduretarget',
            constraint=models.UniqueConstraint(fields=('cohort', 'topic'), name='one_target_per_cohort_and_procedure', violation_error_message='This procedure has a target already.'),
        ),
        migrations.AddConstraint(
            model_name='proceduretarget',
            constraint=models.CheckConstraint(condition=models.Q(('number__range', (1, 500))), name='procedure_target_from_1_to_500'),
        ),
    ]
