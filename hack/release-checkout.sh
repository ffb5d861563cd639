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

if [ "$(cat "$checkout.built" 2>/dev/null)" != "$commit" ]; then
  git -C "$root" cat-file -e "$commit^{commit}" 2>/dev/null ||
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
