package io.meshwright.operator.gateway;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.meshwright.crd.mesh.v1alpha1.ManagedGateway;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.manifest.GatewayProxy;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that decides about one gateway, read once.
 *
 * @param mesh name of the installation
 * @param namespace of its objects
 */
public record ObservedGateway(
    String mesh,
    ManagedGateway gateway,
    String namespace,
    @Nullable Deployment deployment,
    @Nullable HorizontalPodAutoscaler autoscaler,
    GatewayTarget target) {

  /** The proxy that new pods of the Deployment get. */
  Optional<GatewayProxy> present() {
    return proxyOf(deployment);
  }

  static Optional<GatewayProxy> proxyOf(@Nullable Deployment deployment) {
    if (deployment == null || deployment.getSpec().getTemplate().getMetadata() == null) {
      return Optional.empty();
    }
    var template = deployment.getSpec().getTemplate().getMetadata();
    Map<String, String> labels = Objects.requireNonNullElse(template.getLabels(), Map.of());
    String revision = labels.get(Labels.REVISION);
    String version = labels.get(Labels.APP_VERSION);
    String configuration =
        Objects.requireNonNullElse(template.getAnnotations(), Map.<String, String>of())
            .get(OperatorNames.CONFIG_HASH);
    return revision == null || version == null || configuration == null
        ? Optional.empty()
        : Optional.of(new GatewayProxy(revision, version, configuration));
  }
}
