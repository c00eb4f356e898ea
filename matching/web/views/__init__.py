"""Views of `matching`."""

from __future__ import annotations
