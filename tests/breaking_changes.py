"""What of the last released contract a new OpenAPI document breaks: what may be sent may not shrink, what may be
answered may not grow, and nothing that a client uses goes away unannounced.

``python tests/breaking_changes.py`` compares openapi.yaml with the newest file of docs/reference/releases;
``python tests/breaking_changes.py --release`` writes that file anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.breaking_schemas import Schemas

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "openapi.yaml"
RELEASES = ROOT / "docs" / "reference" / "releases"
Document = dict[str, Any]


def breaking_changes(old: Document, new: Document, today: date) -> list[str]:
    """Each with its place."""
    return [*dict.fromkeys(_Comparison(old, new, today).all())]


class _Comparison:
    def __init__(self, old: Document, new: Document, today: date) -> None:
        self.old, self.new, self.today = old, new, today
        self.schemas = Schemas(old, new)

    def all(self) -> Iterator[str]:
        for path, methods in self.old["paths"].items():
            for method, operation in methods.items():
                there = self.new["paths"].get(path, {}).get(method)
                place = f"{method.upper()} {path}"
                if there is not None:
                    yield from self.operation(place, operation, there)
                elif not self.has_ended(operation):
                    yield f"{place}: is gone"
        for name in self.old.get("webhooks", {}):
            if name not in self.new.get("webhooks", {}):
                yield f"webhook {name}: is gone"
            else:
                content = (one["webhooks"][name]["post"]["requestBody"]["content"] for one in (self.old, self.new))
                yield from self.content(f"webhook {name}", *content, asked=False)
        for name in self.old["components"].get("schemas", {}):
            if name not in self.new["components"].get("schemas", {}):
                yield f"schema {name}: is gone, and the class of that name with it"

    def has_ended(self, described: Document) -> bool:
        """Whether it was announced, and its day has come."""
        sunset = described.get("x-sunset")
        return bool(described.get("deprecated") and sunset and date.fromisoformat(str(sunset)) <= self.today)

    def operation(self, place: str, old: Document, new: Document) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{place}: operationId is not {old['operationId']} any more"
        yield from self.parameters(place, self.parameters_of(self.old, old), self.parameters_of(self.new, new))
        yield from self.body(f"{place}, body", old.get("requestBody"), new.get("requestBody"))
        yield from self.security(place, old, new)
        for status, response in old["responses"].items():
            if status not in new["responses"]:
                yield f"{place}: {status} is gone"
                continue
            there = new["responses"][status]
            yield from self.headers(f"{place}, {status}", response.get("headers", {}), there.get("headers", {}))
            contents = (one.get("content", {}) for one in (response, there))
            yield from self.content(f"{place}, {status}", *contents, asked=False)
        for status in new["responses"].keys() - old["responses"].keys():
            if status.startswith("2"):
                yield f"{place}: may answer {status} now"

    def parameters_of(self, document: Document, operation: Document) -> dict[tuple[str, str], Document]:
        found = [_resolved(document, parameter) for parameter in operation.get("parameters", [])]
        return {(parameter["in"], parameter["name"]): parameter for parameter in found}

    def parameters(self, place: str, old: dict[Any, Document], new: dict[Any, Document]) -> Iterator[str]:
        for key, parameter in old.items():
            where = f"{place}, {' '.join(key)}"
            if key not in new:
                if not self.has_ended(parameter):
                    yield f"{where}: is gone"
                continue
            for word, usual in (("style", None), ("explode", None), ("allowReserved", False)):
                if parameter.get(word, usual) != new[key].get(word, usual):
                    yield f"{where}: {word} is another"
            yield from self.schemas.changes(where, parameter["schema"], new[key]["schema"], asked=True)
        for key, parameter in new.items():
            if parameter.get("required") and not old.get(key, {}).get("required"):
                yield f"{place}, {' '.join(key)}: must be given now"

    def body(self, place: str, old: Document | None, new: Document | None) -> Iterator[str]:
        if new is None:
            if old is not None:
                yield f"{place}: is gone"
            return
        if new.get("required") and not (old or {}).get("required"):
            yield f"{place}: must be given now"
        if old is not None:
            yield from self.content(place, old["content"], new["content"], asked=True)

    def security(self, place: str, old: Document, new: Document) -> Iterator[str]:
        ways, there = (
            [set(way) for way in operation.get("security", document.get("security", [])) or [{}]]
            for operation, document in ((old, self.old), (new, self.new))
        )
        if any(not any(other <= way for other in there) for way in ways):
            yield f"{place}: asks for another key"

    def headers(self, place: str, old: Document, new: Document) -> Iterator[str]:
        for name, header in old.items():
            where, header = f"{place}, header {name}", _resolved(self.old, header)
            if name not in new:
                yield f"{where}: is gone"
                continue
            there = _resolved(self.new, new[name])
            if header.get("required") and not there.get("required"):
                yield f"{where}: is not always there any more"
            yield from self.schemas.changes(where, header["schema"], there["schema"], asked=False)

    def content(self, place: str, old: Document, new: Document, *, asked: bool) -> Iterator[str]:
        for media_type, described in old.items():
            if media_type not in new:
                yield f"{place}: {media_type} is gone"
            elif "schema" in described:
                where = f"{place}, {media_type}"
                yield from self.schemas.changes(where, described["schema"], new[media_type]["schema"], asked=asked)
        if not asked and old and new and next(iter(old)) in new and next(iter(old)) != next(iter(new)):
            yield f"{place}: the usual form is {next(iter(new))}, not {next(iter(old))}"


def _resolved(document: Document, described: Document) -> Document:
    while "$ref" in described:
        _hash, *parts = described["$ref"].split("/")
        described = document
        for part in parts:
            described = described[part]
    return described


# --- releases -------------------------------------------------------------------------------------


def last_release(folder: Path = RELEASES) -> Path | None:
    found = folder.glob("openapi-*.yaml")
    return max(found, key=lambda file: [int(part) for part in file.stem.rpartition("-")[2].split(".")], default=None)


def release(document: Path = DOCUMENT, folder: Path = RELEASES, changelog: Path = ROOT / "CHANGELOG.md") -> Path:
    """Write down what is promised from now on: the document without examples and introduction.

    Raises SystemExit where a version was given out already: what was promised stands.
    """
    content = _read(document)
    version = content["info"]["version"]
    file = folder / f"openapi-{version}.yaml"
    given_out = f"## {version} (unreleased)" not in changelog.read_text(encoding="utf-8")
    if file.exists() and given_out:
        raise SystemExit(f"{version} is released already: raise VERSION in registry/settings.py")
    content["info"].pop("description", None)
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(_without_examples(content), allow_unicode=True, sort_keys=False, width=120)
    file.write_text(text, encoding="utf-8")
    return file


def _read(file: Path) -> Document:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _without_examples(part: Any) -> Any:
    if isinstance(part, dict):
        # A member that is called so is described by an object with a type; an example has none.
        kept = {name: value for name, value in part.items() if name != "examples" or "type" in value}
        return {name: _without_examples(value) for name, value in kept.items()}
    return [_without_examples(value) for value in part] if isinstance(part, list) else part


def main() -> int:
    if sys.argv[1:] == ["--release"]:
        print(release().relative_to(ROOT))
        return 0
    file = last_release()
    if file is None:
        print("Nothing was released yet.")
        return 0
    old, new = map(_read, (file, DOCUMENT))
    found = breaking_changes(old, new, date.today())
    for finding in found:
        print(finding)
    if found:
        print(f"{len(found)} breaking changes since {file.name}. How it is done instead: docs/guide/deprecation.md")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
