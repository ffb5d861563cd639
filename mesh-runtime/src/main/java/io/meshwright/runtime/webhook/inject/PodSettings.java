package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.meshwright.crd.injection.InjectionValues;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.runtime.capture.CapturePolicy;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one pod is injected: the injector's values, changed by the pod's annotations (istio-features,
 * section 1.10). An annotation that is set and not supported fails the admission by its name,
 * because ignoring it would run the pod in another way than its author wrote.
 *
 * @param holdApplication whether the application waits for a classic sidecar
 * @param remarks what its author should know, though the pod is admitted
 */
record PodSettings(
    Template template,
    String image,
    ResourceRequirements resources,
    boolean nativeSidecar,
    boolean holdApplication,
    boolean rewriteProbes,
    boolean mergeMetrics,
    CapturePolicy capture,
    PodProxyConfig proxyConfig,
    LogSettings log,
    UserVolumes volumes,
    Readiness readiness,
    List<ConfigError> remarks) {

  private static final int MOST_SECONDS = 3600;

  /** How the kubelet asks whether the proxy is ready. */
  record Readiness(int initialDelaySeconds, int periodSeconds, int failureThreshold) {

    private static Readiness read(AnnotationReader reader) {
      return new Readiness(
          reader.number(Annotations.READINESS_INITIAL_DELAY, 0, MOST_SECONDS).orElse(0),
          reader.number(Annotations.READINESS_PERIOD, 1, MOST_SECONDS).orElse(15),
          reader.number(Annotations.READINESS_FAILURES, 1, MOST_SECONDS).orElse(4));
    }
  }

  /** {@code name} is the pod's, as errors spell it. */
  static PodSettings parse(Pod pod, String namespace, InjectionConfig config, String name)
      throws ConfigException {
    AnnotationReader reader = new AnnotationReader(PodMaps.annotations(pod), name);
    PodAnnotations.check(reader);
    Template template = template(reader);
    InjectionValues values = config.values();
    PodProxyConfig proxyConfig =
        new ProxySettings(config, reader).of(namespace, PodMaps.labels(pod));
    PodSettings settings =
        new PodSettings(
            template,
            image(reader, values.image()),
            resources(reader, values.resources()),
            reader.flag(Annotations.NATIVE_SIDECAR, values.nativeSidecar())
                && template == Template.SIDECAR,
            proxyConfig.holdsApplication(values.holdApplicationUntilProxyStarts()),
            reader.flag(Annotations.REWRITE_PROBES, values.rewriteAppHTTPProbe()),
            MetricsMerge.isAsked(reader, proxyConfig.statusPort(), config.mesh().prometheusMerge()),
            CaptureSettings.of(reader, config.capture())
                .withMode(proxyConfig.interceptionMode())
                .withDns(proxyConfig.answersDns())
                .withoutInbound(proxyConfig.statusPort()),
            proxyConfig,
            LogSettings.read(reader),
            UserVolumes.read(reader, pod),
            Readiness.read(reader),
            reader.remarks());
    reader.requireNoErrors();
    return settings;
  }

  private static Template template(AnnotationReader reader) {
    String word = reader.text(Annotations.INJECT_TEMPLATES).orElse("");
    if (word.isEmpty()) {
      return Template.SIDECAR;
    }
    Optional<Template> template = Template.of(word);
    if (template.isEmpty()) {
      reader.bad(Annotations.INJECT_TEMPLATES, word, "sidecar or gateway");
    }
    return template.orElse(Template.SIDECAR);
  }

  private static String image(AnnotationReader reader, String absent) {
    String type = reader.text(Annotations.PROXY_IMAGE_TYPE).orElse("default");
    switch (type) {
      case "default", "distroless" -> {}
      default ->
          reader.bad(
              Annotations.PROXY_IMAGE_TYPE,
              type,
              "default or distroless: there are no other images");
    }
    String image = reader.text(Annotations.PROXY_IMAGE).orElse(absent);
    if (!InjectionConfig.IMAGE.matcher(image).matches()) {
      reader.bad(Annotations.PROXY_IMAGE, image, "an image");
    }
    return image;
  }

  private static ResourceRequirements resources(
      AnnotationReader reader, InjectionValues.Resources defaults) {
    Map<String, Quantity> requests = quantities(defaults.requests());
    Map<String, Quantity> limits = quantities(defaults.limits());
    reader.quantity(Annotations.PROXY_CPU, requests, "cpu");
    reader.quantity(Annotations.PROXY_MEMORY, requests, "memory");
    reader.quantity(Annotations.PROXY_CPU_LIMIT, limits, "cpu");
    reader.quantity(Annotations.PROXY_MEMORY_LIMIT, limits, "memory");
    return new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
  }

  private static Map<String, Quantity> quantities(Map<String, String> texts) {
    Map<String, Quantity> quantities = new HashMap<>();
    texts.forEach((key, text) -> quantities.put(key, Quantity.parse(text)));
    return quantities;
  }
}
