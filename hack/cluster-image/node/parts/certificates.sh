# shellcheck shell=bash disable=SC2154
# The cluster's own certificate authorities and what they sign, made anew for each cluster.

# authority NAME COMMON_NAME
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=$2" \
    -keyout "$state/$1.key" -out "$state/$1.crt" -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature 2>/dev/null
}

# leaf NAME SUBJECT AUTHORITY [EXTENSION]: the key is written in SEC 1 form, as k3s does; some clients read no other.
leaf() {
  local extensions
  printf -v extensions 'keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth,serverAuth\n%s\n' "${4:-}"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" \
    -keyout "$state/$1.key" -out "$state/$1.csr" 2>/dev/null
  openssl x509 -req -in "$state/$1.csr" -CA "$state/$3.crt" -CAkey "$state/$3.key" -CAcreateserial -days 365 \
    -extfile <(echo "$extensions") -out "$state/$1.crt" 2>/dev/null
  openssl ec -in "$state/$1.key" -out "$state/$1.key" 2>/dev/null
}

# issue_certificates NAMES: once per cluster; NAMES are the API server's alternative names.
issue_certificates() {
  [ ! -f "$state/ca.crt" ] || return 0
  authority ca k3s-ca
  authority front-proxy-ca k3s-request-header-ca
  leaf apiserver /CN=kube-apiserver ca "subjectAltName=$1"
  cat "$state/ca.crt" >>"$state/apiserver.crt" # an agent learns the root from the chain
  leaf apiserver-kubelet /O=system:masters/CN=kube-apiserver-kubelet-client ca
  leaf front-proxy /CN=front-proxy-client front-proxy-ca
  leaf admin /O=system:masters/CN=admin ca
  leaf controller-manager /CN=system:kube-controller-manager ca
  leaf scheduler /CN=system:kube-scheduler ca
  openssl ecparam -name prime256v1 -genkey -noout -out "$state/service-accounts.key" 2>/dev/null
  openssl ec -in "$state/service-accounts.key" -pubout -out "$state/service-accounts.pub" 2>/dev/null
}

# kubeconfig FILE SERVER CREDENTIALS
kubeconfig() {
  cat >"$1" <<K
apiVersion: v1
kind: Config
clusters: [{name: default, cluster: {server: "$2", certificate-authority-data: $(base64 -w0 "$state/ca.crt")}}]
users: [{name: default, user: {$3}}]
contexts: [{name: default, context: {cluster: default, user: default}}]
current-context: default
K
}

# certificate NAME: credentials for a kubeconfig.
certificate() {
  echo "client-certificate-data: $(base64 -w0 "$state/$1.crt"), client-key-data: $(base64 -w0 "$state/$1.key")"
}

# bootstrap_token: what a node shows when it joins, derived from the cluster's token.
bootstrap_token() {
  local digest
  digest=$(printf %s "$token" | sha256sum)
  echo "${digest:0:6}.${digest:6:16}"
}

# join_server: waits for the server and takes the root from its chain: good enough for a test cluster.
join_server() {
  local server=${server_url:?K3S_URL is not set}
  until openssl s_client -connect "${server#https://}" -showcerts </dev/null 2>/dev/null |
    awk '/BEGIN CERT/ {text = ""} {text = text $0 "\n"} /END CERT/ {last = text} END {printf "%s", last}' >"$state/ca.crt" &&
    [ -s "$state/ca.crt" ]; do
    sleep 0.5
  done
  kubeconfig "$KUBECONFIG" "$server_url" "token: $(bootstrap_token)" # it may read nodes, which is all an agent asks for
}
