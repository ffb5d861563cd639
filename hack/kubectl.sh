#!/bin/bash
# Usage: hack/kubectl.sh ARGUMENT...
# Runs kubectl on the cluster of hack/cluster.sh: the installed one, or else the one inside the cluster's node.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -gt 0 ] || usage

[ -e "$root/target/cluster/kubeconfig" ] || fail "there is no cluster: run 'make cluster'"
if command -v kubectl >/dev/null; then
  KUBECONFIG=$root/target/cluster/kubeconfig exec kubectl "$@"
fi
[ "${CLUSTER:-}" != current ] || fail "CLUSTER=current needs kubectl: https://kubernetes.io/docs/tasks/tools"
exec docker exec -i meshwright-server kubectl "$@"
