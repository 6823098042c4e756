#!/bin/sh
# See that the dashboards can be typed: the schema of Grafana's vendor and a compiler of TypeScript,
# pinned by requirements/grafana/package-lock.json, from npm's ordinary client. For tests only.
# Without them that test skips aloud; under CI=true that is a failure.
set -eu
pins=requirements/grafana
home=.cache/grafana-schema

works() { cmp -s $pins/package-lock.json $home/package-lock.json && [ -x $home/node_modules/.bin/tsc ]; }

if works; then exit 0; fi

if ! command -v npm >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Установка npm для проверки панелей … (installing npm)"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends npm; } >&2 || true
fi

if command -v npm >/dev/null; then
    echo "Загрузка схемы Grafana … (fetching the schema of Grafana)"
    mkdir -p $home
    cp $pins/package.json $home/
    cp $pins/package-lock.json $home/package-lock.new
    (
        cd $home
        mv package-lock.new package-lock.json
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    ) >&2 || rm -f $home/package-lock.json
fi

if works; then exit 0; fi

cat >&2 <<'MESSAGE'

  Схемы Grafana нет: проверка типов панелей будет пропущена.
  There is no schema of Grafana: the dashboards will not be typed.

  Debian:  apt-get install npm

MESSAGE
[ "${CI:-}" != true ]
