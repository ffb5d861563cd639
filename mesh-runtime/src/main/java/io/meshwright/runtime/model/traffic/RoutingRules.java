package io.meshwright.runtime.model.traffic;

import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.Origin;
import java.util.List;

/** A VirtualService, parsed. */
public record RoutingRules(
    Origin origin,
    List<Hostname> hosts,
    List<String> gateways,
    List<HttpRule> http,
    List<ConnectionRule> tls,
    List<ConnectionRule> tcp,
    ExportTo exportTo) {

  /** Whether sidecars apply it. */
  public boolean forMesh() {
    return gateways.contains(ClientScope.MESH);
  }
}
