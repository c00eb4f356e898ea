"""Addresses of the pages of `matching`."""

from __future__ import annotations

from django.urls import path

from matching.web.views import leading, pairs, proposals, runs, thinking, weights, wishes, workbench

app_name = "matching"
urlpatterns = [
    path("matching/", workbench.workbench, name="workbench"),
    path("matching/start/", workbench.start, name="start"),
    path("matching/weights/", workbench.weigh, name="weigh"),
    path("matching/weights/sample/", weights.sample, name="weigh-sample"),
    path("matching/weights/compare/", weights.compare, name="weights-compare"),
    path("matching/wishes/", wishes.overview, name="wishes-overview"),
    path("matching/wishes/<uuid:uuid>/", wishes.wishes, name="wishes"),
    path("matching/approach/", weights.decide, name="approach"),
    path("matching/runs/<uuid:uuid>/", runs.run, name="run"),
    path("matching/runs/<uuid:uuid>/progress/", runs.progress, name="run-progress"),
    path("matching/runs/<uuid:uuid>/publish/", runs.publish, name="publish"),
    path("matching/runs/<uuid:uuid>/discard/", runs.discard, name="discard"),
    path("matching/runs/<uuid:uuid>/undo/", proposals.undo, name="undo"),
    path("matching/proposals/<uuid:uuid>/mail/<str:role>/", runs.mail, name="publish-mail"),
    path("matching/runs/<uuid:uuid>/what-if/", thinking.what_if, name="what-if"),
    path("matching/runs/<uuid:uuid>/compare/", thinking.compare, name="compare"),
    path("matching/proposals/<uuid:uuid>/reassign/", proposals.reassign, name="reassign"),
    path("matching/unmatched/<uuid:uuid>/place/", proposals.place, name="place"),
    path("matching/proposals/<uuid:uuid>/lock/", proposals.lock, name="lock"),
    path("matching/proposals/<uuid:uuid>/release/", proposals.release, name="release"),
    path("matching/proposals/<uuid:uuid>/reject/", proposals.reject, name="reject"),
    path("pairings/<uuid:uuid>/", pairs.pairing, name="pairing"),
    path("pairings/<uuid:uuid>/next-best/", workbench.next_best, name="next-best"),
    path("pairings/<uuid:uuid>/pause/", leading.pause, name="pause"),
    path("pairings/<uuid:uuid>/resume/", leading.resume, name="resume"),
    path("pairings/<uuid:uuid>/look-again/", leading.look_again, name="look-again"),
    path("pairings/<uuid:uuid>/end/", leading.end, name="end"),
    path("pairings/<uuid:uuid>/accept/", pairs.accept, name="accept"),
    path("pairings/<uuid:uuid>/decline/", pairs.decline, name="decline"),
]
