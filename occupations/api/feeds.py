"""/feeds/changes.atom and /feeds/changes.json: the change log for feed readers, newest first."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from occupations import transitions, validity
from occupations.answers.change_log import describe_events, recorded_events
from occupations.answers.events import CONTENT
from occupations.api.change_log import FILTERS, read_about
from occupations.api.scope import LoggedViewSet
from registry.http.negotiation import OneForm, PlainJSONRenderer

ENTRIES = 100
TITLES = {
    transitions.ADDED: gettext_lazy("new"),
    transitions.FIRST_HELD: gettext_lazy("held from now on"),
    transitions.KEPT: gettext_lazy("taken over"),
    transitions.RENAMED: gettext_lazy("renamed"),
    transitions.RECODED: gettext_lazy("recoded"),
    transitions.MOVED: gettext_lazy("moved"),
    transitions.MARKS_CHANGED: gettext_lazy("marks changed"),
    transitions.REDEFINED: gettext_lazy("redefined"),
    transitions.SPLIT: gettext_lazy("split"),
    transitions.MERGED: gettext_lazy("merged"),
    transitions.REPLACED: gettext_lazy("replaced"),
    transitions.RAISED: gettext_lazy("raised to an occupation"),
    transitions.ENDED: gettext_lazy("ended"),
    transitions.CORRECTED: gettext_lazy("record corrected"),
    transitions.EDITED: gettext_lazy("text edited"),
}


class AtomRenderer(BaseRenderer):
    """A JSON Feed as Atom (RFC 4287): one source for both."""

    media_type = "application/atom+xml"
    format = "atom"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> str:
        feed = Atom1Feed(data["title"], data["home_page_url"], "", language=data["language"], feed_url=data["feed_url"])
        # Of a feed without entries: since when it is so, not the time of asking.
        feed.latest_post_date = lambda: renderer_context["view"].moment.changed_at  # type: ignore[method-assign]
        for item in data["items"]:
            feed.add_item(
                item["title"],
                item["url"],
                escape(item["content_text"]),  # Django declares it as HTML
                unique_id=item["id"],
                updateddate=item["date_published"],
                categories=item["tags"],
            )
        return feed.writeString("utf-8")


class JSONFeedRenderer(PlainJSONRenderer):
    media_type = "application/feed+json"
    format = "feed"


class FeedItemSerializer(serializers.Serializer):
    id = serializers.CharField()
    url = serializers.URLField()
    title = serializers.CharField()
    content_text = serializers.CharField()
    date_published = serializers.DateTimeField()
    tags = serializers.ListField(child=serializers.CharField())


class FeedSerializer(serializers.Serializer):
    """JSON Feed 1.1."""

    version = serializers.URLField()
    title = serializers.CharField()
    home_page_url = serializers.URLField()
    feed_url = serializers.URLField()
    language = serializers.CharField()
    items = FeedItemSerializer(many=True)


class FeedViewSet(LoggedViewSet):
    """The newest changes of the classification, by revision."""

    serializer_class = FeedSerializer
    pagination_class = None
    paged_actions = ()
    content_negotiation_class = OneForm
    selectable = False
    every_parameters: ClassVar[tuple[str, ...]] = ("known_at", "lang")
    own_parameters: ClassVar[dict[str, tuple[str, ...]]] = dict.fromkeys(
        ("atom", "json"), ("kind", "resource", "batch", "code", "concept")
    )

    @extend_schema(operation_id="feeds_atom", parameters=FILTERS, responses={(200, AtomRenderer.media_type): str})
    def atom(self, request: Request) -> Response:
        """Follow the changes in a feed reader (Atom)

        The newest hundred changes of items and work types, whole or filtered; what is scheduled stands there at
        once, with its day. Nothing is left out at /changes?since=, which is the way for a program.
        """
        return self.answer(request)

    @extend_schema(
        operation_id="feeds_json", parameters=FILTERS, responses={(200, JSONFeedRenderer.media_type): FeedSerializer}
    )
    def json(self, request: Request) -> Response:
        """Follow the changes in a feed reader (JSON Feed)

        The same as the Atom feed.
        """
        return self.answer(request)

    def answer(self, request: Request) -> Response:
        about = read_about(self.parameters)
        if not about.resources:
            about = replace(about, resources=frozenset(CONTENT))
        log = recorded_events(0, self.as_of, about).newest_first()
        root = request.build_absolute_uri("/api/v1")
        events = describe_events(log[:ENTRIES], self.as_of, by_revision=True)
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _("Changes of the national occupational classification of China"),
            "home_page_url": f"{root}/changes",
            "feed_url": request.build_absolute_uri(),
            "language": get_language() or "zh-hans",
            "items": [self.entry(event, root) for event in events],
        }
        return Response(feed)

    def entry(self, event: dict[str, Any], root: str) -> dict[str, Any]:
        """An event for people: what, from what to what, from which day, by which document."""
        states = [*event["before"][-1:], *event["after"][-1:]]
        told = [_named(row) or event["id"].partition(":")[2] for row in states]
        kinds = ", ".join(str(TITLES[kind]) for kind in event["kinds"])
        day = event["effective_on"]
        text = [_("From %(day)s.") % {"day": day}] if day else []
        text += [f"{source['title_zh']} {source['document_number'] or ''}" for source in event["sources"]]
        ahead = "?include=scheduled" if day and validity.is_later(day, self.as_of.known_on) else ""
        url = f"{root}/concepts/{event['concept']}{ahead}" if event["concept"] else ""
        return {
            # The same under whatever name the registry is reached, and another in every other registry.
            "id": uuid.uuid5(uuid.NAMESPACE_OID, f"{event['recorded_at'].isoformat()} {event['id']}").urn,
            "url": url or f"{root}/changes?since={event['revision'] - 1}",
            "title": f"{kinds}: {' → '.join(dict.fromkeys(told))}",
            "content_text": " ".join(text).strip() or kinds,
            "date_published": event["recorded_at"],
            "tags": event["kinds"],
        }


def _named(row: dict[str, Any]) -> str:
    return f"{row.get('code') or ''} {row.get('name_zh') or row.get('title_zh') or ''}".strip()
