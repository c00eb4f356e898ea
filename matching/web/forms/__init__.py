"""Forms of `matching`."""

from __future__ import annotations
