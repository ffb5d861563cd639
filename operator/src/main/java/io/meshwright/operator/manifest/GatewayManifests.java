package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.meshwright.crd.mesh.v1alpha1.Autoscaling;
import io.meshwright.crd.mesh.v1alpha1.GatewayPort;
import io.meshwright.crd.mesh.v1alpha1.GatewayService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The objects of a gateway, in the order of applying. */
public final class GatewayManifests {

  /** The kinds of a gateway's objects, in the order in which they are removed. */
  public static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          HorizontalPodAutoscaler.class,
          Deployment.class,
          PodDisruptionBudget.class,
          Service.class,
          ServiceAccount.class);

  private GatewayManifests() {}

  /** All objects; without a proxy, those that clients and administrators depend on. */
  public static List<HasMetadata> of(GatewayPlan plan) {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(new ServiceAccountBuilder().withMetadata(metadata(plan)).build());
    objects.add(service(plan));
    objects.add(Placement.disruptionBudget(metadata(plan), plan.gateway(), plan.selector()));
    plan.proxy().map(proxy -> GatewayDeployment.of(plan, proxy)).ifPresent(objects::add);
    Autoscaling bounds = plan.gateway().autoscaling();
    if (bounds != null) {
      objects.add(
          AutoscalerManifest.of(
              metadata(plan), bounds, plan.scaling().floor().orElse(bounds.minReplicas())));
    }
    return List.copyOf(objects);
  }

  static ObjectMeta metadata(GatewayPlan plan) {
    return new ObjectMetaBuilder()
        .withName(plan.gateway().name())
        .withNamespace(plan.namespace())
        .withLabels(plan.labels())
        .build();
  }

  private static Service service(GatewayPlan plan) {
    GatewayService service = plan.gateway().service();
    Map<String, String> labels = new HashMap<>(service.labels());
    labels.putAll(plan.labels());
    var policy = service.externalTrafficPolicy();
    return new ServiceBuilder()
        .withMetadata(metadata(plan))
        .editMetadata()
        .withLabels(labels)
        .withAnnotations(service.annotations())
        .endMetadata()
        .withNewSpec()
        .withType(service.type().name())
        .withIpFamilyPolicy("PreferDualStack")
        .withExternalTrafficPolicy(policy == null ? null : policy.name())
        .withLoadBalancerSourceRanges(service.loadBalancerSourceRanges())
        .withSelector(plan.selector())
        .withPorts(service.ports().stream().map(GatewayManifests::port).toList())
        .endSpec()
        .build();
  }

  private static ServicePort port(GatewayPort port) {
    return new ServicePortBuilder()
        .withName(port.name())
        .withPort(port.port())
        .withNewTargetPort(port.target())
        .withNodePort(port.nodePort())
        .withProtocol(port.protocol().name())
        .build();
  }
}
