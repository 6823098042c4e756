#!/bin/sh
# See that a program of the Java world can be run: its jars, fetched by Maven's ordinary client into
# the user's cache and kept there until their list changes.
#
#     scripts/ensure_jars.sh broker     a Kafka broker, for tests and the demonstration
#     scripts/ensure_jars.sh verapdf    veraPDF, which tells whether a document is PDF/A
#
# Without one its tests skip aloud; under CI=true that is a failure.
set -eu
case ${1:-} in
broker) pom=deploy/kafka/pom.xml name=kafka ru='брокер Kafka' en='the Kafka broker' ;;
verapdf) pom=tests/support/verapdf/pom.xml name=verapdf ru='veraPDF' en='veraPDF' ;;
*) echo "broker | verapdf" >&2 && exit 2 ;;
esac
home=${XDG_CACHE_HOME:-$HOME/.cache}/sroki/$name

works() { command -v java >/dev/null && cmp -s "$pom" "$home/pom.xml"; }

if works; then exit 0; fi

if ! { command -v java && command -v mvn; } >/dev/null &&
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Установка Java и Maven … (installing Java and Maven)"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends \
        default-jre-headless maven; } >&2 || true
fi

if { command -v java && command -v mvn; } >/dev/null && ! cmp -s "$pom" "$home/pom.xml"; then
    echo "Загрузка: $ru … (fetching $en)"
    mkdir -p "$home"
    fresh=$(mktemp -d "$home/fresh.XXXXXX")
    trap 'rm -rf "$fresh"' EXIT
    # One who runs the old jars meanwhile keeps them: only names are moved.
    if mvn -q -B -f "$pom" dependency:copy-dependencies \
        -DoutputDirectory="$fresh/jars" -DincludeScope=runtime >&2; then
        [ ! -d "$home/jars" ] || mv "$home/jars" "$fresh/old"
        mv "$fresh/jars" "$home/jars"
        cp "$pom" "$home/pom.xml"
    fi
fi

if works; then exit 0; fi

cat >&2 <<MESSAGE

  Нет того, чем проверяют ($ru): эти проверки будут пропущены.
  What the tests need is not here ($en): they will be skipped.

  Debian:  apt-get install default-jre-headless maven

MESSAGE
[ "${CI:-}" != true ]
