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
  Injected inject(Pod pod, String namespace) throws ConfigException {
    String name = "Pod " + namespace + "/" + WorkloadOwner.of(pod).name();
    PreviousInjection previous = PreviousInjection.of(pod, name);
    Pod plain = previous.removedFrom(pod);
    PodSettings settings = PodSettings.parse(plain, namespace, config, name);
    UserContainers users = UserContainers.in(plain.getSpec(), name);
    ProxyAdditions.requireNoForeignVolumes(plain.getSpec(), settings.volumes(), name);
    Pod injected =
        switch (settings.template()) {
          case SIDECAR -> sidecar(plain, previous, users, settings, namespace);
          case GATEWAY ->
              new GatewayInjector(config, settings).inject(plain, previous, users, namespace, name);
        };
    return new Injected(injected, settings.remarks());
  }

  private Pod sidecar(
      Pod plain,
      PreviousInjection previous,
      UserContainers users,
      PodSettings settings,
      String namespace) {
    Pod result = new PodBuilder(plain).build();
    PodSpec spec = result.getSpec();
    spec.setContainers(UserContainers.others(spec.getContainers()));
    spec.setInitContainers(UserContainers.others(spec.getInitContainers()));
    int statusPort = settings.proxyConfig().statusPort();
    Rewritten probes =
        settings.rewriteProbes()
            ? ProbeRewrite.apply(spec, statusPort, previous.probes())
            : Rewritten.nothing();
    Merged metrics =
        settings.mergeMetrics()
            ? MetricsMerge.apply(PodMaps.annotations(plain), statusPort, previous)
            : Merged.nothing();
    Container proxy =
        new SidecarContainer(config, settings, namespace, WorkloadOwner.of(plain))
            .build(result, probes, metrics);
    place(spec, users, users.over(proxy), settings);
    ProxyAdditions.apply(spec, config, settings.volumes());
    users.rememberIn(result);
    PodMetadata.apply(result, config, metrics, settings);
    return result;
  }

  /** The order matters: capture first, then the proxy, then whatever needs the network. */
  private void place(PodSpec spec, UserContainers users, Container proxy, PodSettings settings) {
    List<Container> init = new ArrayList<>();
    switch (config.values().captureMode()) {
      case INIT_CONTAINER -> init.add(users.over(CaptureContainer.of(config, settings)));
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
    if (settings.holdApplication()) {
      containers.addFirst(proxy);
    } else {
      containers.add(proxy);
    }
    spec.setContainers(containers);
  }
}
