#!/bin/bash
# Usage: hack/docker-engine.sh
# Makes sure that a Docker engine answers. Root on Debian or Ubuntu: installs and starts it; anybody else: says what to do.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

log=$root/target/docker-engine.log
wrapper=/usr/local/libexec/meshwright/runc-bounded
pid_file=/var/run/docker.pid

answers() {
  bounded 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

install_engine() {
  step "Installing the Docker engine (apt-get, $log.apt)"
  quietly "$log.apt" apt-get update -q
  DEBIAN_FRONTEND=noninteractive quietly "$log.apt" apt-get install -qy --no-install-recommends docker.io iptables
}

# Where the host withholds capabilities from root, plain runc cannot start a privileged container.
lacks_capabilities() {
  local bound all
  bound=$((16#$(sed -n 's/^CapBnd:[[:space:]]*//p' /proc/self/status)))
  all=$(((1 << ($(cat /proc/sys/kernel/cap_last_cap) + 1)) - 1))
  ((bound != all))
}

# What a dead engine left behind keeps a new one from starting; an engine that these scripts started and that hangs, too.
clear_remains() {
  local file pid
  for file in "$pid_file" /var/run/docker/containerd/containerd.pid; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    if [ -d "/proc/$pid" ] && grep -qa 'dockerd\|containerd' "/proc/$pid/cmdline"; then
      if [ "$file" = "$pid_file" ] && ! grep -qaF "$owner_label" "/proc/$pid/cmdline"; then
        fail "dockerd (process $pid) runs but does not answer: stop it or repair it"
      fi
      step "Stopping the Docker engine that does not answer (process $pid)"
      stop "$pid"
    fi
    rm -f "$file"
  done
}

stop() {
  local patience=100
  kill "$1" 2>/dev/null || true
  while [ -d "/proc/$1" ] && [ $((patience -= 1)) -gt 0 ]; do sleep 0.1; done
  kill -KILL "$1" 2>/dev/null || true
}

start_engine() {
  local options=(--label "$owner_label")
  if lacks_capabilities; then
    install -D -m 755 "$root/hack/cluster-image/node/runc-bounded" "$wrapper"
    options+=(--add-runtime "runc-bounded=$wrapper" --default-runtime runc-bounded)
  fi
  step "Starting dockerd (log: $log)"
  setsid nohup dockerd "${options[@]}" </dev/null >"$log" 2>&1 &
  await $! || fail "dockerd did not start: $(grep -v level=info "$log" | tail -n 1), see $log"
}

await() {
  local patience=120
  until answers; do
    [ -d "/proc/$1" ] && [ $((patience -= 1)) -gt 0 ] || return 1
    sleep 0.5
  done
}

if command -v docker >/dev/null && answers; then
  exit 0
fi
if [ -n "${DOCKER_HOST:-}" ]; then
  fail "the Docker engine at DOCKER_HOST=$DOCKER_HOST does not answer"
fi
if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    fail "no Docker engine answers: install Docker (https://docs.docker.com/engine/install/) and start it"
  fi
  mkdir -p "$root/target"
  install_engine
  if answers && lacks_capabilities; then # the package has started it with plain runc
    quietly "$log.apt" service docker stop
  fi
  answers && exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  fail "the Docker engine does not answer you: start it (sudo systemctl start docker) or join its group (sudo usermod -aG docker $USER)"
fi
mkdir -p "$root/target"
if [ -d /run/systemd/system ]; then
  quietly "$log" systemctl start docker
  answers || fail "the service docker is started but does not answer, see journalctl -u docker"
else
  clear_remains
  start_engine
fi
step "The Docker engine answers ($(docker version --format '{{.Server.Version}}'))"
