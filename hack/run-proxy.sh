#!/bin/bash
# Usage: hack/run-proxy.sh --config FILE [--concurrency N] [--transport epoll|io_uring]
#        hack/run-proxy.sh sidecar --domain NAMESPACE.svc.DOMAIN
# Starts the built proxy on this machine, without a cluster: on the static_resources of an Envoy bootstrap in YAML, or as
# the sidecar of a control plane that the environment names.
exec "$(dirname "$0")/run.sh" proxy "$@"
