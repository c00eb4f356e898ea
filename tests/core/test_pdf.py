from __future__ import annotations

import builtins

import pypdfium2
import pytest
from django.template import engines

from mentorship.core import pdf


@pytest.fixture
def template(monkeypatch):
    def set_text(text):
        page = f"<!doctype html><html lang='en'><head><title>A page</title></head><body>{text}</body></html>"
        monkeypatch.setattr(
            pdf, "render_to_string", lambda _name, context: engines["django"].from_string(page).render(context)
        )

    return set_text


def test_a_template_becomes_a_tagged_pdf_with_its_words(template):
    template("<h1>Hello {{ name }}</h1>")

    made = pdf.render("any.html", {"name": "Zoë"})

    assert made.startswith(b"%PDF")
    assert pypdfium2.PdfDocument(made).is_tagged()
    assert "Hello Zoë" in pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()


def test_nothing_is_fetched_from_anywhere(template, tmp_path, caplog):
    (tmp_path / "secret.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><text y='9'>secret</text></svg>")
    template(f"<p>Words</p><img src='file://{tmp_path}/secret.svg' alt=''>")

    made = pdf.render("any.html", {})

    assert "secret" not in pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()
    assert "disallowed protocol" in caplog.text


def test_the_check_names_what_to_install_where_the_library_is_missing(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libgobject-2.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)

    found = pdf.pages_can_be_set(None)

    assert [warning.id for warning in found] == ["core.W001"]
    assert "libpango" in (found[0].hint or "")


def test_the_check_is_quiet_where_it_is_there():
    assert pdf.pages_can_be_set(None) == []
