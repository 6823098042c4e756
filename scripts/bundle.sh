#!/bin/sh
# One archive that installs Sroki without a network on Debian and its kin: our wheel, the wheels of
# all pinned packages for each of $PYTHONS, and install.sh. It is tried out before it is handed on.
set -eu
out=${1:-dist}
PYTHONS=${PYTHONS:-3.11 3.12 3.13}
export PIP_DISABLE_PIP_VERSION_CHECK=1

version=$("$BIN/python" -c 'import sroki; print(sroki.__version__)')
name=sroki-$version-linux-$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/wheels" "$work/$name/doc" "$out"

echo "Сборка пакета … (building the wheel)"
"$BIN/python" -m build --no-isolation --wheel --outdir "$work/$name" . >/dev/null

for python in $PYTHONS; do
    echo "Пакеты для Python $python … (packages)"
    "$BIN/python" -m pip download --quiet --dest "$work/$name/wheels" \
        --require-hashes --only-binary=:all: --implementation cp --python-version "$python" \
        --platform "manylinux_2_28_$(uname -m)" --platform "manylinux2014_$(uname -m)" \
        -r requirements/runtime.txt
done

cp requirements/runtime.txt "$work/$name/requirements.txt"
cp scripts/install_bundle.sh "$work/$name/install.sh"
cp deploy/systemd/sroki.service deploy/systemd/sroki.toml "$work/$name/"
cp -R ./*.md LICENSE docs examples "$work/$name/doc/"
(cd "$work/$name" && find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS)

echo "Проба установки без сети … (trying it out without a network)"
PREFIX="$work/tried" sh "$work/$name/install.sh" >/dev/null
"$work/tried/bin/sroki" due --from 2017-04-15 --days 30 --json >/dev/null

tar -C "$work" --sort=name --owner=0 --group=0 -czf "$out/$name.tar.gz" "$name"
echo "$out/$name.tar.gz ($(du -h "$out/$name.tar.gz" | cut -f1))"
