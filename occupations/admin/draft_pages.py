"""Which form and which page each kind of draft has in the admin; kinds plug in here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict

from occupations.actions.desk import Content, Finding
from occupations.admin.draft_forms import DraftForm, Line
from occupations.models import Draft


class DraftPage:
    """The page of one kind of draft. Subclasses say what is particular; see occupations/admin/drafts.py.

    Without a form a draft of the kind can be looked at and moved, and is entered and edited by pages of its own.
    """

    form: type[DraftForm] | None = None
    template = "admin/occupations/draft.html"
    """Extends that one, whose blocks are ``tools``, ``before_content``, ``words`` and ``after_content``."""
    form_template = "admin/occupations/draft_form.html"
    """Extends that one, whose block is ``fields``."""
    hint: Any = None
    """How a draft is begun where that takes more than choosing its kind."""

    def begin(self, asked: QueryDict) -> Content | None:
        """What a new draft starts from, as asked in the address. Raises ValidationError: it cannot begin so."""
        return None

    def fill(self, data: Any = None, *, content: Content | None = None) -> DraftForm:
        if self.form is None:
            raise NotImplementedError
        return self.form(data, content=content)

    def lines(self, content: Content) -> list[Line]:
        """The content in words."""
        if self.form is None:
            return [Line(name, name, text) for name, text in _flat(content)]
        return self.fill(content=content).lines()

    def context(self, request: HttpRequest, draft: Draft, findings: Sequence[Finding]) -> dict[str, Any]:
        """What the template of this kind needs beside what every draft's page has."""
        return {}

    def form_context(self, form: DraftForm) -> dict[str, Any]:
        """What the template of the form needs beside what every form's page has."""
        return {}

    def urls(self, admin: Any) -> list[Any]:
        """Pages of its own, below the address of drafts; wrap views in ``admin.admin_site.admin_view``."""
        return []


PAGES: dict[str, DraftPage] = {}
_PLAIN = DraftPage()


def register_page(kind: str, page: DraftPage) -> None:
    if kind in PAGES:
        raise ValueError(f"{kind} has a page already")
    PAGES[kind] = page


def page_of(kind: str) -> DraftPage:
    return PAGES.get(kind, _PLAIN)


def _flat(content: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a content whose kind has no form, with its place."""
    if isinstance(content, dict | list):
        pairs = content.items() if isinstance(content, dict) else enumerate(content)
        for name, value in pairs:
            yield from _flat(value, f"{place}.{name}" if place else str(name))
    elif content not in (None, ""):
        yield place, str(content)
