#!/bin/sh
# Install Sroki from this folder, without a network. As root also as a service.
#
#   sh install.sh                    into /opt/sroki (root) or ~/.local/share/sroki
#   PREFIX=/srv/sroki sh install.sh  somewhere else, no service
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1

service=
if [ -n "${PREFIX:-}" ]; then
    prefix=$PREFIX
elif [ "$(id -u)" = 0 ]; then
    prefix=/opt/sroki
    service=yes
else
    prefix=$HOME/.local/share/sroki
fi

fail() {
    printf '\n  %s\n  %s\n\n' "$1" "$2" >&2
    exit 1
}

(cd "$here" && sha256sum --quiet --check SHA256SUMS) ||
    fail 'Комплект повреждён: контрольные суммы не сходятся.' 'The bundle is damaged.'

python=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if command -v "$candidate" >/dev/null &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || fail 'Нужен Python 3.11 или новее.' 'Debian, Ubuntu: apt-get install python3'
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "Нужен модуль venv для $python." 'Debian, Ubuntu: apt-get install python3-venv'

echo "Установка в $prefix … (installing)"
[ -x "$prefix/bin/python" ] || "$python" -m venv "$prefix"
"$prefix/bin/python" -m pip install --quiet --require-hashes --find-links "$here/wheels" \
    -r "$here/requirements.txt"
"$prefix/bin/python" -m pip install --quiet --no-deps --force-reinstall "$here"/sroki-*.whl
mkdir -p "$prefix/share/doc/sroki"
cp -R "$here"/doc/. "$prefix/share/doc/sroki/"
"$prefix/bin/sroki" version

if [ -n "$service" ]; then
    ln -sf "$prefix/bin/sroki" /usr/local/bin/sroki
    id sroki >/dev/null 2>&1 ||
        useradd --system --home-dir /var/lib/sroki --shell /usr/sbin/nologin sroki
    install -d -m 0700 -o sroki -g sroki /var/lib/sroki
    install -d -m 0755 /etc/sroki
    [ -e /etc/sroki/sroki.toml ] ||
        install -m 0640 -g sroki "$here/sroki.toml" /etc/sroki/sroki.toml
    if [ -d /run/systemd/system ]; then
        install -m 0644 "$here/sroki.service" /etc/systemd/system/sroki.service
        systemctl daemon-reload
        echo 'Служба: systemctl enable --now sroki; настройки: /etc/sroki/sroki.toml'
    else
        echo 'Служба: sroki.service в комплекте; настройки: /etc/sroki/sroki.toml'
    fi
else
    echo "Команда: $prefix/bin/sroki"
fi
