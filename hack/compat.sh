#!/bin/bash
# Usage: hack/compat.sh
# Tests this version with the newest released one (hack/releases): the released proxy with this runtime, this proxy with
# the released runtime, and this operator with the objects that the released one made. The first two run without a cluster.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

process_tests() {
  "$root/hack/mvn.sh" --projects e2e --also-make -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
    -Dgroups=process -Dimages.skip "$@" verify
}

cluster_tests() {
  "$root/hack/mvn.sh" --projects e2e --also-make -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
    -Dgroups=compat -Dexcluded.tags=none verify
}

"$root/hack/jdk.sh" >/dev/null
"$root/hack/build.sh"
released=$("$root/hack/release-checkout.sh")
step "Proxy of version $(basename "$released") with the runtime of this one"
process_tests -Dproxy.checkout="$released"
step "Runtime of version $(basename "$released") with the proxy of this one"
process_tests -Druntime.checkout="$released"
step "Operator of this version with the objects of version $(basename "$released")"
"$root/hack/docker-engine.sh"
"$root/hack/cluster-image/build.sh"
"$root/hack/release-images.sh" operator runtime proxy
cluster_tests
step "Done"
