"""Sent mail to read in the browser: open to anybody, because in the demo all people are invented and log in by mail too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from mentorship.demo import mailbox

PER_PAGE = 25
_OF_A_MAIL = {
    **{key: [NONE] for key in ("default-src", "script-src", "connect-src", "font-src", "form-action")},
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}
P = ParamSpec("P")


def only_in_the_demo(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Answer that the page does not exist, unless this is the demo."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return answered


@require_safe
@never_cache
@login_not_required
@only_in_the_demo
def mail_list(request: HttpRequest) -> HttpResponse:
    """List what was sent, the newest first; all of it, or one person's."""
    everything = mailbox.mails()
    recipient = request.GET.get("to", "")
    shown = [mail for mail in everything if not recipient or recipient in mail.recipients]
    context = {
        "recipient": recipient,
        "recipients": sorted({address for mail in everything for address in mail.recipients}),
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "query": f"{urlencode({'to': recipient})}&" if recipient else "",
    }
    return render(request, "demo/mail_list.html", context)


@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # its types know only views without arguments
@require_safe
@never_cache
@login_not_required
@only_in_the_demo
def mail_message(request: HttpRequest, key: str) -> HttpResponse:
    """Show one mail: as it looks, as plain text, and what came with it."""
    return render(request, "demo/mail_message.html", {"mail": _mail_or_404(key)})


@csp_replace(_OF_A_MAIL)  # type: ignore[arg-type]  # as above
@xframe_options_sameorigin
@require_safe
@never_cache
@login_not_required
@only_in_the_demo
def mail_page(_request: HttpRequest, key: str) -> HttpResponse:
    """Give the HTML of one mail to the frame that shows it; its links lead out of the frame."""
    html = _mail_or_404(key).html
    return HttpResponse(html.replace("<head>", '<head><base target="_parent">', 1))


@require_safe
@never_cache
@login_not_required
@only_in_the_demo
def mail_file(_request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Give a file that came with a mail."""
    attachments = _mail_or_404(key).attachments
    if number >= len(attachments):
        raise Http404
    attachment = attachments[number]
    headers = {"Content-Disposition": f'attachment; filename="{attachment.name}"'}
    return HttpResponse(attachment.content, content_type=attachment.media_type, headers=headers)


def _mail_or_404(key: str) -> mailbox.Mail:
    found = mailbox.mail(key)
    if found is None:
        raise Http404
    return found
