"""The app `matching`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    """Set the app up."""

    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        """Tell the product what this app adds to it."""
        from matching import home, leave, rules, stages  # noqa: F401 (rules register themselves)
        from matching.domain.criteria import copy_criteria
        from matching.domain.leaving import LEAVING
        from matching.reminders import PAIR_OVER, PROPOSAL_SENT_BACK, PROPOSAL_TO_ACCEPT
        from mentorship.core import home as home_page
        from mentorship.core.navigation import NavItem, Role
        from mentorship.core.navigation import register as register_place
        from mentorship.notifications import reminders
        from programs.domain.copying import when_copied
        from programs.domain.leave import shifting
        from programs.domain.occasions import when_somebody_leaves

        stages.register()
        when_copied(copy_criteria)
        when_somebody_leaves(LEAVING)
        reminders.register(PROPOSAL_TO_ACCEPT)
        reminders.register(PAIR_OVER)
        reminders.register(PROPOSAL_SENT_BACK)
        shifting.register(leave.PROPOSALS)
        home_page.contribute(next_things=home.next_things, sections=home.sections, rows=home.rows)
        register_place(NavItem(Role.LEADER, _("Matching"), "matching:workbench", 20, icon="matching"))
