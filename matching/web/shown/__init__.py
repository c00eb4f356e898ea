"""What pages show of things that the domain works out when asked."""

from __future__ import annotations
