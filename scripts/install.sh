#!/bin/sh
# Install into the environment $1 the packages pinned in $2, each checked against its hash,
# and then Sroki itself as an editable package.
set -eu
venv=$1
pins=$2
export PIP_DISABLE_PIP_VERSION_CHECK=1

echo "Установка пакетов из $pins … (installing packages)"
# The pins are whole, so nothing is left to resolve; and a resolver may reach for a version newer
# than the pin where a package asks for another one's extra.
"$venv/bin/python" -m pip install --quiet --no-deps --require-hashes \
    -r requirements/build.txt -r "$pins"
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
