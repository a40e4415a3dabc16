"""Django's test client, but that a JSON answer which comes as a stream is read to its end."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client


class WholeClient(Client):
    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if not response.streaming or response["content-type"] != "application/json":
            return response
        whole: Any = HttpResponse(b"".join(response.streaming_content), status=response.status_code)
        whole.headers = response.headers
        whole.json = lambda: json.loads(whole.content)
        return whole
