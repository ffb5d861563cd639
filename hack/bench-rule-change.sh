#!/bin/bash
# Usage: hack/bench-rule-change.sh
# Measures, on a cluster of the tests, how long a change of a VirtualService takes until the first answer under it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

log=$root/target/bench/rule-change.log
provide_cluster_image
"$root/hack/build.sh"
step "Measuring on a cluster (log: target/bench/rule-change.log)"
quietly "$log" integration_tests -Dit.test=RuleChangeIT -Dexcluded.tags=none
sed -n 's/.*INFO: *\(change of a VirtualService.*\)/\1/p' "$log"
