#!/bin/sh
# Training run of the operator, as far as it comes without a cluster; see ../training/lib.sh.
set -eu
. /training/lib.sh
export KUBERNETES_MASTER=http://127.0.0.1:1
start_trained
await 'the start' says operator 'started in'
finish
