#!/bin/bash
# Usage: hack/bench-rule-change.sh
# Measures, on a cluster of the tests, how long a change of a VirtualService takes until the first answer under it.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

log=$root/target/bench/rule-change.log
if [ "${CLUSTER:-}" != current ]; then
  "$root/hack/docker-engine.sh"
  "$root/hack/cluster-image/build.sh"
fi
"$root/hack/build.sh"
step "Measuring on a cluster (log: target/bench/rule-change.log)"
quietly "$log" "$root/hack/mvn.sh" --projects e2e --also-make -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=RuleChangeIT -Dfailsafe.failIfNoSpecifiedTests=false -Dexcluded.tags=none verify
sed -n 's/.*INFO: *\(change of a VirtualService.*\)/\1/p' "$log"
