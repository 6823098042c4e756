#!/bin/sh
# See that the tests of watching have Prometheus and Alertmanager with their tools: those that are
# there, or those of Debian's packages, unpacked but not installed, since installing them would
# start servers.
# Without them they skip aloud; under CI=true that is a failure.
set -eu
home=.cache/prometheus

has() { command -v "$1" >/dev/null || [ -x "$home/usr/bin/$1" ]; }
# Debian's Alertmanager reads its own template from this very place and starts not without it.
template=/usr/share/prometheus/alertmanager

works() {
    has prometheus && has promtool && has prometheus-alertmanager && has amtool && [ -d $template ]
}

if works; then exit 0; fi

if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    echo "Загрузка Prometheus и Alertmanager … (fetching Prometheus and Alertmanager)"
    mkdir -p "$home"
    (
        cd "$home"
        [ "$(id -u)" != 0 ] || apt-get update -qq
        apt-get download -qq prometheus prometheus-alertmanager
        for package in *.deb; do dpkg-deb -x "$package" .; done
        rm -f ./*.deb
        [ -d $template ] || { mkdir -p "${template%/*}" && cp -r "./$template" "$template"; }
    ) >&2 || true
fi

if works; then exit 0; fi

cat >&2 <<'MESSAGE'

  Prometheus и Alertmanager не найдены: проверки правил и сигналов будут пропущены.
  Prometheus and Alertmanager are missing: the tests of rules and alerts will be skipped.

  Debian:  apt-get install prometheus prometheus-alertmanager

MESSAGE
[ "${CI:-}" != true ]
