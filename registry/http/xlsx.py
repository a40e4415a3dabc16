"""Answers as an Excel workbook."""

from __future__ import annotations

from typing import Any

from rest_framework.renderers import BaseRenderer

from registry.http.pagination import MAX_PAGE_SIZE


class XLSXRenderer(BaseRenderer):
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    charset = None
    render_style = "binary"
    page_size = MAX_PAGE_SIZE

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        # Nearly two hundred modules come with it, for what few ask for.
        from registry.http import workbook

        return workbook.write(data, renderer_context["view"], renderer_context["request"])
