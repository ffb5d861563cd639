package io.meshwright.runtime.compile.scope;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.RoutingIndex;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.DestinationPolicy;
import io.meshwright.runtime.model.traffic.SidecarRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The part of the mesh that a proxy may send to: services, by host and in the order of their hosts,
 * other names of their hosts, routing rules, and destination policies by host. Immutable.
 */
record VisibleMesh(
    Map<Hostname, Service> services,
    Map<Hostname, List<Hostname>> aliases,
    RoutingIndex routing,
    Map<Hostname, Optional<DestinationPolicy>> policies) {

  static VisibleMesh of(MeshModel model, ProxyIdentity proxy, Optional<SidecarRules> sidecar) {
    Imports imports = new Imports(model, proxy.namespace(), sidecar);
    RoutingIndex routing = imports.routing();
    Map<Hostname, Service> services = new LinkedHashMap<>(imports.services(routing));
    Map<Hostname, List<Hostname>> aliases = new TreeMap<>();
    model
        .aliases()
        .forEach(
            (alias, host) -> {
              if (services.containsKey(host)) {
                aliases.computeIfAbsent(host, _ -> new ArrayList<>()).add(alias);
              }
            });
    aliases.values().forEach(Collections::sort);
    Map<Hostname, Optional<DestinationPolicy>> policies = new HashMap<>();
    services.forEach(
        (host, service) ->
            policies.put(
                host,
                model.policies().policyFor(proxy.namespace(), proxy.labels(), service.key())));
    return new VisibleMesh(services, aliases, routing, policies);
  }
}
