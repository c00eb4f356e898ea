"""The filter `device`."""

from __future__ import annotations

from django import template

from mentorship.accounts.devices import in_words

register = template.Library()
register.filter("device", in_words)
