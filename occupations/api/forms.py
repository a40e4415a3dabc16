"""The forms of a classification beside JSON and tables: linked data, and an SDMX code list."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from rest_framework.renderers import BaseRenderer
from rest_framework.utils.encoders import JSONEncoder

from occupations.exports import graph, sdmx, skos
from occupations.exports.vocabulary import address
from registry.http.pagination import MAX_PAGE_SIZE
from registry.http.views import TABLES


class LinkedRenderer(BaseRenderer):
    """The view names in ``skos_kind`` what its answer is about."""

    charset = None
    page_size = MAX_PAGE_SIZE
    write: Any

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        view, request = renderer_context["view"], renderer_context["request"]
        path = request.get_full_path().removeprefix("/api/v1")
        body = {**data, **view.kwargs} if view.skos_kind == "correspondence" else data
        return self.write([*skos.describe_answer(data, address(path)), *skos.KINDS[view.skos_kind](body)])


class JSONLDRenderer(LinkedRenderer):
    media_type = graph.JSON_LD
    format = "jsonld"
    write = staticmethod(graph.json_ld)


class TurtleRenderer(LinkedRenderer):
    media_type = graph.TURTLE
    format = "ttl"
    write = staticmethod(graph.turtle)


class SDMXRenderer(BaseRenderer):
    """The view names in ``listed_as`` what is listed, and in ``choosing`` the parameters that leave codes out."""

    media_type = sdmx.MEDIA_TYPE
    format = "sdmx"
    charset = None
    page_size = MAX_PAGE_SIZE

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        view, meta = renderer_context["view"], data["meta"]
        whole = "results" in data and not data.get("next") and not data.get("previous")
        message = sdmx.code_list(
            view.listed_rows(data),
            meta,
            edition=meta["edition"] if view.listed_by_edition else None,
            listed=view.listed_as,
            partial=not whole or bool({*view.choosing} & view.parameters.keys()),
        )
        return json.dumps(message, cls=JSONEncoder, ensure_ascii=False).encode()


class ListedCodes:
    """A view whose answer is, or is a part of, a list of codes."""

    listed_as: ClassVar[sdmx.Listed]
    listed_by_edition: ClassVar[bool] = True
    choosing: ClassVar[tuple[str, ...]] = ()

    def listed_rows(self, body: Any) -> list[dict[str, Any]]:
        """Each with the code of its parent."""
        return [{**row, "parent": row["parent"] and row["parent"]["code"]} for row in body.get("results", [body])]


LINKED = (*TABLES, JSONLDRenderer, TurtleRenderer)
CLASSIFICATION = (*LINKED, SDMXRenderer)
