"""What can go wrong in the domain, in words a person can read."""

from __future__ import annotations


class DomainError(Exception):
    """Something the domain does not allow; `str(error)` is a sentence for the person who tried."""


class Refused(DomainError):
    """The thing cannot be done now: its state, a limit or somebody else's earlier step forbids it."""


class NotAllowed(DomainError):
    """This person may not do this thing, though they may read it."""
