#!/bin/bash
# Usage: hack/release-images.sh [NAME...]
# Builds the images of all released versions (hack/releases) from their own commits: runtime and proxy by default.
# A version compiled anew is another version; one that is only tagged anew is not.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -gt 0 ] || set -- runtime proxy

"$root/hack/docker-engine.sh"
for version in $(released_versions); do
  commit=$(release_commit "$version")
  missing=()
  for name in "$@"; do
    built=$(image_label "meshwright/$name:$version" org.opencontainers.image.revision)
    [ "$built" = "$commit" ] || missing+=("$name")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    step "The images of version $version are up to date"
    continue
  fi
  checkout=$("$root/hack/release-checkout.sh" "$version")
  "$checkout/hack/images.sh" "${missing[@]}"
done
