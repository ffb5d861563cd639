#!/bin/bash
# Usage: hack/bundle-check.sh [BUNDLE_DIRECTORY]
# Validates the OLM bundle that the build has made (operator/target/olm-bundle) as 'operator-sdk bundle validate' does.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -le 1 ] || usage

bundle=${1:-$root/operator/target/olm-bundle}
checker=$root/target/bundle-check/bundle-check

build() {
  mkdir -p "$(dirname "$checker")"
  (cd "$root/hack/bundle-check" && CGO_ENABLED=0 GOTOOLCHAIN=auto "$go" build -trimpath -o "$checker" .)
}

[ -d "$bundle/manifests" ] || fail "there is no bundle in $bundle: run hack/build.sh"
go=$("$root/hack/cluster-image/go.sh")
step "Validating the bundle with OLM's library"
quietly "$root/target/bundle-check.log" build
"$checker" "$bundle"
step "The bundle is valid"
