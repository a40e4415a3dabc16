"""What a webhook says, described for the OpenAPI document; it is built by webhooks/messages.py."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiWebhook

from occupations.models import Act, EventType
from occupations.webhooks.messages import CODES_TOLD


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


COUNT = _object(added={"type": "integer"}, superseded={"type": "integer"})
BODY = _object(
    type={
        "type": "string",
        "enum": EventType.values,
        "description": "Types may be added: ignore those you do not know.",
    },
    timestamp={
        "type": "string",
        "format": "date-time",
        "description": "When it was recorded or took effect; not when it was sent.",
    },
    data=_object(
        revision={"type": "integer", "description": "The number of the revision; `known_at` takes it."},
        act={"type": "string", "enum": Act.values},
        batch={"type": ["integer", "null"]},
        edition={"type": ["string", "null"]},
        effective_on={
            "type": ["string", "null"],
            "format": "date",
            "description": "The day in Shanghai from which it holds.",
        },
        reason={"type": "string"},
        counts={
            "type": "object",
            "additionalProperties": COUNT,
            "description": "How many records the revision added and superseded, by resource.",
        },
        codes={
            "type": "array",
            "items": {"type": "string"},
            "maxItems": CODES_TOLD,
            "description": "The codes touched, as they were before and as they are after.",
        },
        codes_cut={"type": "boolean", "description": "Whether more codes were touched than are named."},
        changes={"type": "string", "description": "Where the records are read, on the registry's host."},
    ),
)
# Described by hand: drf-spectacular collects the components before it comes to the webhooks.
EVENT = OpenApiWebhook(
    "event",
    {
        "post": {
            "operationId": "event",
            "summary": "The registry tells you of a revision",
            "description": (
                "Signed by the scheme of Standard Webhooks, in the headers `webhook-id`, `webhook-timestamp` and"
                " `webhook-signature`. Any 2xx accepts it. Events come in order and each at least once; the same event"
                " has the same `webhook-id` each time."
            ),
            "tags": ["webhooks"],
            "requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}},
            "responses": {"2XX": {"description": "Accepted. Anything else is tried again."}},
        }
    },
)
