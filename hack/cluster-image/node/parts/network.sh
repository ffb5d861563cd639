# shellcheck shell=bash disable=SC2154
# The node's addresses and routes: IPv6 beside IPv4, and pods of other nodes without a tunnel.

# Sets node_ipv4 and node_ipv6. A Docker network without IPv6 gets an address derived from the IPv4 one.
prepare_network() {
  sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0 \
    net.ipv6.conf.eth0.disable_ipv6=0 net.ipv6.conf.all.forwarding=1 || true
  node_ipv4=$(address_of_family -4)
  node_ipv6=$(address_of_family -6)
  if [ -z "$node_ipv6" ]; then
    node_ipv6=fd00:6b33:73::${node_ipv4##*.}
    ip -6 address replace "$node_ipv6/64" dev eth0 nodad
  fi
  # Only what leaves the cluster is masqueraded: pods see each other's addresses.
  iptables -t nat -A POSTROUTING -s "${pod_cidrs%,*}" ! -d "${pod_cidrs%,*}" -j MASQUERADE
  ip6tables -t nat -A POSTROUTING -s "${pod_cidrs#*,}" ! -d "${pod_cidrs#*,}" -j MASQUERADE
}

address_of_family() {
  ip "$1" -oneline address show dev eth0 scope global | awk '{sub("/.*", "", $4); print $4; exit}'
}

# Waits for the node's share of the pods' range and lets the bridge plugin hand out its addresses.
configure_pod_network() {
  local cidrs pods4 pods6
  until cidrs=$(kubectl get node "$node" -o go-template='{{range .spec.podCIDRs}}{{.}} {{end}}' 2>/dev/null) &&
    [[ $cidrs == *:* ]]; do
    sleep 0.2
  done
  read -r pods4 pods6 <<<"$cidrs"
  cat >/etc/cni/net.d/10-bridge.conflist <<C
{"cniVersion": "1.0.0", "name": "bridge", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": false, "hairpinMode": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "$pods4"}], [{"subnet": "$pods6"}]],
            "routes": [{"dst": "0.0.0.0/0"}, {"dst": "::/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
C
}

# Routes each other node's pods by that node; runs for ever.
follow_node_routes() {
  local template='{{.metadata.name}}{{range .status.addresses}}{{if eq .type "InternalIP"}} {{.address}}{{end}}{{end}}{{range .spec.podCIDRs}} {{.}}{{end}}{{"\n"}}'
  local name via4 via6 pods4 pods6
  while true; do
    while read -r name via4 via6 pods4 pods6; do
      if [ "$name" != "$node" ] && [ -n "$pods6" ]; then
        ip route replace "$pods4" via "$via4" 2>>"$logs/routes.log" || true
        ip -6 route replace "$pods6" via "$via6" 2>>"$logs/routes.log" || true
      fi
    done < <(kubectl get nodes --watch -o go-template="$template" 2>>"$logs/routes.log")
    sleep 1
  done
}
