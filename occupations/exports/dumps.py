"""Dumps on disk: made once for an edition and a revision, whole or not at all, and only so many are kept."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from occupations.exports.files import FILES
from occupations.exports.snapshot import Snapshot

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEPT = 3
"""Revisions of each edition; making a further one takes the oldest away."""
MANIFEST, SIGNATURE = "manifest.json", "manifest.json.sig"


class BeingMade(Exception):
    """Another process is at it."""


def folder_of(edition: str, revision: int) -> Path:
    return _root() / edition / str(revision)


def held() -> list[dict[str, Any]]:
    """The manifests of all dumps, by edition, the newest first."""
    files = _root().glob(f"*/*/{MANIFEST}")
    manifests = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return sorted(manifests, key=lambda manifest: (manifest["edition"], -manifest["revision"]))


def manifest_of(edition: str, revision: int) -> dict[str, Any] | None:
    file = folder_of(edition, revision) / MANIFEST
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def signature_of(edition: str, revision: int) -> str | None:
    file = folder_of(edition, revision) / SIGNATURE
    return file.read_text(encoding="ascii").strip() if file.exists() else None


def make(edition: str, revision: int) -> dict[str, Any]:
    """The manifest of a dump, which is made if there is none. Raises Missing, and BeingMade."""
    snapshot = Snapshot.of(edition, revision)
    with _alone():
        if (manifest := manifest_of(edition, revision)) is not None:
            return manifest
        folder = folder_of(edition, revision)
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Written elsewhere and moved when it is whole: nobody ever sees a part of it.
        with tempfile.TemporaryDirectory(dir=_root(), prefix=".making-") as made:
            manifest = _write(snapshot, Path(made) / "dump")
            (Path(made) / "dump").replace(folder)
        _take_oldest_away(folder.parent)
        return manifest


def public_key() -> str | None:
    """What signatures are verified with, in base64; None where nothing is signed."""
    key = _key()
    return base64.b64encode(key.public_key().public_bytes_raw()).decode() if key else None


def _write(snapshot: Snapshot, folder: Path) -> dict[str, Any]:
    folder.mkdir()
    files = []
    for name, (media_type, write) in FILES.items():
        path = folder / name
        write(snapshot, path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        files.append({"name": name, "media_type": media_type, "size": path.stat().st_size, "sha256": digest})
    manifest = {**snapshot.about(), "files": files}
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"
    (folder / MANIFEST).write_bytes(text)
    if key := _key():
        (folder / SIGNATURE).write_bytes(base64.b64encode(key.sign(text)) + b"\n")
    return manifest


def _key() -> Ed25519PrivateKey | None:
    if not settings.DUMP_SIGNING_KEY:
        return None
    # Most registries sign nothing, and it takes six megabytes.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings.DUMP_SIGNING_KEY, validate=True))


def _root() -> Path:
    return settings.DATA_DIR / "dumps"


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time, over all processes. Raises BeingMade at once where another is at it."""
    _root().mkdir(parents=True, exist_ok=True)
    with (_root() / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BeingMade from error
        yield


def _take_oldest_away(edition: Path) -> None:
    kept = sorted((folder for folder in edition.iterdir() if folder.name.isdigit()), key=lambda f: int(f.name))
    for folder in kept[:-KEPT]:
        shutil.rmtree(folder)
