"""JSON, and one JSON value a line (NDJSON): bodies of any length, spooled so that memory stays bounded; and answers."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

from registry.http.amounts import READS_RECORDS
from registry.http.pagination import MAX_PAGE_SIZE
from registry.http.problems import Problem

LARGEST_BODY = 64 * 1024 * 1024
LARGEST_JSON = 4 * 1024 * 1024
KEPT_IN_MEMORY = 1024 * 1024
LONGEST_LINE = 10_000


class StrictJSONParser(JSONParser):
    """JSON as RFC 8259 has it, within bounds."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        text = stream.read(LARGEST_JSON + 1)
        if len(text) > LARGEST_JSON:
            raise _too_large(LARGEST_JSON)
        try:
            return loads(text)
        except ValueError as error:
            raise ParseError(_("The body is not JSON: %(error)s") % {"error": error}) from error


class LinesParser(BaseParser):
    """NDJSON: gives the lines back as an open temporary file."""

    media_type = "application/x-ndjson"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> IO[bytes]:
        spooled = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 (closed by who reads it)
        size, last = 0, b"\n"
        while part := stream.read(64 * 1024):
            size += len(part)
            _counted(parser_context["request"], part.count(b"\n"))
            last = part
            if size > LARGEST_BODY:
                spooled.close()
                raise _too_large(LARGEST_BODY)
            spooled.write(part)
        _counted(parser_context["request"], not last.endswith(b"\n"))
        spooled.seek(0)
        return spooled


def read_body(request: Request) -> Any:
    """The parsed body, read as it comes.

    REST framework would hold all of it in memory first, and take a body sent in chunks, without a length, for none.
    """
    parser = request.negotiator.select_parser(request, request.parsers)
    if parser is None:
        raise UnsupportedMediaType(request.content_type)
    environment = request._request.META
    chunked = environment.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
    ends = chunked and environment.get("wsgi.input_terminated")
    stream = environment["wsgi.input"] if ends else request._request
    parsed = parser.parse(stream, request.content_type, request.parser_context)
    if isinstance(parsed, list):
        _counted(request, len(parsed))
    return parsed


def _counted(request: Request, records: int) -> None:
    """So many records more count at the limits of whoever sends them."""
    if records and (tell := request._request.META.get(READS_RECORDS)):
        tell(records)


class LinesRenderer(BaseRenderer):
    """One line for each result. A view that answers to lines with lines streams them itself."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = None
    page_size = MAX_PAGE_SIZE

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"".join(map(dump_line, renderer_context["view"].table_rows(data)))


def lines(file: IO[bytes]) -> Iterator[tuple[Any, str | None]]:
    """Each line's value; or of a line that has none, its beginning, and what is wrong. Closes the file."""
    with file:
        while line := file.readline(LONGEST_LINE + 1):
            if not line.strip():
                continue
            if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield _beginning(line), _("longer than %(most)s bytes") % {"most": LONGEST_LINE}
                continue
            try:
                value = loads(line)
            except ValueError:
                yield _beginning(line), _("this is not JSON")
            else:
                yield value, None


def loads(text: bytes) -> Any:
    """Raises ValueError, for NaN and for what is nested without end too."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError as error:
        raise ValueError(_("nested too deeply")) from error


def dump_line(value: Any) -> bytes:
    return (
        json.dumps(value, cls=JSONEncoder, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
    )


def dump_with_list(head: Mapping[str, Any], name: str, members: Iterable[Any]) -> Iterator[bytes]:
    """The JSON of an object that ends with a list, member by member: none but the one at hand is in memory."""
    yield dump_line(head).removesuffix(b"}\n") + f',"{name}":['.encode()
    for place, member in enumerate(members):
        yield b"," * (place > 0) + dump_line(member).removesuffix(b"\n")
    yield b"]}"


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _refuse(name: str) -> None:
    raise ValueError(name)


def _beginning(line: bytes) -> str:
    return line[:100].decode(errors="replace").strip()


def _too_large(most: int) -> Problem:
    return Problem("content-too-large", _("At most %(most)s bytes are taken.") % {"most": most}, most=most)
