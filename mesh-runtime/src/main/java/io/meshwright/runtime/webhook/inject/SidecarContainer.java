package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.meshwright.crd.injection.InjectionValues;
import io.meshwright.crd.naming.Ports;
import io.meshwright.crd.naming.ProxyPod;
import io.meshwright.runtime.capture.InterceptionMode;
import io.meshwright.runtime.webhook.inject.MetricsMerge.Merged;
import io.meshwright.runtime.webhook.inject.ProbeRewrite.Rewritten;
import io.meshwright.xds.ProxyConfigFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The proxy's container (istio-features I12, I13, I15, I16). */
final class SidecarContainer {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The proxy drains when this file appears, and removes it when it starts. */
  private static final List<String> DRAIN = List.of("/bin/sh", "-c", ": > /etc/istio/proxy/drain");

  /** The proxy creates this file when it is ready, and removes it when it starts. */
  private static final List<String> AWAIT_READY =
      List.of("/bin/sh", "-c", "until [ -f /etc/istio/proxy/ready ]; do sleep 0.1; done");

  /** Kubernetes' default, which files do not say. */
  private static final Duration KUBERNETES_GRACE = Duration.ofSeconds(30);

  private static final PodSettings.Readiness STARTUP = new PodSettings.Readiness(0, 1, 600);

  private final InjectionConfig config;
  private final PodSettings settings;
  private final String namespace;
  private final WorkloadOwner owner;

  SidecarContainer(
      InjectionConfig config, PodSettings settings, String namespace, WorkloadOwner owner) {
    this.config = config;
    this.settings = settings;
    this.namespace = namespace;
    this.owner = owner;
  }

  Container build(Pod pod, Rewritten probes, Merged metrics) {
    return new ContainerBuilder()
        .withName(ProxyPod.CONTAINER)
        .withImage(settings.image())
        .withImagePullPolicy(config.values().imagePullPolicy())
        .withArgs(arguments())
        .withEnv(environment(pod, probes, metrics))
        .addNewPort()
        .withName("http-envoy-prom")
        .withContainerPort(Ports.PROXY_METRICS)
        .withProtocol("TCP")
        .endPort()
        .withStartupProbe(probe(STARTUP))
        .withReadinessProbe(probe(settings.readiness()))
        .withRestartPolicy(settings.nativeSidecar() ? "Always" : null)
        .withLifecycle(lifecycle())
        .withResources(settings.resources())
        .withSecurityContext(securityContext())
        .withVolumeMounts(mounts())
        .build();
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add(settings.template().proxyType());
    arguments.add("--domain");
    arguments.add("$(POD_NAMESPACE).svc." + config.values().cluster().domain());
    arguments.addAll(settings.log().arguments());
    return arguments;
  }

  private List<VolumeMount> mounts() {
    List<VolumeMount> mounts = new ArrayList<>(SidecarVolumes.mounts());
    mounts.addAll(settings.volumes().mounts());
    return mounts;
  }

  /** {@code POD_NAMESPACE} comes before its use: the kubelet expands in order. */
  private List<EnvVar> environment(Pod pod, Rewritten probes, Merged metrics) {
    InjectionValues.Cluster cluster = config.values().cluster();
    String trustDomain = config.mesh().trustDomain().name();
    List<EnvVar> env = new ArrayList<>();
    env.add(EnvVars.value("PILOT_CERT_PROVIDER", "istiod"));
    env.add(EnvVars.value("CA_ADDR", config.discoveryAddress()));
    env.add(EnvVars.field("POD_NAME", "metadata.name"));
    env.add(EnvVars.field("POD_NAMESPACE", "metadata.namespace"));
    env.add(EnvVars.field("INSTANCE_IP", "status.podIP"));
    env.add(EnvVars.field("INSTANCE_IPS", "status.podIPs"));
    env.add(EnvVars.field("SERVICE_ACCOUNT", "spec.serviceAccountName"));
    env.add(EnvVars.field("HOST_IP", "status.hostIP"));
    env.add(
        EnvVars.value(
            "PROXY_CONFIG", json(settings.proxyConfig().endingWithin(grace(pod)).json())));
    env.add(EnvVars.value("TRUST_DOMAIN", trustDomain));
    env.add(EnvVars.value("ISTIO_META_POD_PORTS", json(podPorts(pod))));
    env.add(
        EnvVars.value(
            "ISTIO_META_APP_CONTAINERS",
            pod.getSpec().getContainers().stream()
                .map(Container::getName)
                .collect(Collectors.joining(","))));
    env.add(EnvVars.value("ISTIO_META_CLUSTER_ID", cluster.id()));
    env.add(EnvVars.field("ISTIO_META_NODE_NAME", "spec.nodeName"));
    if (settings.template() == Template.SIDECAR) {
      env.add(
          EnvVars.value(
              "ISTIO_META_INTERCEPTION_MODE", settings.proxyConfig().interceptionMode().name()));
    }
    if (!cluster.network().isEmpty()) {
      env.add(EnvVars.value("ISTIO_META_NETWORK", cluster.network()));
    }
    env.add(EnvVars.value("ISTIO_META_WORKLOAD_NAME", owner.name()));
    env.add(EnvVars.value("ISTIO_META_OWNER", owner.uri(namespace)));
    env.add(
        EnvVars.value(
            "ISTIO_META_MESH_ID", cluster.meshId().isEmpty() ? trustDomain : cluster.meshId()));
    env.add(EnvVars.value("ISTIO_META_ISTIO_REVISION", config.revision().revision()));
    settings
        .proxyConfig()
        .json()
        .path(ProxyConfigFields.METADATA)
        .properties()
        .forEach(entry -> EnvVars.addUnlessSet(env, entry.getKey(), entry.getValue().asText()));
    probes.json().ifPresent(json -> env.add(EnvVars.value(SidecarNames.PROBERS_ENV, json)));
    metrics.json().ifPresent(json -> env.add(EnvVars.value(SidecarNames.METRICS_ENV, json)));
    return env;
  }

  private static Duration grace(Pod pod) {
    Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
    return seconds == null ? KUBERNETES_GRACE : Duration.ofSeconds(seconds);
  }

  private static List<ContainerPort> podPorts(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .toList();
  }

  private Lifecycle lifecycle() {
    LifecycleBuilder lifecycle =
        new LifecycleBuilder()
            .withNewPreStop()
            .withNewExec()
            .withCommand(DRAIN)
            .endExec()
            .endPreStop();
    boolean beforeApplication =
        settings.template() == Template.SIDECAR && !settings.nativeSidecar();
    if (settings.holdApplication() && beforeApplication) {
      lifecycle.withNewPostStart().withNewExec().withCommand(AWAIT_READY).endExec().endPostStart();
    }
    return lifecycle.build();
  }

  private static Probe probe(PodSettings.Readiness readiness) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath("/healthz/ready")
        .withNewPort(Ports.PROXY_READINESS)
        .endHttpGet()
        .withInitialDelaySeconds(
            readiness.initialDelaySeconds() == 0 ? null : readiness.initialDelaySeconds())
        .withPeriodSeconds(readiness.periodSeconds())
        .withTimeoutSeconds(3)
        .withFailureThreshold(readiness.failureThreshold())
        .build();
  }

  /** As Istio's injector: only root is left a capability that its container is given. */
  private SecurityContext securityContext() {
    boolean transparent =
        settings.template() == Template.SIDECAR
            && settings.proxyConfig().interceptionMode() == InterceptionMode.TPROXY;
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withPrivileged(false)
        .withReadOnlyRootFilesystem(true)
        .withRunAsNonRoot(!transparent)
        .withRunAsUser(transparent ? 0L : ProxyPod.PROXY_ID)
        .withRunAsGroup((long) ProxyPod.PROXY_ID)
        .withNewCapabilities()
        .addAllToAdd(transparent ? List.of("NET_ADMIN") : List.of())
        .addToDrop("ALL")
        .endCapabilities()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that is not JSON", e);
    }
  }
}
