"""One answer as bytes ready to be sent, with the headers that let others keep it: ETag, dates, encoding, 304."""

from __future__ import annotations

import gzip
import hashlib
import re
from email.utils import parsedate_to_datetime
from functools import lru_cache

import brotli
from django.utils.http import http_date

from registry.http.freshness import State

Headers = list[tuple[str, str]]
ENCODINGS = ("br", "gzip")
SMALLEST_ENCODED = 500
"""Bytes; less than that is not worth compressing."""
KEPT_FOR = 10
"""Seconds for which others may keep what answers for today without asking again."""
STALE_IF_ERROR = 60
"""Seconds for which they may go on with it where the registry does not answer at all (RFC 5861)."""
VARY = ("Accept", "Accept-Language", "Accept-Encoding")
_UNMODIFIED = (
    *("etag", "last-modified", "vary", "content-language", "cache-control"),
    *("access-control-allow-origin", "access-control-expose-headers", "link", "deprecation", "sunset"),
)


class Representation:
    """What is sent for one address, language, media type and encoding while the registry is in one state."""

    __slots__ = ("_headers", "_own", "body", "encoding", "of_the_moment", "state", "tag")

    def __init__(self, state: State, own: Headers, body: bytes, encoding: str = "", tag: str | None = None) -> None:
        """``own`` are the headers that the view gave, without its Vary."""
        self.state, self._own, self.body, self.encoding = state, own, body, encoding
        # Most processors have SHA-1 built in: of what they have not, nothing is as quick.
        self.tag = tag or hashlib.sha1(body, usedforsecurity=False).hexdigest()
        self._headers: dict[tuple[bool, bool], tuple[Headers, Headers]] = {}
        # The next revision, or midnight, may make it another one.
        self.of_the_moment = not any(name == "Cache-Control" for name, _value in own)

    @property
    def size(self) -> int:
        """About how much memory it takes."""
        return len(self.body) + 2000

    @property
    def etag(self) -> str:
        return f'"{self.tag}-{self.encoding}"' if self.encoding else f'"{self.tag}"'

    def encoded(self, encoding: str) -> Representation:
        """The same in another encoding, or itself where that is of no use."""
        if not encoding or len(self.body) < SMALLEST_ENCODED or not _is_text(self._own):
            return self
        compress = {"br": lambda body: brotli.compress(body, quality=5), "gzip": _gzip}[encoding]
        return Representation(self.state, self._own, compress(self.body), encoding, self.tag)

    def headers(self, now: float) -> tuple[Headers, Headers]:
        """Those of a 200 and those of a 304."""
        phase = (self.state.settled(now), now + KEPT_FOR >= self.state.ends)
        if phase not in self._headers:
            self._headers[phase] = self._build(*phase)
        return self._headers[phase]

    def _build(self, settled: bool, closing: bool) -> tuple[Headers, Headers]:
        headers = [*self._own, ("ETag", self.etag), ("Vary", ", ".join(VARY))]
        # Not settled, the second could name two states. The one before names none: a copy that bears it is asked for
        # again once this has settled.
        headers.append(("Last-Modified", http_date(self.state.changed_at - (not settled))))
        if self.of_the_moment:
            kept_for = 0 if closing else KEPT_FOR  # at midnight it may be another answer
            headers.append(("Cache-Control", f"public, max-age={kept_for}, stale-if-error={STALE_IF_ERROR}"))
        if self.encoding:
            headers.append(("Content-Encoding", self.encoding))
        unmodified = [(name, value) for name, value in headers if name.lower() in _UNMODIFIED]
        return [*headers, ("Content-Length", str(len(self.body)))], unmodified

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


@lru_cache(maxsize=256)
def _seconds(date: str) -> int | None:
    try:
        return int(parsedate_to_datetime(date).timestamp())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


def _is_text(headers: Headers) -> bool:
    media_type = next((value for name, value in headers if name == "Content-Type"), "").partition(";")[0].strip()
    return media_type.startswith("text/") or media_type.endswith(("json", "/xml", "+xml", "yaml", "openapi"))
