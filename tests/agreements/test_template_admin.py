"""The leader's own text for agreements, in the admin."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agreements import terms
from agreements.domain.templates import use_template
from agreements.models import AgreementTemplate
from mentorship.core.errors import NotAllowed
from mentorship.core.models import AuditEntry
from tests.agreements.factories import AgreementTemplateFactory, TemplateSectionFactory

pytestmark = pytest.mark.django_db
ADD = "admin:agreements_agreementtemplate_add"
CHANGE = "admin:agreements_agreementtemplate_change"


def sections(*bodies, **more):
    fields = {"sections-TOTAL_FORMS": len(bodies), "sections-INITIAL_FORMS": 0}
    for index, body in enumerate(bodies):
        fields |= {
            f"sections-{index}-order": index + 1,
            f"sections-{index}-heading": f"Part {index}",
            f"sections-{index}-body": body,
        }
    return fields | more


def test_a_new_version_begins_with_the_shipped_text(client, leader, cohort):
    client.force_login(leader)

    page = client.get(reverse(ADD))

    for section in terms.shipped_sections():
        assert f'value="{section.heading}"' in page.content.decode()


def test_a_new_version_is_numbered_and_used_from_now_on(client, leader, cohort):
    old = AgreementTemplateFactory(program=cohort.program)
    client.force_login(leader)

    client.post(reverse(ADD), sections("{mentee} learns.", program=cohort.program.pk))

    old.refresh_from_db()
    new = AgreementTemplate.objects.get(version=2)
    assert (old.is_current, new.is_current) == (False, True)
    assert [section.body for section in new.sections.all()] == ["{mentee} learns."]
    assert AuditEntry.objects.filter(verb="use_template", actor=leader).count() == 1


def test_a_gap_that_nothing_fills_is_refused_in_words(client, leader, cohort):
    client.force_login(leader)

    page = client.post(reverse(ADD), sections("{menthe} learns.", program=cohort.program.pk))

    assert "Nothing fills this gap: {menthe}." in page.content.decode()
    assert not AgreementTemplate.objects.exists()


def test_a_leader_of_another_program_neither_sees_nor_makes_one(client, other_leader, cohort):
    template = TemplateSectionFactory(template__program=cohort.program).template
    client.force_login(other_leader)

    assert client.get(reverse(CHANGE, args=[template.pk])).status_code == 302
    page = client.post(reverse(ADD), sections("Mine now.", program=cohort.program.pk))
    assert page.status_code == 200
    assert AgreementTemplate.objects.count() == 1


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_participants_do_not_enter(client, who, cohort, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse(ADD)).status_code in {302, 403}


def test_using_a_version_twice_is_harmless_and_outsiders_cannot(leader, other_leader, cohort, now):
    template = AgreementTemplateFactory(program=cohort.program, is_current=False)

    use_template(template_id=template.pk, by=leader, now=now)
    use_template(template_id=template.pk, by=leader, now=now)

    assert AuditEntry.objects.filter(verb="use_template").count() == 1
    with pytest.raises(NotAllowed):
        use_template(template_id=template.pk, by=other_leader, now=now)
