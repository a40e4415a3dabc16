"""The base of every read endpoint: strict parameters, one moment for the whole request, problem documents."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.viewsets import GenericViewSet

from registry.http import as_of
from registry.http.bodies import LinesRenderer
from registry.http.csv import CSVRenderer
from registry.http.deprecation import refuse_after_sunset, tell
from registry.http.fields import Chosen, choose, read_fields
from registry.http.filters import StrictFilterBackend
from registry.http.negotiation import PlainJSONRenderer, check_language
from registry.http.pagination import PAGE_PARAMETERS, SnapshotPagination
from registry.http.parameters import one_of, read_parameters, several_of
from registry.http.problems import Problem
from registry.http.xlsx import XLSXRenderer

TABLES: tuple[type[BaseRenderer], ...] = (PlainJSONRenderer, CSVRenderer, XLSXRenderer, LinesRenderer)
"""The forms of whatever has results; the first one is the usual one."""
SAVED = ("csv", "xlsx")
"""Forms that a browser saves."""

FOR_EVER = "public, max-age=2592000, immutable"
"""Thirty days: the answer stays the same, its form may gain members with a later version of the program."""


class RegistryViewSet(GenericViewSet):
    """Subclasses name their parameters beside ``on``, ``known_at`` and ``lang`` in a filterset or here."""

    http_method_names: tuple[str, ...] = ("get", "head")
    renderer_classes: tuple[type[BaseRenderer], ...] = TABLES
    parser_classes: tuple[type[BaseParser], ...] = ()
    pagination_class: type[SnapshotPagination] | None = SnapshotPagination
    filter_backends: ClassVar[list[Any]] = [StrictFilterBackend]
    own_parameters: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Action → the parameters it takes beside those of every action."""
    every_parameters: ClassVar[tuple[str, ...]] = (*as_of.PARAMETERS, "lang")
    paged_actions: ClassVar[tuple[str, ...]] = ("list",)
    versioned: ClassVar[bool] = True
    """Whether all that is shown changes with a revision or at midnight only; else nobody may keep the answer."""
    needs_database: ClassVar[bool] = True
    """Whether there is nothing to say while the database does not answer."""
    writes: ClassVar[bool] = False
    """Whether a POST changes anything; else pages of other sites may send it."""

    meta_serializer: type[Serializer]
    """What describes ``meta`` of a list."""
    detail_serializer: type[Serializer] | None = None
    """What describes the answer about one, where it is not what describes one of a list."""
    selectable: ClassVar[bool] = True
    """Whether ``fields`` chooses what is shown."""
    expandable: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Action → what ``expand`` shows in full there."""
    parameters: dict[str, str]
    chosen: Chosen = {}
    """What ``fields`` asks for; empty for everything."""
    expanded: frozenset[str] = frozenset()
    """What ``expand`` asks for."""

    def known_parameters(self) -> set[str]:
        names = {*self.every_parameters, *self.own_parameters.get(self.action or "", ())}
        formats = self.formats()
        if len(formats) > 1:
            names.add("format")
        if CSVRenderer.format in formats:
            names.add("bom")
        if self.selectable:
            names.add("fields")
        if self.action in self.expandable:
            names.add("expand")
        if self.action in self.paged_actions:
            names.update(PAGE_PARAMETERS)
            if filterset := getattr(self, "filterset_class", None):
                names.update(filterset.base_filters)
        return names

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        ours = self.action in self.action_map.values()
        if ours:
            refuse_after_sunset(self)
        super().initial(request, *args, **kwargs)
        if not ours:
            return  # no method of ours: the answer is 405 whatever the parameters
        self.parameters = read_parameters(request, self.known_parameters())
        refuse_after_sunset(self, self.parameters)
        check_language(self.parameters)
        self.check_form(request.accepted_renderer.format)
        if "fields" in self.parameters:
            self.chosen = read_fields(self.parameters["fields"], self.result_serializer())
        if "expand" in self.parameters:
            self.expanded = several_of(self.parameters, "expand", self.expandable[self.action])

    def formats(self) -> list[str]:
        return [renderer.format for renderer in self.renderer_classes]

    def check_form(self, form: str) -> None:
        """Refuse what goes with another form only. Raises Problem."""
        one_of(self.parameters, "bom", ("1",))
        refused = [] if form == CSVRenderer.format else ["bom"]
        if form not in (renderer.format for renderer in TABLES):
            refused.append("fields")
        if given := [name for name in refused if name in self.parameters]:
            raise Problem(
                "contradictory-parameters",
                _("Not as %(form)s: %(names)s.") % {"form": form, "names": ", ".join(given)},
                errors=[{"parameter": name, "detail": _("not in this form")} for name in given],
            )

    def perform_authentication(self, request: Request) -> None:
        """Nobody signs in to the API; keys are read at the entrance."""

    def answer_serializer(self) -> type[BaseSerializer]:
        """What describes the answer about one, or one result of a list."""
        if self.action == "retrieve" and self.detail_serializer is not None:
            return self.detail_serializer
        return self.get_serializer_class()

    def result_serializer(self) -> BaseSerializer:
        """What one result is, as it was asked for; the columns of a table are taken from it."""
        return self.answer_serializer()(context=self.get_serializer_context())

    def table_rows(self, body: Any) -> list[Any]:
        """The results of an answer, each for a line; an answer that is no list is one."""
        return body.get("results", [body])

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        told = response.status_code == 200 and getattr(response, "data", None)
        if told and self.chosen:
            self._choose(told)
        response = super().finalize_response(request, response, *args, **kwargs)
        is_deprecated = tell(self, response, getattr(self, "parameters", request.query_params))
        if is_deprecated and "immutable" in response.headers.get("Cache-Control", ""):
            del response.headers["Cache-Control"]  # a copy that is never looked at again hides the sunset
        if not self.versioned:
            response.headers.setdefault("Cache-Control", "no-store")
        elif response.status_code == 200 and self._is_pinned() and not is_deprecated:
            response.headers.setdefault("Cache-Control", FOR_EVER)
        if told and "meta" in told and (form := request.accepted_renderer.format) in self.formats()[1:]:
            self._name_file(response, form)
            response.add_post_render_callback(_with_its_form)
        return response

    def _name_file(self, response: Response, form: str) -> None:
        """What a file cannot say of itself: what it is of, and on what it rests."""
        meta = response.data["meta"]
        for name in ("edition", "on", "revision"):
            if name in meta:
                response.headers[f"Registry-{name.title()}"] = str(meta[name])
        if form in SAVED:
            words = [*self.request.path.strip("/").split("/")[2:], str(meta.get("on", meta["revision"]))]
            response.headers["Content-Disposition"] = f'attachment; filename="{"-".join(words)}.{form}"'

    def _choose(self, body: Any) -> None:
        """Leave in an answer what was asked for; what it is valid for stays."""
        serializer = self.result_serializer()
        if "results" in body:
            body["results"] = choose(body["results"], self.chosen, serializer)
        else:
            shown = choose(body, self.chosen, serializer)
            for name in [name for name in body if name != "meta" and name not in shown]:
                del body[name]
            body.update(shown)

    @cached_property
    def moment(self) -> as_of.Moment:
        """Resolved once; every query of the request is bound to its revision."""
        return as_of.read_moment(self.parameters, self.request.META.get(as_of.PRESENT))

    def _is_pinned(self) -> bool:
        """Whether the answer will be the same for ever."""
        asked = getattr(self, "parameters", {})
        return "on" in asked and "known_at" in asked and self.moment.past

    def pinned_parameters(self) -> dict[str, str]:
        """What a cursor must carry so that the next page belongs to the same snapshot."""
        return {"known_at": self.moment.known_at}

    def get_meta(self) -> dict[str, Any]:
        raise NotImplementedError


class ProgramViewSet(RegistryViewSet):
    """Answers that belong to the program, not to a revision: the same until another version of it is started."""

    renderer_classes: tuple[type[BaseRenderer], ...] = (PlainJSONRenderer,)
    needs_database: ClassVar[bool] = False
    selectable: ClassVar[bool] = False
    pagination_class = None
    filter_backends: ClassVar[list[Any]] = []
    every_parameters: ClassVar[tuple[str, ...]] = ("lang",)
    paged_actions: ClassVar[tuple[str, ...]] = ()


class UnversionedViewSet(RegistryViewSet):
    """Answers that belong to no revision: they may differ from one request to the next, so nobody keeps them."""

    renderer_classes = (PlainJSONRenderer,)
    selectable = False
    versioned = False
    every_parameters: ClassVar[tuple[str, ...]] = ("lang",)
    filter_backends: ClassVar[list[Any]] = []

    def pinned_parameters(self) -> dict[str, str]:
        return {}


def _with_its_form(response: Response) -> None:
    """No line is an answer too; REST framework takes the media type from what is empty."""
    response.headers.setdefault("Content-Type", response.accepted_media_type)
