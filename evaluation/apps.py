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
        from allauth.account.signals import email_confirmed
        from django.contrib.auth.signals import user_logged_in

        from agreements import evidence
        from agreements import sources as agreed_sources
        from agreements.enums import ActionSource
        from evaluation import agenda as own_agenda
        from evaluation import leave, own_pages, reminders, sources, stage_effects
        from evaluation import stages as own_stages
        from evaluation.domain import copying, joining, observer_post, papers, reporting
        from evaluation.home import concerns as home_concerns
        from evaluation.home import observation as home_observation
        from evaluation.home import requests as home_requests
        from evaluation.home import reviews as home_reviews
        from evaluation.home import surveys as home_surveys
        from evaluation.queries import post
        from evaluation.queries.board import last_observed
        from evaluation.queries.evidence import of_goals
        from meetings import agenda, contact
        from mentorship.core import documents, home, navigation, stages
        from mentorship.core.navigation import NavItem, Role
        from mentorship.core.stages import MentorStage
        from mentorship.notifications import posts
        from programs import stage_effects as programs_stages
        from programs.domain.copying import when_copied
        from programs.domain.leave import shifting

        documents.register(papers.is_known)
        documents.register(reporting.is_known)
        user_logged_in.connect(joining.on_login, dispatch_uid="evaluation.join_observations")
        email_confirmed.connect(joining.on_confirmed, dispatch_uid="evaluation.join_observations")
        evidence.register(of_goals)
        agenda.register(own_agenda.unread_feedback)
        contact.register(last_observed)
        agreed_sources.register(ActionSource.OBSERVATION, sources.observations)
        agreed_sources.register(ActionSource.REVIEW, sources.reviews)
        programs_stages.register(stage_effects.effects)
        when_copied(copying.begin_with)
        shifting.register(leave.REVIEWS, leave.NEXT_REVIEWS, leave.WINDOWS)
        stages.register(MentorStage.OBSERVE, done=own_stages.observed, url_name="evaluation:observe")
        stages.register(MentorStage.REVIEW, done=own_stages.reviewed, url_name="evaluation:pairing-reviews")
        home.contribute(
            next_things=home_observation.next_things, sections=home_observation.sections, rows=home_observation.rows
        )
        home.contribute(next_things=home_reviews.next_things, rows=home_reviews.rows)
        home.contribute(next_things=home_requests.next_things, rows=home_requests.rows)
        home.contribute(next_things=home_concerns.next_things, rows=home_concerns.rows)
        home.contribute(next_things=home_surveys.next_things, rows=home_surveys.rows)
        reminders.register()
        own_pages.register()
        posts.register(
            posts.Post(
                "observers",
                _("Mail to observers"),
                observer_post.TASK,
                lambda now: observer_post.deliver(now=now),
                post.queue,
            )
        )
        navigation.register(
            NavItem(Role.MENTEE, _("Feedback"), "evaluation:feedback", 30, icon="feedback"),
            NavItem(Role.MENTOR, _("Feedback"), "evaluation:feedback", 30, icon="feedback"),
            NavItem(Role.MENTEE, _("Reviews"), "evaluation:reviews", 40, icon="reviews"),
            NavItem(Role.MENTOR, _("Reviews"), "evaluation:reviews", 40, icon="reviews"),
            NavItem(Role.MENTEE, _("Portfolio"), "evaluation:portfolio", 50, icon="portfolio"),
            NavItem(Role.LEADER, _("Board"), "evaluation:board", 0, icon="board"),
            NavItem(Role.LEADER, _("Reports"), "evaluation:report", 40, icon="reports"),
        )
