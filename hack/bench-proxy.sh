#!/bin/bash
# Usage: hack/bench-proxy.sh [SUBJECT...]
# Compares our proxy with others on this machine, in one run, in turns: meshwright meshwright-io_uring haproxy nginx envoy
# (default: all that are here). The proxy, or both of a pair, has one core; load and origin have another. Prints a table and
# writes e2e/target/bench/proxy.json.
# ROUNDS (5), SPAN (5 seconds of each measurement), RATE (2000 requests per second where latency is measured), CONNECTIONS (32) and
# CROWD (2048, too many) change the extent; ROWS names what is measured (all: start large ten http1 crowd http2 tcp tls handshake
# pair_http1 pair_http2 latency); HTTP2_SUBJECTS names those whose HTTP/2 is measured; JVM_OPTIONS are put before ours.
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

rounds=${ROUNDS:-5}
span=${SPAN:-5}
rate=${RATE:-2000}
connections=${CONNECTIONS:-32}
crowd=${CROWD:-2048}
wanted_rows=${ROWS-start large ten http1 crowd http2 tcp tls handshake pair_http1 pair_http2 latency}
http2_subjects=${HTTP2_SUBJECTS-meshwright meshwright-io_uring haproxy nginx envoy}
load_core=0
proxy_core=1
app=$root/$(app_directory proxy)
results=$root/e2e/target/bench/proxy.json
work=$(mktemp -d)
raw=$work/raw
running=()
cleanup() {
  local process
  for process in "${running[@]}"; do kill "$process" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap cleanup EXIT

# shellcheck source=bench/proxies/subjects.sh
. "$root/hack/bench/proxies/subjects.sh"
# shellcheck source=bench/proxies/measure.sh
. "$root/hack/bench/proxies/measure.sh"

[ "$(nproc)" -ge 2 ] || fail "the comparison needs two cores"
"$root/hack/bench/proxies/tools.sh"
[ -f "$app/proxy.jar" ] || "$root/hack/build.sh"
java=$("$root/hack/jdk.sh")/bin/java
mapfile -t jvm < <(jvm_options proxy)
read -ra more <<<"${JVM_OPTIONS:-}"
jvm+=("${more[@]}")

subjects=()
[ $# -gt 0 ] || set -- meshwright meshwright-io_uring haproxy nginx envoy
for subject in "$@"; do
  if subject_there "$subject"; then subjects+=("$subject"); fi
done

step "Measuring ${subjects[*]} in $rounds rounds (load average $(cut -d' ' -f1 /proc/loadavg))"
make_certificates
configure origin "$work/origin.conf"
taskset -c "$load_core" nginx -p "$work" -c "$work/origin.conf" -g 'daemon off;' >"$work/origin.log" 2>&1 &
running+=("$!")
await_answer "$origin_port" "$!"
for subject in "${subjects[@]}"; do configure "$subject" "$work/$subject.yaml"; done
for subject in "${subjects[@]}"; do
  case $subject in meshwright*) train "$subject" ;; esac
done

if wanted start; then
  step "Start"
  for round in $(seq 0 "$rounds"); do
    for subject in "${subjects[@]}"; do measure_start "$subject" "$round"; done
  done
fi
if wanted large; then
  step "Memory with 5000 routes and 1000 clusters"
  for subject in "${subjects[@]}"; do measure_large "$subject"; done
fi
if wanted ten; then
  step "Memory of ten"
  for subject in "${subjects[@]}"; do measure_ten "$subject"; done
fi

declare -A process
for subject in "${subjects[@]}"; do
  start_subject "$subject" "$work/$subject.yaml" "$work/$subject.log"
  process[$subject]=$started
  await_answer "$(subject_port "$subject" http1)" "$started"
done
bounded 10 sleep 3
for subject in "${subjects[@]}"; do measure_memory "$subject" idle "${process[$subject]}"; done
if wanted pair_http1 || wanted pair_http2; then
  for subject in "${subjects[@]}"; do start_client "$subject"; done
fi

step "Warming up"
measured_rows=()
for row in "${rows[@]}"; do
  if wanted "$row"; then measured_rows+=("$row"); fi
done
for subject in "${subjects[@]}"; do
  passes=1
  case $subject in meshwright*) passes=3 ;; esac
  for _ in $(seq "$passes"); do for row in "${measured_rows[@]}"; do measure "$row" "$subject" warm; done; done
done
for round in $(seq "$rounds"); do
  step "Round $round"
  for row in "${measured_rows[@]}"; do
    for subject in "${subjects[@]}"; do measure "$row" "$subject" "$round"; done
  done
  if wanted latency; then
    measure_latency direct "$round"
    for subject in "${subjects[@]}"; do measure_latency "$subject" "$round"; done
  fi
done
for subject in "${subjects[@]}"; do measure_memory "$subject" loaded "${process[$subject]}"; done

mkdir -p "$(dirname "$results")"
awk -F'\t' -v json="$results" -v subjects="${subjects[*]}" -f "$root/hack/bench/proxies/table.awk" "$raw"
