"""The base of every read endpoint: strict parameters, one moment for the whole request, problem documents."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from registry.http import as_of
from registry.http.filters import StrictFilterBackend
from registry.http.negotiation import PlainJSONRenderer, check_language
from registry.http.pagination import PAGE_PARAMETERS, SnapshotPagination
from registry.http.parameters import read_parameters

FOR_EVER = "public, max-age=2592000, immutable"
"""Thirty days: the answer stays the same, its form may gain members with a later version of the program."""


class RegistryViewSet(GenericViewSet):
    """Subclasses name their parameters beside ``on``, ``known_at`` and ``lang`` in a filterset or here."""

    http_method_names: tuple[str, ...] = ("get", "head")
    renderer_classes: tuple[type[BaseRenderer], ...] = (PlainJSONRenderer,)
    parser_classes: tuple[type[BaseParser], ...] = ()
    pagination_class: type[SnapshotPagination] | None = SnapshotPagination
    filter_backends: ClassVar[list[Any]] = [StrictFilterBackend]
    own_parameters: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Action → the parameters it takes beside those of every action."""
    every_parameters: ClassVar[tuple[str, ...]] = (*as_of.PARAMETERS, "lang")
    paged_actions: ClassVar[tuple[str, ...]] = ("list",)
    versioned: ClassVar[bool] = True
    """Whether all that is shown changes with a revision or at midnight only; else nobody may keep the answer."""
    writes: ClassVar[bool] = False
    """Whether a POST changes anything; else pages of other sites may send it."""

    meta_serializer: type[Serializer]
    """What describes ``meta`` of a list."""
    parameters: dict[str, str]

    def known_parameters(self) -> list[str]:
        names = [*self.every_parameters, *self.own_parameters.get(self.action or "", ())]
        if len(self.get_renderers()) > 1:
            names.append("format")
        if self.action in self.paged_actions:
            names += PAGE_PARAMETERS
            if filterset := getattr(self, "filterset_class", None):
                names += filterset.base_filters
        return names

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action not in self.action_map.values():
            return  # no method of ours: the answer is 405 whatever the parameters
        self.parameters = read_parameters(request, self.known_parameters())
        check_language(self.parameters)

    @cached_property
    def moment(self) -> as_of.Moment:
        """Resolved once; every query of the request is bound to its revision."""
        return as_of.read_moment(self.parameters, self.request.META.get(as_of.PRESENT))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if not self.versioned:
            response.headers.setdefault("Cache-Control", "no-store")
        elif response.status_code == 200 and self._is_pinned():
            response.headers.setdefault("Cache-Control", FOR_EVER)
        return response

    def _is_pinned(self) -> bool:
        """Whether the answer will be the same for ever."""
        asked = getattr(self, "parameters", {})
        return "on" in asked and "known_at" in asked and self.moment.past

    def pinned_parameters(self) -> dict[str, str]:
        """What a cursor must carry so that the next page belongs to the same snapshot."""
        return {"known_at": self.moment.known_at}

    def get_meta(self) -> dict[str, Any]:
        raise NotImplementedError
