package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.meshwright.runtime.webhook.inject.MetricsMerge.Merged;
import io.meshwright.runtime.webhook.inject.ProbeRewrite.Rewritten;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a proxy into a pod. Pure: the same pod and configuration give the same result, and a pod
 * that was injected before gives the result of its first injection.
 */
final class SidecarInjector {

  private final InjectionConfig config;

  SidecarInjector(InjectionConfig config) {
    this.config = config;
  }

  /**
   * The pod with its proxy; {@code pod} is not changed.
   *
   * @throws ConfigException if the pod asks for something that cannot be given
   */
  Pod inject(Pod pod, String namespace) throws ConfigException {
    String name = "Pod " + namespace + "/" + WorkloadOwner.of(pod).name();
    PodSettings settings = PodSettings.parse(pod, namespace, config, name);
    PreviousInjection previous = PreviousInjection.of(pod, name);
    Pod plain = previous.removedFrom(pod);
    return switch (settings.template()) {
      case SIDECAR -> {
        ProxyAdditions.requireNoForeign(plain.getSpec(), SidecarNames.CONTAINERS, name);
        yield sidecar(plain, previous, settings, namespace);
      }
      case GATEWAY ->
          new GatewayInjector(config, settings).inject(plain, previous, namespace, name);
    };
  }

  private Pod sidecar(
      Pod plain, PreviousInjection previous, PodSettings settings, String namespace) {
    Pod result = new PodBuilder(plain).build();
    PodSpec spec = result.getSpec();
    Rewritten probes =
        settings.rewriteProbes()
            ? ProbeRewrite.apply(spec, previous.probes())
            : Rewritten.nothing();
    Merged metrics =
        settings.mergeMetrics()
            ? MetricsMerge.apply(PodMaps.annotations(plain), previous.metrics())
            : Merged.nothing();
    Container proxy =
        new SidecarContainer(config, settings, namespace, WorkloadOwner.of(plain))
            .build(plain, probes, metrics);
    place(spec, proxy, settings);
    ProxyAdditions.apply(spec, config);
    PodMetadata.apply(result, config, metrics, Template.SIDECAR);
    return result;
  }

  /** The order matters: capture first, then the proxy, then whatever needs the network. */
  private void place(PodSpec spec, Container proxy, PodSettings settings) {
    List<Container> init = new ArrayList<>();
    switch (config.values().captureMode()) {
      case INIT_CONTAINER -> init.add(CaptureContainer.of(config, settings));
    }
    if (settings.nativeSidecar()) {
      init.add(proxy);
      init.addAll(spec.getInitContainers());
      spec.setInitContainers(init);
      return;
    }
    // Users' own init containers run before a classic proxy does, so they must not be captured:
    // capture comes last among them, as in Istio.
    List<Container> ordered = new ArrayList<>(spec.getInitContainers());
    ordered.addAll(init);
    spec.setInitContainers(ordered);
    List<Container> containers = new ArrayList<>(spec.getContainers());
    if (config.values().holdApplicationUntilProxyStarts()) {
      containers.addFirst(proxy);
    } else {
      containers.add(proxy);
    }
    spec.setContainers(containers);
  }
}
