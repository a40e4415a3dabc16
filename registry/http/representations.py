"""One answer as bytes ready to be sent, with the headers that let others keep it: ETag, dates, encoding, 304."""

from __future__ import annotations

import gzip
import hashlib
import re
from copy import copy
from email.utils import parsedate_to_datetime
from functools import lru_cache

import brotli
import lz4.block
from django.conf import settings
from django.utils.http import http_date

from registry.http.freshness import State

Header = tuple[str, str]
Headers = list[Header]
ENCODINGS = ("br", "gzip")
SMALLEST_ENCODED = 500
"""Bytes; less than that is not worth compressing."""
LARGEST_PACKED = 128 * 1024
"""Bytes; to unpack more than that would take as long as to send it."""
KEPT_FOR = 10
"""Seconds for which others may keep what answers for today without asking again."""
VARY = ("Accept", "Accept-Language", "Accept-Encoding")
_UNMODIFIED = frozenset(
    {
        *("etag", "last-modified", "vary", "content-language", "cache-control"),
        *("access-control-allow-origin", "access-control-expose-headers", "link", "deprecation", "sunset"),
    }
)
_TEXTS = ("json", "/xml", "+xml", "yaml", "openapi")


class Representation:
    """What is sent for one address, language, media type and encoding while the registry is in one state."""

    __slots__ = ("_bytes", "_headers", "_like", "_own", "encoding", "length", "of_the_moment", "state", "tag")

    def __init__(self, state: State, own: Headers, body: bytes, encoding: str = "", tag: str | None = None) -> None:
        """``own`` are the headers that the view gave, without its Vary."""
        self.state, self._own, self.encoding = state, list(map(_one_object, own)), encoding
        self._bytes, self.length = body, len(body)
        self._like: bytes | None = None
        """Packed by this text; None: not packed."""
        # Most processors have SHA-1 built in: of what they have not, nothing is as quick.
        self.tag = tag or hashlib.sha1(body, usedforsecurity=False).hexdigest()
        self._headers: dict[tuple[bool, bool], tuple[Headers, Headers]] = {}
        # The next revision, or midnight, may make it another one.
        self.of_the_moment = not any(name == "Cache-Control" for name, _value in own)

    @property
    def body(self) -> bytes:
        return self._bytes if self._like is None else lz4.block.decompress(self._bytes, dict=self._like)

    @property
    def size(self) -> int:
        """About how much memory it takes."""
        return len(self._bytes) + 2000

    @property
    def is_packable(self) -> bool:
        return self._like is None and SMALLEST_ENCODED <= self.length <= LARGEST_PACKED and self._is_plain_text()

    def packed(self, like: bytes = b"") -> Representation:
        """The same, taking up less memory; itself where that is of no use. To unpack it takes microseconds.

        Of what is in the text ``like`` already, nothing is stored again.
        """
        if not self.is_packable:
            return self
        same = copy(self)
        same._bytes, same._like = lz4.block.compress(self._bytes, dict=like), like
        return same

    @property
    def etag(self) -> str:
        return f'"{self.tag}-{self.encoding}"' if self.encoding else f'"{self.tag}"'

    def encoded(self, encoding: str) -> Representation:
        """The same in another encoding, or itself where that is of no use."""
        if not encoding or self.length < SMALLEST_ENCODED or not self._is_plain_text():
            return self
        compress = {"br": lambda body: brotli.compress(body, quality=5), "gzip": _gzip}[encoding]
        return Representation(self.state, self._own, compress(self.body), encoding, self.tag)

    def headers(self, now: float) -> tuple[Headers, Headers]:
        """Those of a 200 and those of a 304."""
        phase = (self.state.settled(now), now + KEPT_FOR >= self.state.ends)
        if phase not in self._headers:
            self._headers[phase] = self._build(*phase)
        return self._headers[phase]

    def headers_while_away(self, now: float, age: int) -> Headers:
        """Those of a 200 where nobody can say whether it still holds, which was so ``age`` seconds ago.

        Nobody else may keep it: he would do so for as long again, or send it without the mark (RFC 9211).
        """
        same = [header for header in self.headers(now)[0] if header[0] != "Cache-Control"]
        mark = f"occupation-registry; hit; ttl={-age}; detail=database-away"
        return [*same, ("Cache-Control", "no-store"), ("Age", str(age)), ("Cache-Status", mark)]

    def _build(self, settled: bool, closing: bool) -> tuple[Headers, Headers]:
        headers = [*self._own, ("Vary", ", ".join(VARY))]
        # Not settled, the second could name two states. The one before names none: a copy that bears it is asked for
        # again once this has settled.
        headers.append(("Last-Modified", _dated(self.state.changed_at - (not settled))))
        if self.of_the_moment:
            kept_for = 0 if closing else KEPT_FOR  # at midnight it may be another answer
            told = f"public, max-age={kept_for}, stale-if-error={settings.STALE_IF_ERROR}"  # RFC 5861
            headers.append(("Cache-Control", told))
        if self.encoding:
            headers.append(("Content-Encoding", self.encoding))
        headers = [*map(_one_object, headers), ("ETag", self.etag)]
        unmodified = [header for header in headers if header[0].lower() in _UNMODIFIED]
        return [*headers, ("Content-Length", str(self.length))], unmodified

    def _is_plain_text(self) -> bool:
        media_type = next((value for name, value in self._own if name == "Content-Type"), "").partition(";")[0].strip()
        return not self.encoding and (media_type.startswith("text/") or media_type.endswith(_TEXTS))

    def is_held(self, if_none_match: str | None, if_modified_since: str | None, now: float) -> bool:
        """Whether the asker has it already (RFC 9110, 13.1)."""
        if if_none_match is not None:
            etag = self.etag
            if if_none_match == etag:
                return True
            return if_none_match.strip() == "*" or etag in re.findall(r'(?:W/)?("[^"]*")', if_none_match)
        if if_modified_since is None or not self.state.settled(now):
            return False
        since = _seconds(if_modified_since)
        return since is not None and self.state.changed_at <= since <= now


@lru_cache(maxsize=1024)
def _one_object(header: Header) -> Header:
    """Of equal headers always the same: thousands of answers share most of theirs."""
    return header


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """The first of ENCODINGS that is accepted as well as any other; empty for none."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameters = part.partition(";")
        stated = re.search(r"\bq=([^;]*)", parameters.replace(" ", ""))
        try:
            weights[name.strip()] = float(stated[1]) if stated else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    found = [(weights.get(name, 0.0), -place, name) for place, name in enumerate(ENCODINGS)]
    weight, _place, name = max(found)
    return name if weight > 0 and weight >= weights.get("identity", 0.0) else ""


_dated = lru_cache(maxsize=16)(http_date)


@lru_cache(maxsize=256)
def _seconds(date: str) -> int | None:
    try:
        return int(parsedate_to_datetime(date).timestamp())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)
