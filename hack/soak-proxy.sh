#!/bin/bash
# Usage: hack/soak-proxy.sh
# Keeps a client's proxy and a server's, with mutual TLS between them, under an open load in a private network; prints latency,
# whether what they hold grows, and as its last line the count of requests, failed ones and repeated ones. Fails if one failed.
# DURATION (600s) and RATE (1000 requests per second, at most 60 % of what the pair can do here) change the extent.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

duration=${DURATION:-600s}
rate=${RATE:-1000}
log=$root/target/bench/soak-proxy.log
step "Building and soaking for $duration at $rate requests/s (load average $(cut -d' ' -f1 /proc/loadavg); log: target/bench/soak-proxy.log)"
trap 'sed -n "s/.*INFO: *soak: //p" "$log"' EXIT
quietly "$log" integration_tests -Dit.test=SoakIT -Dexcluded.tags=none -Dimages.skip -Dsoak.duration="$duration" -Dsoak.rate="$rate"
