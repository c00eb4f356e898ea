"""Addresses of the pages of `evaluation`."""

from __future__ import annotations

from django.urls import path

from evaluation.web.views import (
    feedback,
    leading,
    observing,
    portfolio,
    portfolio_links,
    portfolio_papers,
    procedures,
    reviews,
)

app_name = "evaluation"
urlpatterns = [
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/worker.js", observing.worker, name="sheet-worker"),
    path("feedback/<uuid:uuid>/", feedback.observation, name="observation"),
    path("feedback/<uuid:uuid>/read/", feedback.read, name="observation-read"),
    path("feedback/<uuid:uuid>/response/", feedback.answer, name="observation-respond"),
    path("feedback/<uuid:uuid>/next-step/", feedback.next_step_to_action, name="next-step-to-action"),
    path("feedback/<uuid:uuid>/next-step/goal/", feedback.next_step_to_goal, name="next-step-to-goal"),
    path("feedback/pairings/<uuid:uuid>/", observing.observe, name="observe"),
    path("feedback/pairings/<uuid:uuid>/new/", observing.new, name="observation-new"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/looks/", portfolio.looks, name="portfolio-looks"),
    path("portfolio/choose/<str:part>/", portfolio.choose_part, name="portfolio-choose"),
    path("portfolio/paper/", portfolio_papers.ask, name="portfolio-paper"),
    path("portfolio/paper/<uuid:uuid>/", portfolio_papers.progress, name="portfolio-paper-progress"),
    path("portfolio/paper/<uuid:uuid>/call-off/", portfolio_papers.call_off, name="portfolio-paper-call-off"),
    path("portfolio/paper/<uuid:uuid>/file/", portfolio_papers.file, name="portfolio-paper-file"),
    path("portfolio/links/", portfolio_links.links, name="portfolio-links"),
    path("portfolio/links/<uuid:uuid>/take-back/", portfolio_links.take_back, name="portfolio-link-take-back"),
    path("shown/<str:token>/", portfolio_links.shown, name="portfolio-shown"),
    path("portfolio/procedures/", procedures.procedures, name="procedures"),
    path("portfolio/procedures/new/", procedures.new, name="procedure-new"),
    path("portfolio/procedures/<uuid:uuid>/delete/", procedures.delete, name="procedure-delete"),
    path("board/", leading.board, name="board"),
    path("report/", leading.report, name="report"),
    path("report/export/", leading.export, name="report-export"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<uuid:uuid>/", reviews.review, name="review"),
    path("reviews/<uuid:uuid>/decision/", reviews.decide, name="review-decide"),
    path("reviews/<uuid:uuid>/action/", reviews.focus_to_action, name="review-to-action"),
    path("reviews/<uuid:uuid>/goal/", reviews.focus_to_goal, name="review-to-goal"),
    path("pairings/<uuid:uuid>/reviews/", reviews.pairing_reviews, name="pairing-reviews"),
]
