"""How a cohort is matched."""

from __future__ import annotations

from django import forms

from matching.models import Approach


class ApproachForm(forms.ModelForm):
    """One mentor for each track or for all, what is kept, whom nobody may fall behind, and what is looked for."""

    class Meta:
        model = Approach
        fields = [
            "mentor_per_track",
            "same_mentor_twice",
            "keep",
            "best_worst",
            "floor",
            "fair_by",
            "fair_share",
            "method",
        ]
