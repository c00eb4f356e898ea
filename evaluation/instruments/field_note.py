"""A field note: words only, in under a minute."""

from __future__ import annotations

from typing import Any

VERSION_1: dict[str, Any] = {
    "source": "",
    "domains": [],
    "scale": {"points": [], "bands": [], "marginal": [], "not_observed": "", "is_averaged": False},
    "rated_at_least": 0,
    "global_required": False,
    "header": ["setting"],
}

VERSION_2: dict[str, Any] = {**VERSION_1, "header": ["topic", "setting"], "required": []}
