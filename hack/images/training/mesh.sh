# shellcheck shell=sh
# Requests through a mesh of one pod.
# shellcheck source=mesh-programs.sh
. /training/mesh-programs.sh

start_runtime
start_sample
start_proxy
await 'readiness of the proxy' client get http://127.0.0.1:15021/healthz/ready
await 'a request through the proxy' client get http://127.0.0.1:15001/ --header 'Host: echo.training:15001'
client --url http://127.0.0.1:15001/ --header 'Host: echo.training:15001' --rps 200 --duration 3s
