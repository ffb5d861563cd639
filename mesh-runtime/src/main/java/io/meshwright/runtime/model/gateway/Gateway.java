package io.meshwright.runtime.model.gateway;

import io.meshwright.runtime.model.name.Origin;
import java.util.List;
import java.util.Map;

/**
 * A Gateway, parsed: what routers serve (istio-features GW1 to GW12).
 *
 * @param selector labels of the routers' pods, in any namespace; empty for all routers
 */
public record Gateway(Origin origin, Map<String, String> selector, List<GatewayServer> servers) {

  public Gateway {
    selector = Map.copyOf(selector);
    servers = List.copyOf(servers);
  }

  /** How VirtualServices refer to it: {@code NAMESPACE/NAME}. */
  public String reference() {
    return origin.namespace() + "/" + origin.name();
  }

  /** Whether a router with these labels serves it. */
  public boolean selects(Map<String, String> labels) {
    return labels.entrySet().containsAll(selector.entrySet());
  }
}
