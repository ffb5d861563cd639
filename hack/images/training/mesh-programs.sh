# shellcheck shell=sh
# A runtime in file mode, a proxy and the sample, all in one network.

export POD_NAME=echo POD_NAMESPACE=training SERVICE_ACCOUNT=echo INSTANCE_IP=127.0.0.1 INSTANCE_IPS=127.0.0.1 HOST_IP=127.0.0.1
export ISTIO_META_CLUSTER_ID=Kubernetes ISTIO_META_WORKLOAD_NAME=echo
export PROXY_CONFIG='{"discoveryAddress":"127.0.0.1:15010","controlPlaneAuthPolicy":"NONE"}'

start_runtime() {
  start_program runtime discovery --config-dir /training/mesh --xds-address 127.0.0.1:15010
}

start_sample() {
  start samples server --port=8081 --name=echo --version=v1 --drain=0s
}

start_proxy() {
  start_program proxy sidecar --domain training.svc.cluster.local
}

# The program that is measured or trained starts as in its image.
start_program() {
  if [ "$1" = "$NAME" ]; then
    shift
    start_trained "$@"
  else
    start "$@"
  fi
}
