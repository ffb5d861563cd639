package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.meshwright.crd.mesh.v1alpha1.Autoscaling;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.Ports;
import io.meshwright.crd.naming.RevisionNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The objects of a revision that do not depend on its being ready, in the order of applying. */
public final class RevisionManifests {

  /** The kinds of a revision's objects, webhooks first: they are removed in this order. */
  public static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          MutatingWebhookConfiguration.class,
          ValidatingWebhookConfiguration.class,
          HorizontalPodAutoscaler.class,
          Deployment.class,
          PodDisruptionBudget.class,
          Service.class,
          ConfigMap.class,
          RoleBinding.class,
          Role.class,
          ClusterRoleBinding.class,
          ClusterRole.class,
          ServiceAccount.class);

  private static final List<ServicePort> PORTS =
      List.of(
          port("grpc-xds", Ports.RUNTIME_GRPC, Ports.RUNTIME_GRPC),
          port("http-monitoring", Ports.RUNTIME_MONITORING, Ports.RUNTIME_MONITORING),
          port("https-webhook", Ports.WEBHOOK_SERVICE, Ports.RUNTIME_WEBHOOK));

  private RevisionManifests() {}

  /** All objects but the webhooks. */
  public static List<HasMetadata> of(RevisionPlan plan) {
    return switch (plan.form()) {
      case V1, V2 -> first(plan);
    };
  }

  private static List<HasMetadata> first(RevisionPlan plan) {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(serviceAccount(plan));
    objects.addAll(RbacManifests.of(plan));
    objects.add(MeshConfigManifest.of(plan));
    objects.add(InjectorConfigManifest.of(plan));
    objects.add(service(plan));
    objects.add(
        Placement.disruptionBudget(
            metadata(plan, plan.names().runtime()), plan.spec().controlPlane(), plan.selector()));
    objects.add(RuntimeDeployment.of(plan));
    Autoscaling bounds = plan.spec().controlPlane().autoscaling();
    if (bounds != null) {
      objects.add(
          AutoscalerManifest.of(
              metadata(plan, plan.names().runtime()),
              bounds,
              plan.scaling().floor().orElse(bounds.minReplicas())));
    }
    return List.copyOf(objects);
  }

  /** The Service {@code istiod}, in front of the active revision. */
  public static Service aliasService(String meshNamespace, String activeRevision) {
    return new ServiceBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(MeshNames.ALIAS_SERVICE)
                .withNamespace(meshNamespace)
                .withLabels(
                    Map.of(
                        Labels.APP,
                        RevisionPlan.RUNTIME_APP,
                        Labels.REVISION,
                        activeRevision,
                        Labels.APP_PART_OF,
                        "meshwright"))
                .build())
        .withNewSpec()
        .withIpFamilyPolicy("PreferDualStack")
        .withSelector(RevisionPlan.selector(activeRevision))
        .withPorts(PORTS)
        .endSpec()
        .build();
  }

  static ObjectMeta metadata(RevisionPlan plan, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(plan.namespace())
        .withLabels(plan.labels())
        .build();
  }

  static ObjectMeta clusterMetadata(RevisionPlan plan, String name) {
    return new ObjectMetaBuilder().withName(name).withLabels(plan.labels()).build();
  }

  private static ServiceAccount serviceAccount(RevisionPlan plan) {
    return new ServiceAccountBuilder().withMetadata(metadata(plan, plan.names().runtime())).build();
  }

  private static Service service(RevisionPlan plan) {
    RevisionNames names = plan.names();
    return new ServiceBuilder()
        .withMetadata(metadata(plan, names.runtime()))
        .withNewSpec()
        .withIpFamilyPolicy("PreferDualStack")
        .withSelector(plan.selector())
        .withPorts(PORTS)
        .endSpec()
        .build();
  }

  private static ServicePort port(String name, int port, int target) {
    return new ServicePortBuilder()
        .withName(name)
        .withPort(port)
        .withNewTargetPort(target)
        .withProtocol("TCP")
        .build();
  }
}
