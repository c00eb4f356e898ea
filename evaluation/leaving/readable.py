"""What is held of a person as a page to read: one file that needs nothing else, without a script."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluation.leaving.tables import Table
    from mentorship.accounts.models import User

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70ch;margin:2rem auto;padding:0 1rem;color:#1c2430;background:#f7f6f2}"
    "dl{background:#fff;border:1px solid #d9d6cd;border-radius:10px;padding:1rem}dt{color:#586274}"
    "dd{margin:0 0 .5rem;white-space:pre-wrap;overflow-wrap:anywhere}"
)
END = "</body></html>\n"


def beginning(user: User, now: datetime) -> str:
    """Open the page: whose it is, and of when."""
    title = _("What is held of %(name)s") % {"name": user}
    made = _("Made on %(when)s. What others keep for themselves is not in it.") % {"when": _words(now)}
    head = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    )
    return head + format_html(
        "<title>{}</title><style>{}</style></head><body><h1>{}</h1><p>{}</p>", title, STYLE, title, made
    )


def heading(table: Table) -> str:
    """Name a table as its file is named, in words."""
    return format_html("<h2>{}</h2>\n", table.name.replace("_", " ").capitalize())


def entry(table: Table, row: Mapping[str, Any]) -> str:
    """Show one row: each thing by its name, and nothing that is empty."""
    said = []
    for column in table.columns:
        value = row[column.name]
        if value not in (None, "", [], {}) and column.name != "uuid":
            chosen = dict(column.flatchoices).get(value, value) if column.choices else value
            said.append((str(column.verbose_name).capitalize(), _words(chosen)))
    return format_html("<dl>{}</dl>\n", format_html_join("", "<dt>{}</dt><dd>{}</dd>", said))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{date_format(value, 'j F Y, H:i')} UTC"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return str(value)
