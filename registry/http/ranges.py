"""Files that never change, whole or in part: Range, If-Range and If-None-Match (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

FOR_EVER = "public, max-age=31536000, immutable"
PIECE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def send_file(request: HttpRequest, path: Path, *, media_type: str, digest: str) -> HttpResponseBase:
    """The file, or the one range that is asked for; of several ranges, or of nonsense, the whole file."""
    size, etag = path.stat().st_size, f'"{digest}"'
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Cache-Control": FOR_EVER, "Content-Type": media_type}
    # On parts as well: a proxy puts the whole together from them.
    headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    if etag in re.findall(r'(?:W/)?("[^"]*")', request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={"ETag": etag, "Cache-Control": FOR_EVER})
    wanted = request.headers.get("Range", "")
    if wanted and request.headers.get("If-Range", etag) == etag and (asked := _RANGE.fullmatch(wanted)):
        first, last = _bounds(asked[1], asked[2], size)
        if first is None:
            return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
        if first <= last:
            headers |= {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
            return StreamingHttpResponse(_pieces(path, first, last), status=206, headers=headers)
    headers["Content-Length"] = str(size)
    return StreamingHttpResponse(_pieces(path, 0, size - 1), headers=headers)


def _bounds(first: str, last: str, size: int) -> tuple[int | None, int]:
    """The first and the last byte of a range; no first one where it lies outside; first after last: no range."""
    if not first:  # the last so many
        return (1, 0) if not last else (None, 0) if int(last) == 0 else (max(size - int(last), 0), size - 1)
    if last and int(last) < int(first):
        return 1, 0
    return (int(first) if int(first) < size else None), min(int(last or size), size - 1)


def _pieces(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
