"""The text a program starts its agreements from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorship.core.models import Record


class AgreementTemplate(Record):
    """A program's text for agreements, in one version; changing it never changes an agreement.

    Personal data: none.
    """

    program = models.ForeignKey("programs.Program", on_delete=models.CASCADE, related_name="agreement_templates")
    version = models.PositiveSmallIntegerField(_("version"))
    is_current = models.BooleanField(_("used for new agreements"), default=True)

    class Meta:
        verbose_name = _("agreement template")
        verbose_name_plural = _("agreement templates")
        ordering = ["program", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["program", "version"], name="agreement_template_version_once"),
            models.UniqueConstraint(
                fields=["program"],
                condition=Q(is_current=True),
                name="one_current_agreement_template",
                violation_error_message=_("Another version is in use already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program} · {self.version}"


class TemplateSection(models.Model):
    """One section of a template: scope, roles, confidentiality and its limits, and so on.

    Personal data: none.
    """

    template = models.ForeignKey(AgreementTemplate, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(_("order"))
    heading = models.CharField(_("heading"), max_length=120)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["template", "order"], name="template_section_order_once")]

    def __str__(self) -> str:
        return self.heading
