"""Fixtures of matching's tests."""

from __future__ import annotations

from tests.matching.pool import pool

__all__ = ["pool"]
