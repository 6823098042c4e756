#!/bin/sh
# See that the browser tests have a Chromium: take the one that is there, or Debian's.
# Without one they skip aloud; under CI=true that is a failure.
set -eu

works() { command -v chromium >/dev/null && chromium --version --no-sandbox >/dev/null 2>&1; }

if works; then exit 0; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Установка Chromium для проверок страниц … (installing Chromium)"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends \
        chromium fonts-dejavu-core; } >&2 || true
fi

if works; then exit 0; fi

cat >&2 <<'MESSAGE'

  Chromium не найден: проверки страниц в браузере будут пропущены.
  Chromium is missing: the browser tests will be skipped.

  Debian:  apt-get install chromium

MESSAGE
[ "${CI:-}" != true ]
