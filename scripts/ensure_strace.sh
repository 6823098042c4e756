#!/bin/sh
# See that the tests of crashes have strace: the one that is there, or Debian's; with `power`, also
# libfuse, for the disk whose power is cut.
# Without strace they skip aloud; under CI=true that is a failure.
set -eu
power=${1:-}

works() {
    command -v strace >/dev/null || return 1
    [ "$power" != power ] || ldconfig -p | grep -q 'libfuse\.so\.2'
}

if works; then exit 0; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Установка strace для проверок сбоев … (installing strace)"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends \
        strace ${power:+libfuse2}; } >&2 || true
fi

if works; then exit 0; fi

cat >&2 <<'MESSAGE'

  strace (для make crash и libfuse2) не найден: проверки сбоев будут пропущены.
  strace (for make crash libfuse2 too) is missing: the tests of crashes will be skipped.

  Debian:  apt-get install strace libfuse2

MESSAGE
[ "${CI:-}" != true ]
