#!/bin/sh
# See that the tests of /metrics have a promtool: the one that is there, or that of Debian's package,
# unpacked but not installed, since installing it would start a server.
# Without one they skip aloud; under CI=true that is a failure.
set -eu
home=.cache/promtool

works() { command -v promtool >/dev/null || [ -x "$home/usr/bin/promtool" ]; }

if works; then exit 0; fi

if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    echo "Загрузка promtool для проверок /metrics … (fetching promtool)"
    mkdir -p "$home"
    (
        cd "$home"
        [ "$(id -u)" != 0 ] || apt-get update -qq
        apt-get download -qq prometheus
        dpkg-deb -x prometheus_*.deb .
        rm -f prometheus_*.deb
    ) >&2 || true
fi

if works; then exit 0; fi

cat >&2 <<'MESSAGE'

  promtool не найден: его проверка страницы /metrics будет пропущена.
  promtool is missing: its check of /metrics will be skipped.

  Debian:  apt-get install prometheus

MESSAGE
[ "${CI:-}" != true ]
