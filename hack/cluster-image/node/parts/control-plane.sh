# shellcheck shell=bash disable=SC2154
# etcd, API server, controller manager and scheduler of the server node.

start_control_plane() {
  issue_certificates "$(api_server_names)"
  kubeconfig "$state/controller-manager.kubeconfig" https://127.0.0.1:6443 "$(certificate controller-manager)"
  kubeconfig "$state/scheduler.kubeconfig" https://127.0.0.1:6443 "$(certificate scheduler)"
  start_etcd
  start_api_server
  until openssl s_client -connect 127.0.0.1:6443 </dev/null 2>/dev/null | grep -q CONNECTED; do sleep 0.2; done
  start_controller_manager
  start_scheduler
  kubeconfig /etc/rancher/k3s/k3s.yaml https://127.0.0.1:6443 "$(certificate admin)"
  apply_manifests
}

api_server_names() {
  local names="DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
  names+=",DNS:localhost,DNS:$node,IP:127.0.0.1,IP:$node_ipv4,IP:$(service_address 1)"
  local name
  for name in "${tls_names[@]}"; do
    if [[ $name =~ ^[0-9.]+$ || $name == *:* ]]; then names+=,IP:$name; else names+=,DNS:$name; fi
  done
  echo "$names"
}

# The cluster lives as long as its container, so nothing waits for the disk.
start_etcd() {
  run etcd kube etcd --data-dir=/var/lib/rancher/k3s/server/db --log-level=warn --unsafe-no-fsync \
    --listen-client-urls=http://127.0.0.1:2379 --advertise-client-urls=http://127.0.0.1:2379 \
    --listen-peer-urls=http://127.0.0.1:2380
}

start_api_server() {
  local issuer=https://kubernetes.default.svc.cluster.local
  run kube-apiserver kube kube-apiserver --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 \
    --advertise-address="$node_ipv4" --service-cluster-ip-range="$service_cidrs" --allow-privileged=true \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --enable-bootstrap-token-auth=true \
    --client-ca-file="$state/ca.crt" \
    --tls-cert-file="$state/apiserver.crt" --tls-private-key-file="$state/apiserver.key" \
    --kubelet-client-certificate="$state/apiserver-kubelet.crt" --kubelet-client-key="$state/apiserver-kubelet.key" \
    --kubelet-preferred-address-types=InternalIP,Hostname \
    --service-account-issuer=$issuer --api-audiences=$issuer,k3s \
    --service-account-key-file="$state/service-accounts.pub" \
    --service-account-signing-key-file="$state/service-accounts.key" \
    --requestheader-client-ca-file="$state/front-proxy-ca.crt" --requestheader-allowed-names=front-proxy-client \
    --requestheader-extra-headers-prefix=X-Remote-Extra- --requestheader-group-headers=X-Remote-Group \
    --requestheader-username-headers=X-Remote-User --enable-aggregator-routing=true \
    --proxy-client-cert-file="$state/front-proxy.crt" --proxy-client-key-file="$state/front-proxy.key"
}

start_controller_manager() {
  local config=$state/controller-manager.kubeconfig
  run kube-controller-manager kube kube-controller-manager --kubeconfig="$config" \
    --authentication-kubeconfig="$config" --authorization-kubeconfig="$config" --leader-elect=false \
    --root-ca-file="$state/ca.crt" --service-account-private-key-file="$state/service-accounts.key" \
    --use-service-account-credentials=true --controllers='*,bootstrapsigner,tokencleaner' \
    --cluster-signing-cert-file="$state/ca.crt" --cluster-signing-key-file="$state/ca.key" \
    --allocate-node-cidrs=true --cluster-cidr="$pod_cidrs" --service-cluster-ip-range="$service_cidrs" \
    --node-cidr-mask-size-ipv4=24 --node-cidr-mask-size-ipv6=64
}

start_scheduler() {
  local config=$state/scheduler.kubeconfig
  run kube-scheduler kube kube-scheduler --kubeconfig="$config" --authentication-kubeconfig="$config" \
    --authorization-kubeconfig="$config" --leader-elect=false
}

apply_manifests() {
  local bootstrap
  bootstrap=$(bootstrap_token)
  sed "s/@DNS_IP@/$(service_address 10)/; s/@TOKEN_ID@/${bootstrap%.*}/; s/@TOKEN_SECRET@/${bootstrap#*.}/" \
    /usr/share/k3s/manifests/*.yaml >/run/manifests.yaml
  until kubectl apply -f /run/manifests.yaml >>"$logs/manifests.log" 2>&1; do sleep 0.5; done
}
