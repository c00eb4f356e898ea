"""The app `meetings`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Set the app up."""

    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        """Tell the product what this app adds to it."""
        from agreements import sources as agreed_sources
        from agreements.enums import ActionSource
        from matching.domain.occasions import when_accepted, when_ended
        from meetings import agenda, home, leave, leave_of_proposals, reminders, sources, stages
        from meetings.domain.cancelling import cancel_meetings_to_come
        from meetings.domain.copying import copy_holidays
        from meetings.domain.feeds import calendars_of_a_new_pair
        from meetings.domain.naming import tell_calendars_of_a_person
        from mentorship.accounts.domain.occasions import when_profile_changed
        from mentorship.core import navigation
        from mentorship.core.home import contribute
        from mentorship.core.navigation import NavItem, Role
        from programs.domain.copying import when_copied
        from programs.domain.leave import shifting

        for role in (Role.MENTEE, Role.MENTOR):
            navigation.register(NavItem(role, _("Meetings"), "meetings:meetings", 20, icon="meetings"))
        navigation.register(NavItem(Role.LEADER, _("Protected time"), "meetings:protected-time", 35, icon="clock"))
        shifting.register(leave.MEETINGS, leave_of_proposals.TIMES, leave_of_proposals.ANSWERS)
        agenda.register(agenda.open_actions)
        agreed_sources.register(ActionSource.MEETING, sources.meetings)
        when_copied(copy_holidays)
        when_accepted(calendars_of_a_new_pair)
        when_ended(cancel_meetings_to_come)
        when_profile_changed(tell_calendars_of_a_person)
        stages.register()
        reminders.register()
        contribute(next_things=home.next_things, sections=home.sections, rows=home.rows)
