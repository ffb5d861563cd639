#!/bin/sh
# Runs in a container of the proxy's image, beside the programs of /training: see ../bench-sidecar.sh. Prints a line for each
# measurement: 'start MILLISECONDS CPU_MILLISECONDS', and 'memory WHEN KIND KILOBYTES'.
set -eu
export NAME=proxy
# shellcheck source=../images/training/lib.sh
. /training/lib.sh
# shellcheck source=../images/training/mesh-programs.sh
. /training/mesh-programs.sh
rounds=$1
load_seconds=$2
url='http://127.0.0.1:15001/'
host='Host: echo.training:15001'

# From the exec of the proxy to the first 200 through it; whoever asks is warm by then.
measure_start() {
  client until "$url" --header "$host" --timeout 60s >"$logs/until" &
  asking=$!
  sleep 2
  begin=$(date +%s%3N)
  java "@$app/jvm.options" sidecar --domain training.svc.cluster.local >"$logs/proxy" 2>&1 &
  trained=$!
  wait $asking
  echo "start $(($(cat "$logs/until") - begin)) $(cpu_millis)"
}

cpu_millis() {
  # user and system time in ticks of 10 ms; the name in parentheses may hold blanks
  # shellcheck disable=SC2046
  set -- $(sed 's/.*) //' "/proc/$trained/stat")
  echo $(((${12} + ${13}) * 10))
}

measure_memory() {
  sed -n 's/^\(Rss\|Pss\|Anonymous\|Pss_File\): *\([0-9]*\) kB/memory '"$1"' \1 \2/p' "/proc/$trained/smaps_rollup"
}

end_proxy() {
  kill $trained
  wait $trained || true
}

start_runtime
start_sample
measure_start >/dev/null # the first one reads the files from the disk
end_proxy
for _ in $(seq "$rounds"); do
  measure_start
  end_proxy
done
measure_start >/dev/null
sleep 10
measure_memory idle
client --url "$url" --header "$host" --rps 100 --duration "${load_seconds}s" >"$logs/load"
measure_memory loaded
sed 's/^/load /' "$logs/load"
end_proxy
