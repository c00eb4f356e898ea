"""The app `evaluation`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    """Set the app up: its steps, places, home parts and reminders."""

    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        """Contribute to the registries of the apps to the left."""
        from evaluation import stages as own_stages
        from evaluation.home import reviews as home_reviews
        from evaluation.reminders.reviews import REVIEW_OPEN
        from mentorship.core import home, navigation, stages
        from mentorship.core.navigation import NavItem, Role
        from mentorship.core.stages import MentorStage
        from mentorship.notifications import reminders

        stages.register(MentorStage.REVIEW, done=own_stages.reviewed, url_name="evaluation:pairing-reviews")
        home.contribute(next_things=home_reviews.next_things)
        reminders.register(REVIEW_OPEN)
        navigation.register(
            NavItem(Role.MENTEE, _("Reviews"), "evaluation:reviews", 40, icon="reviews"),
            NavItem(Role.MENTOR, _("Reviews"), "evaluation:reviews", 40, icon="reviews"),
        )
