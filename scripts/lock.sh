#!/bin/sh
# Pin pyproject.toml into requirements/*.txt, with hashes, for every Python from 3.11 on.
#
# The whole set is solved first (faust-streaming holds click down for everybody), then each
# smaller set within it, so that any two of the files can be installed together.
set -eu
whole=requirements/dev.txt

pin() {
    "$BIN/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command 'make lock' ${UPGRADE:+--upgrade} "$@"
}

pin pyproject.toml --all-extras --group dev --output-file $whole
pin pyproject.toml --constraint $whole --output-file requirements/runtime.txt
pin pyproject.toml --constraint $whole --extra kafka --output-file requirements/kafka.txt
pin pyproject.toml --constraint $whole --extra postgres --output-file requirements/postgres.txt
pin --group build --constraint $whole --output-file requirements/build.txt
