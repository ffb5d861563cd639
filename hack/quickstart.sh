#!/bin/bash
# Usage: hack/quickstart.sh
# From a fresh checkout to a running sample. With CLUSTER=current: on the kubeconfig's cluster.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -eq 0 ] || usage

kubectl() {
  "$root/hack/kubectl.sh" "$@"
}

start_cluster() {
  "$root/hack/cluster.sh" up
}

build_images() {
  "$root/hack/docker-engine.sh"
  "$root/hack/build.sh"
  "$root/hack/images.sh"
}

load_images() {
  local name images=()
  for name in "${image_names[@]}"; do images+=("meshwright/$name:$(project_version)"); done
  "$root/hack/load-images.sh" "${images[@]}"
}

# apply FILE...: with the images where the cluster finds them.
apply() {
  local file
  for file in "$@"; do
    sed "s|image: meshwright/|image: ${IMAGE_REGISTRY:+$IMAGE_REGISTRY/}meshwright/|" "$root/$file" | kubectl apply -f - >/dev/null
  done
}

deploy_sample() {
  step "Deploying the sample: a service in two versions, and a client"
  apply samples/echo/namespace.yaml samples/echo/echo.yaml samples/echo/client.yaml
  kubectl -n samples rollout status deployment --timeout=180s >/dev/null
}

count_answers() {
  step "Sending 200 requests from the client to the service"
  kubectl -n samples exec deploy/client -c client -- java @/opt/meshwright/app/jvm.options \
    client --url http://echo/ --rps 50 --duration 4s
}

say_next_steps() {
  step "Ready"
  cat <<N

Next steps:
  export KUBECONFIG=$root/target/cluster/kubeconfig
  kubectl -n samples get pods -o wide
  make cluster-down
N
}

start_cluster
build_images
load_images
deploy_sample
count_answers
say_next_steps
