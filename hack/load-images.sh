#!/bin/bash
# Usage: hack/load-images.sh IMAGE...
# Makes images of the Docker engine available to the cluster of hack/cluster.sh; what is there already is not copied again.
# With CLUSTER=current: kind, k3d and minikube load them; any other cluster pulls them from IMAGE_REGISTRY, where they are pushed.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -gt 0 ] || usage

id_label=io.meshwright.id

load_into_current() {
  local context image
  context=$("$root/hack/kubectl.sh" config current-context)
  if [ -n "${IMAGE_REGISTRY:-}" ]; then
    for image in "$@"; do
      docker tag "$image" "$IMAGE_REGISTRY/$image"
      docker push --quiet "$IMAGE_REGISTRY/$image"
    done
    return
  fi
  case $context in
    kind-*) kind load docker-image --name "${context#kind-}" "$@" ;;
    k3d-*) k3d image import --cluster "${context#k3d-}" "$@" ;;
    minikube) for image in "$@"; do minikube image load "$image"; done ;;
    *) fail "cluster '$context' cannot see local images: set IMAGE_REGISTRY to a registry that you may push to and it may pull from" ;;
  esac
}

# missing NODE IMAGE...: prints the images that the node has not, or has in another build.
missing() {
  local node=$1 present image id
  shift
  present=$(docker exec "$node" ctr -n k8s.io images ls)
  for image in "$@"; do
    id=$(docker image inspect --format '{{.Id}}' "$image")
    grep -F "docker.io/$image " <<<"$present" | grep -qF "$id_label=$id" || echo "$image"
  done
}

# Each node imports one archive; the label tells the next run which build it holds.
load() {
  local node=$1 archive image id
  shift
  archive=/var/lib/rancher/images.tar
  docker save "$@" | docker exec -i "$node" sh -c "cat >$archive"
  docker exec "$node" ctr -n k8s.io images import "$archive" >/dev/null
  docker exec "$node" rm "$archive"
  for image in "$@"; do
    id=$(docker image inspect --format '{{.Id}}' "$image")
    docker exec "$node" ctr -n k8s.io images label "docker.io/$image" "$id_label=$id" >/dev/null
  done
}

if [ "${CLUSTER:-}" = current ]; then
  load_into_current "$@"
  exit
fi
jobs=()
for node in meshwright-server meshwright-agent; do
  found=$(missing "$node" "$@")
  [ -n "$found" ] || continue
  step "Loading ${found//$'\n'/, } into $node"
  # shellcheck disable=SC2086
  load "$node" $found &
  jobs+=($!)
done
for job in ${jobs[@]+"${jobs[@]}"}; do wait "$job"; done
