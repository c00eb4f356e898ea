"""Addresses of the pages of `evaluation`."""

from __future__ import annotations

from django.urls import path

from evaluation.web.views import reviews

app_name = "evaluation"
urlpatterns = [
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<uuid:uuid>/", reviews.review, name="review"),
    path("reviews/<uuid:uuid>/decision/", reviews.decide, name="review-decide"),
    path("pairings/<uuid:uuid>/reviews/", reviews.pairing_reviews, name="pairing-reviews"),
]
