# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # shares its variables with bench-proxy.sh
# What bench-proxy.sh measures. Each figure is one line of the raw file: metric, subject, round, value, unit.

rows=(http1 crowd http2 tcp tls handshake pair_http1 pair_http2)
headers=(-H 'User-Agent: bench/1.0 (x86_64; linux)' -H 'Accept: application/json, text/plain, */*' -H 'Accept-Language: en'
  -H 'Cookie: session=0123456789abcdef0123456789abcdef')
# of each subject that is a JVM, once it is trained
declare -A cache
# the client's sides of the pairs
declare -A client

# wanted ROW: whether it is to be measured.
wanted() {
  case " $wanted_rows " in
    *" $1 "*) ;;
    *) return 1 ;;
  esac
}

# record METRIC SUBJECT ROUND VALUE UNIT
record() {
  [ "$3" = warm ] || printf '%s\t%s\t%s\t%s\t%s\n' "$@" >>"$raw"
}

# make_certificates: an authority, and one certificate that servers and clients use.
make_certificates() {
  local name
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench-ca \
    -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
  for name in server client; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name.bench" \
      -keyout "$work/$name.key" -out "$work/$name.csr" 2>/dev/null
    openssl x509 -req -in "$work/$name.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -days 2 -out "$work/$name.pem" 2>/dev/null
    cat "$work/$name.pem" "$work/$name.key" >"$work/$name.both.pem"
  done
}

# answers PORT: whether a request gets a 200.
answers() {
  local status=
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n' >&3
  read -r -t 5 _ status _ <&3 || true
  exec 3>&-
  [ "$status" = 200 ]
}

# await_answer PORT PROCESS
await_answer() {
  local tries=0
  until answers "$1"; do
    tries=$((tries + 1))
    if [ "$tries" = 15000 ] || ! kill -0 "$2" 2>/dev/null; then
      fail "nothing answers on port $1: $(head -n 3 "$work"/*.log)"
    fi
    sleep 0.002
  done
}

# of_process PROCESS...: they and their children.
of_process() {
  local each
  for each in "$@"; do
    echo "$each"
    pgrep -P "$each" || true
  done
}

# cpu_millis PROCESS...: user and system time so far, of their children too; the kernel's ticks are 10 ms.
cpu_millis() {
  local each sum=0 fields
  for each in $(of_process "$@"); do
    # the name in parentheses may hold blanks
    read -ra fields < <(sed 's/.*) //' "/proc/$each/stat")
    sum=$((sum + (fields[11] + fields[12]) * 10))
  done
  echo "$sum"
}

# measure_memory SUBJECT WHEN PROCESS [ROUND]
measure_memory() {
  local each
  for each in $(of_process "$3"); do cat "/proc/$each/smaps_rollup"; done | awk '
    /^Rss:/ { rss += $2 }
    /^Anonymous:/ { anonymous += $2 }
    /^Pss:/ { pss += $2 }
    END { printf "anonymous %.1f\nfile %.1f\npss %.1f\n", anonymous / 1024, (rss - anonymous) / 1024, pss / 1024 }' |
    while read -r kind megabytes; do record "memory_$2_$kind" "$1" "${4:-1}" "$megabytes" MB; done
}

# train SUBJECT: makes the AOT cache that the image has, with the same kind of run.
train() {
  local made=$work/$1.aot
  step "Training the AOT cache of $1"
  start_subject "$1" "$work/$1.yaml" "$work/training.log" "-XX:AOTCacheOutput=$made"
  await_answer "$(subject_port "$1" http1)" "$started"
  load http1 "$1" >/dev/null
  end_subject "$started"
  [ -f "$made" ] || fail "there is no AOT cache: $(tail -n 3 "$work/training.log")"
  cache[$1]=$made
}

# measure_start SUBJECT ROUND: from exec to the first 200 through it. Round 0 reads the files from the disk.
measure_start() {
  local begin end
  begin=$(date +%s%N)
  start_subject "$1" "$work/$1.yaml" "$work/$1.log"
  await_answer "$(subject_port "$1" http1)" "$started"
  end=$(date +%s%N)
  if [ "$2" != 0 ]; then
    record start "$1" "$2" "$(((end - begin) / 1000000))" ms
    record start_cpu "$1" "$2" "$(cpu_millis "$started")" ms
  fi
  end_subject "$started"
}

# measure_large SUBJECT
measure_large() {
  configure "$1" "$work/$1.large.yaml" routes=5000 clusters=1000
  start_subject "$1" "$work/$1.large.yaml" "$work/$1.log"
  await_answer "$(subject_port "$1" http1)" "$started"
  bounded 10 sleep 3
  measure_memory "$1" large "$started"
  end_subject "$started"
}

# measure_ten SUBJECT: the memory of each of ten that are idle, which share what they have mapped from files.
measure_ten() {
  local number ten=()
  for number in {0..9}; do
    configure "$1" "$work/$1.$number.yaml" base="$ten_base$number"
    start_subject "$1" "$work/$1.$number.yaml" "$work/$1.log"
    await_answer "$ten_base${number}0" "$started"
    ten+=("$started")
  done
  bounded 10 sleep 3
  for number in {0..9}; do measure_memory "$1" ten "${ten[number]}" "$((number + 1))"; done
  for number in {0..9}; do end_subject "${ten[number]}"; done
}

# give_up PORT: asks, and goes away without the answer, again and again, until it is killed.
give_up() {
  while :; do
    { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || continue
    printf 'GET / HTTP/1.1\r\nHost: bench\r\n\r\n' >&3
    exec 3>&-
  done
}

# load ROW SUBJECT: as much as it takes for a while; prints how many requests, messages or handshakes succeeded.
load() {
  local port output
  port=${1/handshake/mtls}
  port=$(subject_port "$2" "${port/crowd/http1}")
  output=$work/load
  case $1 in
    http1 | tcp | tls | pair_*)
      local scheme=http
      [ "$1" != tls ] || scheme=https
      taskset -c "$load_core" wrk -t1 -c"$connections" -d"${span}s" "${headers[@]}" "$scheme://127.0.0.1:$port/" >"$output"
      if grep -q -e '^  Non-2xx' -e '^  Socket errors' "$output"; then step "$2 $1: $(grep -e Non-2xx -e Socket "$output" | xargs)"; fi
      awk '/ requests in / { print $1 }' "$output"
      ;;
    crowd)
      local rude
      taskset -c "$load_core" bash -c "$(declare -f give_up); give_up $port" &
      rude=$!
      taskset -c "$load_core" wrk -t1 -c"$crowd" -d"${span}s" --timeout 5s "${headers[@]}" "http://127.0.0.1:$port/" >"$output"
      kill "$rude"
      wait "$rude" 2>/dev/null || true
      awk '/ requests in / { good = $1 } /Non-2xx/ { good -= $NF } END { print good }' "$output"
      ;;
    http2)
      taskset -c "$load_core" h2load -t1 -c4 -m8 -D"$span" "${headers[@]}" "http://127.0.0.1:$port/" >"$output"
      sed -n 's/.* \([0-9]*\) succeeded.*/\1/p' "$output"
      ;;
    handshake)
      taskset -c "$load_core" openssl s_time -connect "127.0.0.1:$port" -new -time "$span" -cert "$work/client.pem" \
        -key "$work/client.key" >"$output" 2>&1 || true
      awk '/ connections in .* real seconds/ { print $1 }' "$output"
      ;;
  esac
}

# measure ROW SUBJECT ROUND: CPU time of the proxy, or of the pair, for each request, and how many it made in a second.
measure() {
  local before after begin end count measured=("${process[$2]}")
  case "$1: $http2_subjects " in
    "http2:"*" $2 "*) ;;
    "http2:"*) return ;;
  esac
  case $1:$2 in
    # it speaks no HTTP/2 to servers
    pair_http2:nginx) return ;;
    pair_*) measured+=("${client[$2]}") ;;
  esac
  before=$(cpu_millis "${measured[@]}")
  begin=$(date +%s%N)
  count=$(load "$1" "$2")
  end=$(date +%s%N)
  after=$(cpu_millis "${measured[@]}")
  if [ "${count:-0}" -eq 0 ]; then
    # s_time gives up at its first connection that fails; the other rounds have the figure
    step "$2: no $1 was counted in round $3: $(tr -d '*' <"$work/load" | tail -n 2 | xargs)"
    return
  fi
  record "$1_cpu" "$2" "$3" "$(awk -v ms=$((after - before)) -v n="$count" 'BEGIN { printf "%.2f", ms * 1000 / n }')" us
  record "$1_rate" "$2" "$3" "$((count * 1000000000 / (end - begin)))" /s
}

# measure_latency SUBJECT ROUND: at a fixed rate; what the proxy adds is the difference to the origin without one.
measure_latency() {
  local port clients=4 log=$work/latency p50 p99
  port=$(subject_port "$1" http1)
  rm -f "$log"
  taskset -c "$load_core" h2load --h1 -t1 -c"$clients" --rps $((rate / clients)) -n $((rate * span)) --log-file "$log" \
    "${headers[@]}" "http://127.0.0.1:$port/" >"$work/load"
  read -r p50 p99 < <(cut -f3 "$log" | sort -n | awk '{ us[NR] = $1 } END { print us[int((NR + 1) / 2)], us[int(NR * 0.99)] }')
  if [ "$1" = direct ]; then
    direct50=$p50 direct99=$p99
  else
    record added_p50 "$1" "$2" "$((p50 - direct50))" us
    record added_p99 "$1" "$2" "$((p99 - direct99))" us
  fi
}
