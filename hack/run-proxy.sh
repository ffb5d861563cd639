#!/bin/bash
# Usage: hack/run-proxy.sh ARGUMENT...
# Starts the built proxy on this machine, without a cluster.
exec "$(dirname "$0")/run.sh" proxy "$@"
