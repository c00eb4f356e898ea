"""Markdown in templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from mentorship.core.markdown import render

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()


@register.filter(is_safe=True)
def markdown(text: str | None) -> SafeString:
    """Show what somebody wrote in Markdown as safe HTML."""
    return render(text or "")
