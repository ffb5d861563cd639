#!/bin/bash
# Usage: hack/quickstart.sh
# From a fresh checkout to a running mesh with sample traffic. With CLUSTER=current: on the kubeconfig's cluster.
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
    sed -E "s#([ \"])meshwright/([a-z]+):#\1${IMAGE_REGISTRY:+$IMAGE_REGISTRY/}meshwright/\2:#" "$root/$file" |
      kubectl apply --server-side --force-conflicts -f - >/dev/null
  done
}

install_operator() {
  step "Installing the operator"
  apply operator/target/install/meshwright-operator.yaml
  kubectl -n meshwright-system rollout status deployment/meshwright-operator --timeout=180s >/dev/null
}

install_mesh() {
  step "Declaring a MeshInstallation"
  apply samples/mesh.yaml
  kubectl wait --for=condition=Ready meshinstallation/default --timeout=180s >/dev/null
  kubectl get meshinstallation default >&2
}

deploy_sample() {
  step "Deploying the sample with sidecars: a service in two versions, and a client"
  apply samples/echo/namespace.yaml samples/echo/echo.yaml samples/echo/client.yaml
  kubectl -n samples rollout status deployment --timeout=180s >/dev/null
}

route_sample() {
  step "Routing 90 of 100 requests to v1 and 10 to v2"
  apply samples/echo/routing.yaml
  send 20 1s >/dev/null # the first requests warm both sidecars up
}

# send PER_SECOND DURATION: prints what the client counts, as JSON.
send() {
  kubectl -n samples exec deploy/client -c client -- java @/opt/meshwright/app/jvm.options \
    client --url http://echo/ --rps "$1" --duration "$2"
}

count_answers() {
  step "Sending 500 requests through the mesh"
  local counted metrics
  counted=$(send 100 5s)
  metrics=$(kubectl get --raw "/api/v1/namespaces/samples/pods/$(echo_pod):15090/proxy/stats/prometheus")
  step "Answered: $(field requests) requests, $(field failed) failed, by version: $(field versions)"
  step "The sidecar of v1 counted $(mutual_tls <<<"$metrics") requests over mutual TLS"
  [ "$(field failed)" = 0 ] || fail "not all requests were answered: $counted"
}

echo_pod() {
  kubectl -n samples get pod -l app=echo,version=v1 -o name | head -n 1 | cut -d / -f 2
}

# field NAME: a field of the client's JSON.
field() {
  sed -E "s/.*\"$1\":(\{[^}]*\}|[0-9]+).*/\1/" <<<"$counted"
}

mutual_tls() {
  awk '/^istio_requests_total\{.*connection_security_policy="mutual_tls"/ { sum += $NF } END { print sum + 0 }'
}

say_next_steps() {
  step "Ready"
  cat <<N

Next steps:
  export KUBECONFIG=$root/target/cluster/kubeconfig
  kubectl get meshinstallations,meshrevisions          # the mesh, and its conditions with 'describe'
  kubectl -n samples get pods                          # two containers each: the application and its sidecar
  kubectl -n samples edit virtualservice echo          # change the weights; then send requests again:
  kubectl -n samples exec deploy/client -c client -- java @/opt/meshwright/app/jvm.options client --url http://echo/ --rps 50 --duration 4s
  kubectl delete namespace samples                     # the mesh is not deleted while workloads use it
  kubectl delete meshinstallation default              # removes the mesh and leaves nothing behind
  make cluster-down                                    # removes the cluster
N
}

start_cluster
build_images
load_images
install_operator
install_mesh
deploy_sample
route_sample
count_answers
say_next_steps
