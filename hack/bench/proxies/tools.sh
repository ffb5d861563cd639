#!/bin/bash
# Installs what bench-proxy.sh needs beside the project: Debian's load generators, and the proxies that ours is compared with.
set -euo pipefail
# shellcheck source=../../lib.sh
. "$(dirname "$0")/../../lib.sh"

missing=()
for pair in wrk:wrk h2load:nghttp2-client nginx:nginx haproxy:haproxy openssl:openssl taskset:util-linux pgrep:procps; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
[ -e /usr/lib/nginx/modules/ngx_stream_module.so ] || missing+=(libnginx-mod-stream)
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  step "Installing ${missing[*]}"
  # services that come with the packages are not started
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  install_packages() {
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
  }
  quietly "$root/target/bench/tools.log" install_packages
fi
for tool in wrk h2load nginx openssl taskset pgrep; do
  command -v "$tool" >/dev/null || fail "$tool is missing; on Debian: apt-get install ${missing[*]}"
done
