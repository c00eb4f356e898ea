"""The admin of programs: each leader meets their own programs only."""

from __future__ import annotations

from programs.admin import cohort, enrollment, participant_import, program, training, vocabulary

__all__ = ["cohort", "enrollment", "participant_import", "program", "training", "vocabulary"]
