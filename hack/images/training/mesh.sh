# shellcheck shell=sh
# A runtime in file mode, a proxy and the sample, all in one network; the caller has defined which of them is trained.

export POD_NAME=echo POD_NAMESPACE=training SERVICE_ACCOUNT=echo INSTANCE_IP=127.0.0.1 INSTANCE_IPS=127.0.0.1 HOST_IP=127.0.0.1
export ISTIO_META_CLUSTER_ID=Kubernetes ISTIO_META_WORKLOAD_NAME=echo
export PROXY_CONFIG='{"discoveryAddress":"127.0.0.1:15010","controlPlaneAuthPolicy":"NONE"}'

start_program() {
  if [ "$1" = "$NAME" ]; then
    shift
    start_trained "$@"
  else
    start "$@"
  fi
}

start_program runtime discovery --config-dir /training/mesh --xds-address 127.0.0.1:15010
start samples server --name=echo --version=v1 --drain=0s
start_program proxy sidecar --domain training.svc.cluster.local
await 'readiness of the proxy' client get http://127.0.0.1:15021/healthz/ready
await 'a request through the proxy' client get http://127.0.0.1:15001/ --header 'Host: echo.training:15001'
client --url http://127.0.0.1:15001/ --header 'Host: echo.training:15001' --rps 200 --duration 3s
