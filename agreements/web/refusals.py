"""Where a verb's refusal becomes words on the page the person was on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied

from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BaseForm
    from django.http import HttpRequest


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """Say a refusal on the next page; who may read but not do this meets 403."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, str(refusal))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error


@contextmanager
def told_in(form: BaseForm, field: str | None = None) -> Iterator[None]:
    """Say a refusal in the form that was sent, so that nothing typed is lost."""
    try:
        yield
    except Refused as refusal:
        form.add_error(field, str(refusal))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
