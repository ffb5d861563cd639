#!/bin/bash
# Usage: hack/compat.sh
# Tests this version with the newest released one (hack/releases): the released proxy with this runtime, this proxy with
# the released runtime, and this operator with the objects that the released one made. The first two run without a cluster,
# and leave out the tests with the tag after-VERSION: what the released version did not have.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

"$root/hack/jdk.sh" >/dev/null
"$root/hack/build.sh"
released=$("$root/hack/release-checkout.sh")
tests="process & !after-$(basename "$released")"
step "Proxy of version $(basename "$released") with the runtime of this one"
integration_tests -Dgroups="$tests" -Dimages.skip -Dproxy.checkout="$released"
step "Runtime of version $(basename "$released") with the proxy of this one"
integration_tests -Dgroups="$tests" -Dimages.skip -Druntime.checkout="$released"
step "Operator of this version with the objects of version $(basename "$released")"
provide_cluster_image
"$root/hack/release-images.sh" operator runtime proxy
integration_tests -Dgroups=compat -Dexcluded.tags=none
step "Done"
