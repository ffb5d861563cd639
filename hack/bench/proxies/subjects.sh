# shellcheck shell=bash
# shellcheck disable=SC2154 # shares its variables with bench-proxy.sh
# The proxies that bench-proxy.sh compares: whether they are here, their configurations, and how they start. Each listens on
# ten ports from its base: 0 HTTP/1.1, 1 TCP, 2 TLS, 3 mutual TLS, 4 HTTP/2 with prior knowledge, 9 admin. A second process of
# it, the client's side of a pair, takes HTTP/1.1 and goes on to 3: 5 over HTTP/1.1, 6 over HTTP/2; 8 is its admin.

origin_port=18000
# the first ports of ten of a kind, without the last two digits
ten_base=190
templates=$root/hack/bench/proxies

# subject_base SUBJECT: its first port, without the last digit.
subject_base() {
  case $1 in
    meshwright) echo 1801 ;;
    haproxy) echo 1802 ;;
    nginx) echo 1803 ;;
    envoy) echo 1804 ;;
    meshwright-io_uring) echo 1805 ;;
  esac
}

# subject_port SUBJECT KIND: where it listens for this kind of connection.
subject_port() {
  local base
  [ "$1" != direct ] || { echo "$origin_port" && return; }
  base=$(subject_base "$1")
  case $2 in
    http1) echo "${base}0" ;;
    tcp) echo "${base}1" ;;
    tls) echo "${base}2" ;;
    mtls) echo "${base}3" ;;
    pair_http1) echo "${base}5" ;;
    pair_http2) echo "${base}6" ;;
    # one port takes both versions where the configuration is Envoy's
    http2) case $1 in meshwright* | envoy) echo "${base}0" ;; *) echo "${base}4" ;; esac ;;
  esac
}

# subject_there SUBJECT: whether it can be started; says why not.
subject_there() {
  case $1 in
    meshwright) ;;
    meshwright-io_uring)
      # with io_uring the empty file is what it complains of
      refused=$("$java" -jar "$app/proxy.jar" --config /dev/null --transport io_uring 2>&1 | grep -o 'io_uring, which is refused.*,') || return 0
      step "$1 is left out: $refused" && return 1
      ;;
    haproxy) command -v haproxy >/dev/null || { step "haproxy is left out: not installed" && return 1; } ;;
    nginx) [ -e /usr/lib/nginx/modules/ngx_stream_module.so ] || { step "nginx is left out: its stream module is not installed" && return 1; } ;;
    envoy) envoy=$("$root/hack/envoy.sh" 2>"$work/envoy.log") || { step "envoy is left out: $(tail -n 1 "$work/envoy.log")" && return 1; } ;;
    *) fail "there is no subject '$1'" ;;
  esac
}

# configure SUBJECT TARGET [SETTING=VALUE...]: writes its configuration (Envoy goes by the ending .yaml). Settings: role=client
# for the client's side of a pair; base, its first port without the last digit; routes and clusters, how many there are beside
# the first.
configure() {
  local subject=$1 target=$2 role='' base routes=0 clusters=0 template ending
  base=$(subject_base "$subject")
  shift 2
  [ $# -eq 0 ] || local "$@"
  case $subject in
    meshwright* | envoy) template=envoy ending=yaml ;;
    haproxy) template=haproxy ending=cfg ;;
    nginx | origin) template=$subject ending=conf ;;
  esac
  template=$template${role:+-$role}.$ending
  awk -v base="$base" -v origin="$origin_port" -v directory="$work" -v subject="$template" -v routes="$routes" \
    -v clusters="$clusters" -f "$templates/configure.awk" "$templates/$template" >"$target"
}

# start_subject SUBJECT CONFIG LOG [OPTION...]: starts it on the proxy's core; its process is then in $started. Options are
# the JVM's.
start_subject() {
  local subject=$1 config=$2 log=$3 arguments=(--config "$2" --concurrency 1)
  shift 3
  case $subject in
    meshwright*)
      [ "$subject" = meshwright ] || arguments+=(--transport "${subject#meshwright-}")
      [ -z "${cache[$subject]-}" ] || set -- "-XX:AOTCache=${cache[$subject]}" "$@"
      taskset -c "$proxy_core" "$java" "${jvm[@]}" "$@" -jar "$app/proxy.jar" "${arguments[@]}" >"$log" 2>&1 &
      ;;
    haproxy) taskset -c "$proxy_core" haproxy -db -f "$config" >"$log" 2>&1 & ;;
    nginx) taskset -c "$proxy_core" nginx -p "$work" -c "$config" -g 'daemon off;' >"$log" 2>&1 & ;;
    envoy) taskset -c "$proxy_core" "$envoy" -c "$config" --concurrency 1 --use-dynamic-base-id --log-level error >"$log" 2>&1 & ;;
  esac
  started=$!
  running+=("$started")
}

# start_client SUBJECT: starts the client's side of the pair; its process is then in $client.
start_client() {
  configure "$1" "$work/$1.client.yaml" role=client
  start_subject "$1" "$work/$1.client.yaml" "$work/$1.client.log"
  client[$1]=$started
  await_answer "$(subject_port "$1" pair_http1)" "$started"
}

# end_subject PROCESS: asks it to end, and waits.
end_subject() {
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}
