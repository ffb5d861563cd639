# shellcheck shell=bash disable=SC2154
# containerd, kubelet and kube-proxy of each node.

start_containerd() {
  cat >/etc/containerd/config.toml <<C
version = 2
root = "/var/lib/rancher/k3s/agent/containerd"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.10"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      BinaryName = "/usr/local/bin/runc-bounded"
C
  run containerd containerd
  until [ -S /run/containerd/containerd.sock ] && ctr version >/dev/null 2>&1; do sleep 0.2; done
  local archive
  for archive in /usr/share/k3s/images/*.tar; do
    ctr -n k8s.io images import "$archive" >>"$logs/images.log" 2>&1
  done
}

# failCgroupV1 and cgroupsPerQOS: the node also runs where the host has only cgroup v1.
start_kubelet() {
  cat >"$state/kubelet.yaml" <<C
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, x509: {clientCAFile: $state/ca.crt}, webhook: {enabled: true}}
authorization: {mode: Webhook}
clusterDNS: ["$(service_address 10)"]
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failSwapOn: false
failCgroupV1: false
evictionHard: {nodefs.available: "0%", imagefs.available: "0%", memory.available: "50Mi"}
imageGCHighThresholdPercent: 100
serializeImagePulls: false
nodeStatusUpdateFrequency: 4s
C
  kubeconfig "$state/bootstrap.kubeconfig" "$server_url" "token: $(bootstrap_token)"
  run kubelet kube kubelet --config="$state/kubelet.yaml" --bootstrap-kubeconfig="$state/bootstrap.kubeconfig" \
    --kubeconfig="$state/kubelet.kubeconfig" --cert-dir="$state/kubelet" --hostname-override="$node" \
    --node-ip="$node_ipv4,$node_ipv6" --node-labels="$labels"
}

# Connection tracking keeps the host's limits: a container may not change them. Services change at once: tests wait for it.
start_kube_proxy() {
  run kube-proxy kube kube-proxy --kubeconfig="$state/bootstrap.kubeconfig" --proxy-mode=iptables \
    --cluster-cidr="$pod_cidrs" --hostname-override="$node" \
    --iptables-min-sync-period=10ms --conntrack-max-per-core=0 \
    --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0
}
