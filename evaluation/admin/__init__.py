"""The admin of evaluation: what a leader sets for their own programs; never what anybody wrote."""

from __future__ import annotations

from evaluation.admin import forms, targets

__all__ = ["forms", "targets"]
