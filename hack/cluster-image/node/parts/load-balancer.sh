# shellcheck shell=bash disable=SC2154
# Gives each Service of type LoadBalancer an address of its own on the container's network, or the free one it asks for.
# Servers on one Docker network take them from different ranges: x.y.(200 + last byte modulo 50).1-239.

follow_load_balancers() {
  local template='{{if and (eq .spec.type "LoadBalancer") (not .status.loadBalancer.ingress) (not .metadata.deletionTimestamp)}}{{.metadata.namespace}} {{.metadata.name}} {{.metadata.resourceVersion}} {{or .spec.loadBalancerIP "-"}}{{"\n"}}{{end}}'
  local first second _ last
  IFS=. read -r first second _ last <<<"$node_ipv4"
  local prefix=$first.$second.$((200 + last % 50))
  local namespace name version wanted
  while true; do
    while read -r namespace name version wanted; do
      assign_address "$prefix" "$namespace" "$name" "$version" "$wanted"
    done < <(kubectl get services -A --watch -o go-template="$template" 2>>"$logs/load-balancer.log")
    sleep 1
  done
}

# assign_address PREFIX NAMESPACE NAME RESOURCE_VERSION WANTED: an event that came late loses by its resourceVersion.
assign_address() {
  local address patch
  address=$(free_address "$1" "$5")
  [ -n "$address" ] || return 0
  ip address add "$address/32" dev eth0 2>/dev/null || true
  patch="{\"metadata\":{\"resourceVersion\":\"$4\"},\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"$address\"}]}}}"
  kubectl -n "$2" patch service "$3" --subresource=status --type=merge -p "$patch" >>"$logs/load-balancer.log" 2>&1 || true
}

# free_address PREFIX WANTED
free_address() {
  local used
  used=$(kubectl get services -A -o 'jsonpath={range .items[*]}{.status.loadBalancer.ingress[0].ip}{"\n"}{end}')
  if [ "$2" = - ]; then
    seq -f "$1.%g" 239 | grep -vxF "$used" | head -1
  elif [[ $2 = "$1".* ]] && ! grep -qxF "$2" <<<"$used"; then
    echo "$2"
  fi
}
