# Fills a template in: ports, directory, and many routes and clusters for the measurement of a large configuration.
function repeat(text, times,   all) {
  while (times-- > 0) all = all text
  return all
}

# One listener has them all.
subject == "envoy.yaml" && routes > 0 && /^  - name: tls$/ { exit }

!/^ *#/ {
  gsub(/BASE/, base)
  gsub(/ORIGIN/, origin)
  gsub(/DIRECTORY/, directory)
  gsub(/BODY/, repeat("0123456789abcdef", 64))
}

/^LARGE_ROUTES$/ {
  for (i = 0; i < routes; i++) {
    target = "large_" (i % clusters)
    if (subject == "nginx.conf") printf "    location /large/%d/ { proxy_pass http://%s; }\n", i, target
    else printf "  use_backend %s if { path_beg /large/%d/ }\n", target, i
  }
  next
}

/^LARGE_CLUSTERS$/ {
  for (i = 0; i < clusters; i++) {
    if (subject == "nginx.conf") printf "  upstream large_%d { server 127.0.0.1:%s; keepalive 8; }\n", i, origin
    else printf "\nbackend large_%d\n  server origin 127.0.0.1:%s\n", i, origin
  }
  next
}

{ print }

subject == "envoy.yaml" && /^  clusters:$/ {
  for (i = 0; i < clusters; i++)
    printf "  - {name: large_%d, type: STATIC, connect_timeout: 1s, load_assignment: {cluster_name: large_%d, endpoints: " \
      "[{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %s}}}}]}]}}\n", i, i, origin
}

subject == "envoy.yaml" && /^ *routes:$/ {
  for (i = 0; i < routes; i++)
    printf "              - {match: {prefix: /large/%d/}, route: {cluster: large_%d}}\n", i, i % clusters
}
