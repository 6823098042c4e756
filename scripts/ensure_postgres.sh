#!/bin/sh
# See that the tests have a PostgreSQL to start: the one that is there, or Debian's, installed
# without the cluster that the package would create and start.
# Without one they skip aloud; under CI=true that is a failure.
set -eu

works() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }

if works; then exit 0; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Установка PostgreSQL для проверок хранилища … (installing PostgreSQL)"
    export DEBIAN_FRONTEND=noninteractive
    {
        apt-get update -qq && apt-get install -qq -y --no-install-recommends postgresql-common &&
            sed -i 's/^#*create_main_cluster.*/create_main_cluster = false/' \
                /etc/postgresql-common/createcluster.conf &&
            apt-get install -qq -y --no-install-recommends postgresql
    } >&2 || true
fi

if works; then exit 0; fi

cat >&2 <<'MESSAGE'

  PostgreSQL не найден: проверки хранилища на нём будут пропущены.
  PostgreSQL is missing: the tests of the store on it will be skipped.

  Debian:  apt-get install postgresql

MESSAGE
[ "${CI:-}" != true ]
