package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.runtime.webhook.inject.MetricsMerge.Merged;
import io.meshwright.runtime.webhook.inject.ProbeRewrite.Rewritten;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a pod's container {@link ProxyPod#CONTAINER} a proxy at the edge of the mesh: what its
 * author wrote stays, the rest comes from here. Nothing is captured and no probe is changed
 * (istio-features I10, Istio's template {@code gateway}). Pure, like {@link SidecarInjector}.
 */
final class GatewayInjector {

  private final InjectionConfig config;
  private final PodSettings settings;

  GatewayInjector(InjectionConfig config, PodSettings settings) {
    this.config = config;
    this.settings = settings;
  }

  /**
   * The pod with its proxy.
   *
   * @param plain the pod without what an earlier injection has added; is not changed
   */
  Pod inject(
      Pod plain, PreviousInjection previous, UserContainers users, String namespace, String name)
      throws ConfigException {
    if (users.named(SidecarNames.CAPTURE).isPresent()) {
      throw new ConfigException(
          new ConfigError(
              name,
              "spec",
              "a container " + SidecarNames.CAPTURE,
              "none: the traffic of a gateway is not captured"));
    }
    Pod result = new PodBuilder(plain).build();
    PodSpec spec = result.getSpec();
    Merged metrics =
        settings.mergeMetrics()
            ? MetricsMerge.apply(
                PodMaps.annotations(plain), settings.proxyConfig().statusPort(), previous)
            : Merged.nothing();
    Container proxy =
        new SidecarContainer(config, settings, namespace, WorkloadOwner.of(plain))
            .build(plain, Rewritten.nothing(), metrics);
    spec.setInitContainers(UserContainers.others(spec.getInitContainers()));
    spec.setContainers(replaced(spec.getContainers(), users.over(proxy)));
    spec.setSecurityContext(anyPort(spec.getSecurityContext()));
    ProxyAdditions.apply(spec, config, settings.volumes());
    users.rememberIn(result);
    PodMetadata.apply(result, config, metrics, settings);
    return result;
  }

  /** In its place, or last if it was not there. */
  private static List<Container> replaced(List<Container> containers, Container proxy) {
    List<Container> all = new ArrayList<>(containers);
    all.replaceAll(container -> container.getName().equals(ProxyPod.CONTAINER) ? proxy : container);
    if (!all.contains(proxy)) {
      all.add(proxy);
    }
    return all;
  }

  private static PodSecurityContext anyPort(@Nullable PodSecurityContext users) {
    PodSecurityContextBuilder context =
        users == null ? new PodSecurityContextBuilder() : new PodSecurityContextBuilder(users);
    return context.hasMatchingSysctl(sysctl -> ProxyPod.LOWEST_FREE_PORT.equals(sysctl.getName()))
        ? context.build()
        : context.addNewSysctl(ProxyPod.LOWEST_FREE_PORT, "0").build();
  }
}
