package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.runtime.webhook.inject.MetricsMerge.Merged;
import io.meshwright.runtime.webhook.inject.ProbeRewrite.Rewritten;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  Pod inject(Pod plain, PreviousInjection previous, String namespace, String name)
      throws ConfigException {
    ProxyAdditions.requireNoForeign(plain.getSpec(), List.of(SidecarNames.CAPTURE), name);
    Pod result = new PodBuilder(plain).build();
    PodSpec spec = result.getSpec();
    Merged metrics =
        settings.mergeMetrics()
            ? MetricsMerge.apply(PodMaps.annotations(plain), previous.metrics())
            : Merged.nothing();
    Container users =
        spec.getContainers().stream()
            .filter(container -> container.getName().equals(ProxyPod.CONTAINER))
            .findFirst()
            .orElseGet(() -> new ContainerBuilder().withName(ProxyPod.CONTAINER).build());
    Container proxy =
        new SidecarContainer(config, settings, namespace, WorkloadOwner.of(plain))
            .build(plain, Rewritten.nothing(), metrics);
    spec.setContainers(replaced(spec.getContainers(), ContainerOverlay.merge(proxy, users)));
    spec.setSecurityContext(anyPort(spec.getSecurityContext()));
    ProxyAdditions.apply(spec, config);
    remember(result, users);
    PodMetadata.apply(result, config, metrics, Template.GATEWAY);
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

  /** What the author wrote, for an injection after this one (istio-features I19). */
  private static void remember(Pod pod, Container users) {
    Map<String, String> annotations = new LinkedHashMap<>(PodMaps.annotations(pod));
    annotations.put(
        Annotations.PROXY_OVERRIDES, Serialization.asJson(Map.of("containers", List.of(users))));
    pod.getMetadata().setAnnotations(annotations);
  }
}
