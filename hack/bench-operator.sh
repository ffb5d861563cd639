#!/bin/bash
# Usage: hack/bench-operator.sh
# Measures the operator, and writes JSON lines to e2e/target/bench/operator.json: reconciliations that find nothing to do,
# memory of the caches, a wave planned for 1 000 workloads, and a change until its status beside 100 installations, on a mock of the
# API server; the same change, and the operator's memory while it moves 1 000 workloads, on a cluster.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

log=$root/target/bench/operator.log
results=$root/e2e/target/bench/operator.json
provide_cluster_image
"$root/hack/build.sh"
rm -f "$results"
mkdir -p "$(dirname "$results")"
step "Measuring reconciliations, caches, waves and a change on a mock of the API server (log: target/bench/operator.log)"
quietly "$log" "$root/hack/mvn.sh" --projects operator --also-make -Dtest=OperatorBench,StatusLatencyBench,WaveBench \
  -Dsurefire.failIfNoSpecifiedTests=false -Dbench.results="$results" test
step "Measuring on a cluster (log: target/bench/operator-on-cluster.log)"
quietly "$root/target/bench/operator-on-cluster.log" integration_tests -Dit.test=StatusLatencyIT,OperatorMemoryIT -Dexcluded.tags=none
cat "$results"
