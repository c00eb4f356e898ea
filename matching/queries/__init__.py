"""What pages need to know of runs, proposals and pairs."""

from __future__ import annotations
