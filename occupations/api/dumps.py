"""/dumps: the whole registry at one revision, as files to be fetched."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from occupations.answers.editions import LICENCE
from occupations.answers.missing import Missing
from occupations.answers.scope import visible_editions
from occupations.api.scope import EDITION_PATTERN, path_parameter
from occupations.api.shapes import InstantField
from occupations.exports import dumps
from occupations.exports.files import FILES
from occupations.models import Coverage
from occupations.validity import AsOf
from registry.http.as_of import REVISION_PATTERN
from registry.http.described_examples import in_path
from registry.http.negotiation import OneForm
from registry.http.problems import Problem
from registry.http.ranges import FOR_EVER, send_file
from registry.http.schema import problem_response
from registry.http.views import UnversionedViewSet

NAMES = [*FILES, dumps.MANIFEST, dumps.SIGNATURE]
KINDS = [media_type for media_type, _write in FILES.values()]
BYTES = {"type": "string", "format": "binary"}
RETRY_AFTER = 10


class DumpFileSerializer(serializers.Serializer):
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField()
    url = serializers.URLField()


class DumpSerializer(serializers.Serializer):
    edition = serializers.CharField(help_text="The edition that views and linked data are of; rows are of all.")
    revision = serializers.IntegerField()
    known_at = InstantField(help_text="Since when the registry says this.")
    on = serializers.DateField(help_text="The day that the linked data are of.")
    coverage = serializers.ChoiceField(Coverage.values)
    licence = serializers.CharField()
    files = DumpFileSerializer(many=True)
    manifest_url = serializers.URLField(help_text="The manifest as the file that is signed.")
    signature = serializers.CharField(allow_null=True, help_text="Ed25519, in base64, of the manifest's bytes.")
    public_key = serializers.CharField(allow_null=True, help_text="In base64; null: manifests are not signed.")


class LatestDumpSerializer(serializers.Serializer):
    edition = serializers.CharField()
    revision = serializers.IntegerField()
    url = serializers.URLField(help_text="It is made when it is first asked for.")


class DumpIndexSerializer(serializers.Serializer):
    count = serializers.IntegerField()
    licence = serializers.CharField()
    latest = LatestDumpSerializer(many=True, help_text="Of each edition, at the latest revision.")
    results = DumpSerializer(many=True, help_text="Those that are held: the newest of each edition.")


EDITION = in_path("edition", {"type": "string", "pattern": EDITION_PATTERN}, "2022", "The edition that it is of.")
REVISION = in_path(
    "revision",
    {"type": "integer", "minimum": 1, "maximum": 999_999_999},
    14,
    "The number of a revision. /dumps lists the dumps that are held, and the number of the latest.",
)
BEING_MADE = problem_response(503, "It is being made; `Retry-After` says for how long to wait.")
NAME = in_path("name", {"type": "string", "enum": NAMES}, dumps.MANIFEST, "The name of a file, as `files` name it.")


class DumpViewSet(UnversionedViewSet):
    """What is held depends on what was made and taken away since."""

    serializer_class = DumpSerializer
    pagination_class = None
    paged_actions = ()

    @extend_schema(operation_id="dumps_list", responses=DumpIndexSerializer)
    def list(self, request: Request) -> Response:
        """List the dumps that are held

        A dump is the whole registry at one revision, as an SQLite file, as NDJSON, as CSV in a ZIP and, of one
        edition, as Turtle. The dumps of the latest revision are made when they are first asked for.
        """
        manifests = dumps.held()
        latest = [
            {"edition": edition, "revision": self.latest, "url": self.url(edition, self.latest)}
            for edition in self.editions()
        ]
        results = [self.describe(manifest) for manifest in manifests]
        return Response({"count": len(results), "licence": LICENCE, "latest": latest, "results": results})

    @extend_schema(
        operation_id="dumps_retrieve",
        responses={
            200: DumpSerializer,
            **problem_response(404),
            **BEING_MADE,
        },
        parameters=[EDITION, REVISION],
    )
    def one(self, request: Request, edition: str, revision: str) -> Response:
        """Get a dump: its files, with their sizes and digests

        That of the latest revision is made if it was not yet, which takes some seconds. Earlier ones are held as long
        as they are among the newest; the problem `no-such-dump` lists those that are.
        """
        return Response(self.describe(self.manifest(edition, revision)))

    @extend_schema(
        operation_id="dumps_file",
        responses={
            (200, "application/json"): OpenApiResponse({"type": "object"}, "The manifest."),
            **{(200, kind): OpenApiResponse(BYTES, "The file.") for kind in [*KINDS, "text/plain"]},
            **{(206, kind): OpenApiResponse(BYTES, "The part of it that was asked for.") for kind in KINDS},
            **problem_response(404),
            **BEING_MADE,
            416: OpenApiResponse(description="The range begins behind the end."),
        },
        parameters=[
            EDITION,
            REVISION,
            NAME,
            OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="One range, as in `bytes=0-1023`."),
            OpenApiParameter("If-Range", str, OpenApiParameter.HEADER, description="The ETag the range is of."),
        ],
    )
    def file(self, request: Request, edition: str, revision: str, name: str) -> HttpResponseBase:
        """Get a file of a dump, or a part of it

        It never changes: its `ETag` is its SHA-256. `Range` fetches a part, as to go on where a transfer broke off. A
        dump of the latest revision is made if it was not yet.
        """
        if name not in NAMES:
            raise self.missing(edition, revision, _("There is no file %(name)s.") % {"name": name})
        manifest = self.manifest(edition, revision)
        files = {file["name"]: file for file in manifest["files"]}
        path = dumps.folder_of(edition, manifest["revision"]) / name
        if not path.exists():
            raise self.missing(edition, revision, _("There is no file %(name)s.") % {"name": name})
        if name in files:
            return send_file(request._request, path, media_type=files[name]["media_type"], digest=files[name]["sha256"])
        media_type = "application/json" if name == dumps.MANIFEST else "text/plain"
        return HttpResponse(path.read_bytes(), content_type=media_type, headers={"Cache-Control": FOR_EVER})

    def manifest(self, edition: str, revision: str) -> dict[str, Any]:
        """Of a dump that is held, or can be made now. Raises Problem."""
        check_path(edition, revision)
        if int(revision) != self.latest or edition not in self.editions():
            return self.held(edition, revision)
        try:
            return dumps.manifest_of(edition, int(revision)) or dumps.make(edition, int(revision))
        except dumps.BeingMade:
            problem = Problem("being-made", _("The dump is being made; ask again."))
            problem.wait = RETRY_AFTER
            raise problem from None

    def held(self, edition: str, revision: str) -> dict[str, Any]:
        check_path(edition, revision)
        manifest = dumps.manifest_of(edition, int(revision))
        if manifest is None:
            detail = _("The dump of edition %(edition)s at revision %(revision)s is not held.")
            raise self.missing(edition, revision, detail % {"edition": edition, "revision": revision})
        return manifest

    def missing(self, edition: str, revision: str, detail: str) -> Missing:
        check_path(edition, revision)
        urls = [self.url(manifest["edition"], manifest["revision"]) for manifest in dumps.held()]
        latest = [self.url(known, self.latest) for known in self.editions()]
        return Missing("no-such-dump", detail, held=urls, latest=latest)

    def describe(self, manifest: dict[str, Any]) -> dict[str, Any]:
        edition, revision = manifest["edition"], manifest["revision"]
        folder = self.url(edition, revision)
        return {
            **manifest,
            "files": [{**file, "url": f"{folder}/{file['name']}"} for file in manifest["files"]],
            "manifest_url": f"{folder}/{dumps.MANIFEST}",
            "signature": dumps.signature_of(edition, revision),
            "public_key": dumps.public_key(),
        }

    def url(self, edition: str, revision: int) -> str:
        return self.request.build_absolute_uri(f"/api/v1/dumps/{edition}/{revision}")

    @property
    def latest(self) -> int:
        return self.moment.revision

    def editions(self) -> list[str]:
        today = self.moment.today
        return sorted(record.edition_id for record in visible_editions(AsOf(today, self.latest, today)))


class DumpFileViewSet(DumpViewSet):
    """A file has the one form it has."""

    content_negotiation_class = OneForm
    every_parameters: ClassVar[tuple[str, ...]] = ()


def check_path(edition: str, revision: str) -> None:
    path_parameter("edition", edition, EDITION_PATTERN, "2022")
    path_parameter("revision", revision, REVISION_PATTERN, "12")
