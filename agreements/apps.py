"""The app `agreements`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """Set the app up."""

    name = "agreements"
    verbose_name = _("Agreements")

    def ready(self) -> None:
        """Tell the product what this app adds to it."""
        from agreements import home, leave, readings, reminders, setting_up, stages
        from agreements.domain.agreements import close_agreements, open_agreement
        from agreements.domain.documents import is_known
        from matching.domain.occasions import when_accepted, when_ended
        from mentorship.core import documents, navigation
        from mentorship.core import home as home_page
        from mentorship.core.navigation import NavItem, Role
        from mentorship.notifications import reminders as reminder_kinds
        from programs import readiness
        from programs.domain.leave import shifting

        documents.register(is_known)
        readings.register()
        shifting.register(leave.AGREEMENTS, leave.GOALS, leave.ACTIONS)
        readiness.contribute(setting_up.missing)
        when_accepted(open_agreement)
        when_ended(close_agreements)
        stages.register()
        for role in (Role.MENTEE, Role.MENTOR):
            navigation.register(NavItem(role, _("Goals"), "agreements:goals", 10, icon="goals"))
        home_page.contribute(next_things=home.next_things, sections=home.sections, rows=home.rows)
        for kind in reminders.KINDS:
            reminder_kinds.register(kind)
