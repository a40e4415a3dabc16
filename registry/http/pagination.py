"""Pages of a list that cannot shift: the cursor pins the day, the revision, the filters and the order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from registry.http.parameters import BESIDE_CURSOR, pack_cursor
from registry.http.problems import parameter_error
from registry.http.ready_json import ReadyResults, json_response, to_json

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 5000
PAGE_PARAMETERS = ("page_size", "cursor")


class SnapshotPagination(BasePagination):
    """Because the snapshot behind a cursor never changes, a place in it is just a number."""

    meta_schema: dict[str, Any]
    """What the OpenAPI document says of ``meta``; schema.py takes it from the view."""

    def paginate_queryset(self, queryset: QuerySet[Any] | Sequence[Any], request: Any, view: Any = None) -> list[Any]:
        if isinstance(queryset, QuerySet) and not queryset.ordered:
            raise AssertionError(f"{view.__class__.__name__} pages an unordered list")
        self.request, self.view = request, view
        self.size = page_size(view.parameters.get("page_size"), getattr(request.accepted_renderer, "page_size", None))
        self.offset = int(view.parameters.get("offset", 0))
        self.count = queryset.count() if isinstance(queryset, QuerySet) else len(queryset)
        return list(queryset[self.offset : self.offset + self.size])

    def get_paginated_response(self, data: Any) -> HttpResponse:
        following = preceding = None
        if self.offset + self.size < self.count:
            following = self._link(self.offset + self.size, self.size)
        if self.offset > 0:
            # Never overlapping with this page, even if the size was changed on the way.
            before = min(self.size, self.offset)
            preceding = self._link(self.offset - before, before)
        body = {
            "meta": self.view.get_meta(),
            "count": self.count,
            "next": following,
            "previous": preceding,
            "results": data,
        }
        links = {"first": self._link(0, self.size) if preceding else None, "prev": preceding, "next": following}
        header = ", ".join(f'<{url}>; rel="{name}"' for name, url in links.items() if url)
        headers = {"Link": header} if header else None
        if isinstance(data, ReadyResults):
            return json_response(to_json(body), headers)
        return Response(body, headers=headers)

    def _link(self, offset: int, size: int) -> str:
        carried = {
            name: value for name, value in self.view.parameters.items() if name not in (*BESIDE_CURSOR, "offset")
        }
        cursor = pack_cursor(self.request.path, carried | self.view.pinned_parameters(), offset)
        beside = "".join(
            f"&{name}={self.view.parameters[name]}"
            for name in ("lang", "format", "bom")
            if name in self.view.parameters
        )
        path = self.request.build_absolute_uri(self.request.path)
        return f"{path}?cursor={cursor}&page_size={size}{beside}"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The list envelope, for OpenAPI."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["meta", "count", "next", "previous", "results"],
            "properties": {
                "meta": self.meta_schema,
                "count": {"type": "integer", "minimum": 0, "description": "How many there are on all pages."},
                "next": {**link, "description": "The following page."},
                "previous": {**link, "description": "The preceding page."},
                "results": schema,
            },
        }


def page_size(text: str | None, default: int | None = None) -> int:
    """Raises Problem."""
    if text is None:
        return default or DEFAULT_PAGE_SIZE
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MAX_PAGE_SIZE and len(text) < 9):
        raise parameter_error("page_size", _("a number from 1 to %(most)s is expected") % {"most": MAX_PAGE_SIZE})
    return int(text)
