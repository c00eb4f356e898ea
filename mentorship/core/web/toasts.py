"""Messages that offer to undo what they tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise


def undoable(request: HttpRequest, text: str | _StrPromise, *, undo_url: str) -> None:
    """Tell on the next page what was done, with a button that posts to `undo_url`."""
    messages.success(request, str(text), extra_tags=f"undo:{undo_url}")
