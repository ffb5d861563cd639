#!/bin/bash
# Usage: hack/cluster.sh up|down|status
# The cluster of 'make quickstart': two nodes in Docker, in two zones, with IPv4 and IPv6. Its kubeconfig is target/cluster/kubeconfig.
# With CLUSTER=current in the environment that file points to the kubeconfig's current cluster, and no node is started or removed.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
# shellcheck source=cluster-image/cluster.env
. "$root/hack/cluster-image/cluster.env"

network=meshwright
server=meshwright-server
agent=meshwright-agent
cluster_label=io.meshwright.cluster=quickstart
kubeconfig=$root/target/cluster/kubeconfig

up() {
  mkdir -p "$(dirname "$kubeconfig")"
  if [ "${CLUSTER:-}" = current ]; then
    point_to_current
    return
  fi
  "$root/hack/docker-engine.sh"
  "$root/hack/cluster-image/build.sh"
  if ! runs "$server" || ! runs "$agent"; then
    remove
    start
  fi
  await_nodes
  write_kubeconfig
}

point_to_current() {
  local current=${KUBECONFIG:-$HOME/.kube/config}
  rm -f "$kubeconfig"
  if [ -f "$current" ]; then
    ln -s "$(cd "$(dirname "$current")" && pwd)/$(basename "$current")" "$kubeconfig"
  else # a list of files
    (umask 077 && kubectl config view --minify --flatten >"$kubeconfig")
  fi
}

# A node that runs an older image is not taken for this cluster's.
runs() {
  local image
  image=$(docker image inspect --format '{{.Id}}' "$CLUSTER_IMAGE")
  [ "$(docker container inspect --format '{{.State.Running}} {{.Image}}' "$1" 2>/dev/null)" = "true $image" ]
}

start() {
  step "Starting a cluster of two nodes"
  local token
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  docker network create --ipv6 --subnet "$(free_ipv6_subnet)" --label "$owner_label" --label "$cluster_label" "$network" >/dev/null
  start_node "$server" zone-a "$token" --publish 127.0.0.1::6443 "$CLUSTER_IMAGE" server --tls-san=127.0.0.1 \
    --disable=traefik --cluster-cidr="$CLUSTER_POD_CIDRS" --service-cidr="$CLUSTER_SERVICE_CIDRS"
  start_node "$agent" zone-b "$token" --env "K3S_URL=https://$server:6443" "$CLUSTER_IMAGE" agent
}

free_ipv6_subnet() {
  od -An -N6 -tx2 /dev/urandom | awk '{printf "fd6d:%s:%s:%s::/64\n", $1, $2, $3}'
}

# start_node NAME ZONE TOKEN DOCKER_OPTION... IMAGE ROLE OPTION...
start_node() {
  local name=$1 zone=$2 token=$3
  shift 3
  docker run --detach --name "$name" --hostname "$name" --network "$network" --label "$owner_label" --label "$cluster_label" \
    --privileged --cgroupns host --tmpfs /run --tmpfs /var/run --volume /sys/fs/cgroup:/sys/fs/cgroup:rw \
    --env "K3S_TOKEN=$token" "$@" --node-name="$name" \
    --node-label=topology.kubernetes.io/region=local --node-label="topology.kubernetes.io/zone=$zone" >/dev/null
}

await_nodes() {
  local patience=240 node
  until [ "$(ready_nodes)" = 2 ]; do
    for node in "$server" "$agent"; do
      if [ "$(docker container inspect --format '{{.State.Running}}' "$node")" != true ]; then
        docker logs --tail 20 "$node" >&2
        fail "the node $node stopped, see docker logs $node"
      fi
    done
    [ $((patience -= 1)) -gt 0 ] || fail "the nodes did not become ready, see docker logs $server and $agent"
    sleep 0.5
  done
  step "The cluster is ready"
}

ready_nodes() {
  docker exec "$server" kubectl get nodes --no-headers 2>/dev/null | grep -c ' Ready ' || true
}

write_kubeconfig() {
  local port
  port=$(docker port "$server" 6443/tcp | head -n 1)
  rm -f "$kubeconfig"
  (umask 077 && docker exec "$server" cat /etc/rancher/k3s/k3s.yaml | sed "s|https://127.0.0.1:6443|https://127.0.0.1:${port##*:}|" >"$kubeconfig")
}

# Exactly what start made, whatever state it is in.
remove() {
  local found
  found=$(docker ps --all --quiet --filter "label=$cluster_label" --filter "name=^meshwright-(server|agent)$")
  # shellcheck disable=SC2086
  [ -z "$found" ] || docker rm --force --volumes $found >/dev/null
  found=$(docker network ls --quiet --filter "label=$cluster_label" --filter "name=^$network$")
  [ -z "$found" ] || docker network rm "$found" >/dev/null
  rm -f "$kubeconfig"
}

down() {
  if [ "${CLUSTER:-}" = current ]; then
    rm -f "$kubeconfig"
  elif command -v docker >/dev/null && bounded 10 docker version >/dev/null 2>&1; then
    remove
    step "The cluster is gone"
  fi
}

status() {
  [ -e "$kubeconfig" ] || fail "there is no cluster: run 'make cluster'"
  echo "kubeconfig: $kubeconfig"
  "$root/hack/kubectl.sh" get nodes -o wide
}

case ${1:-} in
  up | down | status) "$1" ;;
  *) usage ;;
esac
