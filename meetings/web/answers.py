"""How a refusal of the domain reaches the person who tried: in words, on the page they were on."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied

from mentorship.core.errors import NotAllowed, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BaseForm
    from django.http import HttpRequest


@dataclass
class Answer:
    """Whether the domain did it."""

    done: bool = False


@contextmanager
def refusals_told(request: HttpRequest, form: BaseForm | None = None) -> Iterator[Answer]:
    """Tell a refusal on the form, or else as a message; `answer.done` says whether there was none.

    Raises:
        PermissionDenied: this person may read the thing, but not do this.
    """
    answer = Answer()
    try:
        yield answer
        answer.done = True
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
