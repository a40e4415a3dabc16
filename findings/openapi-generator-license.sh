#!/usr/bin/env bash
# OpenAPI 3.1 lets `info.license` have a name alone: `identifier` and `url` are both optional, and exclude each other.
#
# Guess, before it was run: openapi-generator takes a document whose license has only a name, at most with a warning.
# Seen with openapi-generator-cli 7.26.0: it refuses the document ("attribute info.license.identifier is missing") and
# writes nothing; with a `url` beside the name it takes the same document, though there is no identifier either.
# What our users meet: the registry's document states `info.license.url`.
#
# Needs python3 with venv and Java 11 or newer. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check openapi-generator-cli==7.26.0

document() {
    cat <<JSON
{"openapi": "3.1.0", "info": {"title": "A", "version": "1", "license": {"name": "Apache-2.0"$1}},
 "servers": [{"url": "https://example.org"}],
 "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "fine"}}}}}}
JSON
}
document '' >name.json
document ', "url": "https://www.apache.org/licenses/LICENSE-2.0"' >url.json

env/bin/openapi-generator-cli version
if env/bin/openapi-generator-cli generate -g python -i name.json -o name >name.log 2>&1; then
    echo "CHANGED: a name alone is taken."
    exit 1
fi
grep -q "info.license.identifier is missing" name.log
echo "a name alone: refused, $(grep -o 'attribute info.license.identifier is missing' name.log | head -n 1)"
env/bin/openapi-generator-cli generate -g python -i url.json -o url >url.log 2>&1
test -f url/setup.py
echo "a name and a url: a client is written"
