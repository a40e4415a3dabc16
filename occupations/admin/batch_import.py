"""Stub."""
from typing import Any
from django.urls import path
from django.http import HttpResponse
class ImportPages:
    def __init__(self, admin: Any) -> None:
        pass
    def urls(self):
        return [path("<int:draft>/import/", lambda r, draft: HttpResponse("x"), name="occupations_draft_import")]
