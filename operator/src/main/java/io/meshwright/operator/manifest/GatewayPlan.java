package io.meshwright.operator.manifest;

import io.meshwright.crd.mesh.v1alpha1.ManagedGateway;
import io.meshwright.crd.naming.Labels;
import java.util.Map;
import java.util.Optional;

/**
 * All that the objects of a gateway are made from.
 *
 * @param mesh name of the installation
 * @param namespace of the objects
 * @param proxy empty while nobody can inject its pods: there is no Deployment then
 */
public record GatewayPlan(
    String mesh,
    String namespace,
    ManagedGateway gateway,
    Optional<GatewayProxy> proxy,
    Scaling scaling) {

  private static final String ISTIO_PREFIX = "istio-";

  /** What Service and Deployment select; never changes for a gateway. As in Istio's chart. */
  Map<String, String> selector() {
    String name = gateway.name();
    return Map.of(
        Labels.APP,
        name,
        Labels.GATEWAY,
        name.startsWith(ISTIO_PREFIX) ? name.substring(ISTIO_PREFIX.length()) : name);
  }

  /** Labels of each object of the gateway. */
  Map<String, String> labels() {
    return Map.of(
        Labels.APP,
        gateway.name(),
        Labels.GATEWAY,
        selector().getOrDefault(Labels.GATEWAY, gateway.name()),
        Labels.APP_NAME,
        gateway.name(),
        Labels.APP_INSTANCE,
        gateway.name(),
        Labels.APP_COMPONENT,
        "gateway",
        Labels.APP_PART_OF,
        "meshwright");
  }
}
