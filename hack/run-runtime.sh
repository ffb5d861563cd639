#!/bin/bash
# Usage: hack/run-runtime.sh ARGUMENT...
# Starts the built runtime on this machine, without a cluster.
exec "$(dirname "$0")/run.sh" runtime "$@"
