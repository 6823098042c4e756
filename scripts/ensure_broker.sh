#!/bin/sh
# See that there is a Kafka broker to run: its jars, fetched by Maven's ordinary client into the
# user's cache and kept there until deploy/kafka/pom.xml changes.
# Without one the tests of Kafka skip aloud; under CI=true that is a failure.
set -eu
pom=deploy/kafka/pom.xml
home=${XDG_CACHE_HOME:-$HOME/.cache}/sroki/kafka

works() { command -v java >/dev/null && cmp -s "$pom" "$home/pom.xml"; }

if works; then exit 0; fi

if ! { command -v java && command -v mvn; } >/dev/null &&
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Установка Java и Maven для брокера … (installing Java and Maven)"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends \
        default-jre-headless maven; } >&2 || true
fi

if { command -v java && command -v mvn; } >/dev/null && ! cmp -s "$pom" "$home/pom.xml"; then
    echo "Загрузка брокера Kafka … (fetching the Kafka broker)"
    mkdir -p "$home"
    fresh=$(mktemp -d "$home/fresh.XXXXXX")
    trap 'rm -rf "$fresh"' EXIT
    # One who starts a broker from the old jars meanwhile keeps them: only names are moved.
    if mvn -q -B -f "$pom" dependency:copy-dependencies \
        -DoutputDirectory="$fresh/jars" -DincludeScope=runtime >&2; then
        [ ! -d "$home/jars" ] || mv "$home/jars" "$fresh/old"
        mv "$fresh/jars" "$home/jars"
        cp "$pom" "$home/pom.xml"
    fi
fi

if works; then exit 0; fi

cat >&2 <<'MESSAGE'

  Брокера Kafka нет: его проверки будут пропущены.
  There is no Kafka broker: its tests will be skipped.

  Debian:  apt-get install default-jre-headless maven

MESSAGE
[ "${CI:-}" != true ]
