"""Our style sheets: a rule left open swallows every rule after it, and no browser says so."""

from __future__ import annotations

from pathlib import Path

import pytest
import tinycss2
from django.conf import settings

SHEETS = sorted((Path(settings.BASE_DIR) / "static" / "css").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_rule_is_closed(sheet):
    text = sheet.read_text(encoding="utf-8")
    mended = tinycss2.serialize(tinycss2.parse_stylesheet(text))
    assert mended.count("}") == text.count("}"), "a parser had to close what was left open"
