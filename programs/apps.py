"""The app `programs`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    """Set the app up: it knows which roles a person holds."""

    name = "programs"
    verbose_name = _("Programs")

    def ready(self) -> None:
        """Answer the frame's question who this person is, and take places in the frame and on the home page."""
        from mentorship.accounts import second_step
        from mentorship.core import home as home_page
        from mentorship.core import navigation
        from mentorship.core.navigation import NavItem, Role
        from mentorship.notifications import scopes
        from programs import home, queries, readings, reminders
        from programs.domain.leave import last_days, shifting
        from programs.rules import leads_any_program, roles_held

        shifting.register(last_days.COHORT, last_days.PEOPLE)
        navigation.register_role_provider(roles_held)
        second_step.register(leads_any_program)
        navigation.register(
            NavItem(Role.LEADER, _("People"), "programs:people", 10, icon="people"),
            NavItem(Role.LEADER, _("Post room"), "programs:post-room", 30, icon="post"),
            NavItem(Role.LEADER, _("Setup"), "admin:index", 50, icon="setup"),
        )
        scopes.register(quiet_hours=queries.quiet_hours_of)
        reminders.register()
        readings.register()
        home_page.contribute(next_things=home.next_things, sections=home.sections, rows=home.rows)
