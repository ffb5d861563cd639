#!/bin/bash
# Usage: hack/release-checkout.sh [VERSION]
# Checks a released version (hack/releases; the newest by default) out below target/releases, builds its programs, and
# prints the folder. Returns at once when it is built.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -le 1 ] || usage

version=${1:-$(released_versions | tail -n 1)}
commit=$(release_commit "$version")
checkout=$root/target/releases/$version

# The folder may belong to another user than the one that builds, on a build machine, say.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'

has_commit() {
  git -C "$root" cat-file -e "$commit^{commit}" 2>/dev/null
}

if [ "$(cat "$checkout.built" 2>/dev/null)" != "$commit" ]; then
  has_commit || git -C "$root" fetch --quiet --unshallow 2>/dev/null || true
  has_commit ||
    fail "commit $commit of version $version is not in this clone: git fetch --unshallow"
  step "Building version $version from commit ${commit:0:12}"
  rm -rf "$checkout"
  mkdir -p "$(dirname "$checkout")"
  git clone --quiet --shared --no-checkout "$root" "$checkout"
  git -C "$checkout" checkout --quiet --detach "$commit"
  "$checkout/hack/build.sh"
  echo "$commit" >"$checkout.built"
fi
echo "$checkout"
