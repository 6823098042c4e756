#!/bin/sh
# Make a virtual environment in $1 with a Python of 3.11 or newer, or say what is missing.
# PYTHON=/path/to/python chooses the interpreter.
set -eu
venv=$1

if [ -x "$venv/bin/python" ] && [ -x "$venv/bin/pip" ]; then exit 0; fi

complain() {
    cat >&2 <<MESSAGE

  Не хватает: $1
  Missing:    $2

  Debian, Ubuntu:  apt-get install $3

MESSAGE
    exit 1
}

# Root of a Debian is spared the errand; whoever is not is told what to ask for.
fetch() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    echo "Установка $* … (installing)"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends "$@"; } >&2 || true
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

found() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$candidate" >/dev/null && new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

whole() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

python=$(found)
[ -n "$python" ] || { fetch python3 python3-venv && python=$(found); }
[ -n "$python" ] || complain "Python 3.11 или новее" "Python 3.11 or newer" "python3 python3-venv"

package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
whole "$python" || fetch "$package"
whole "$python" || complain "модуль venv для $python" "the venv module of $python" "$package"

rm -rf "$venv"
"$python" -m venv "$venv"
