package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.zjsonpatch.JsonDiff;
import io.meshwright.runtime.webhook.AdmissionHandler;
import io.meshwright.runtime.webhook.Admissions;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Answers the API server's question what to do with a new pod: as it is, patched, or not at all.
 */
public final class InjectionReview implements AdmissionHandler {

  private static final Logger LOG = Logger.getLogger(InjectionReview.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<Optional<InjectionConfig>> config;

  /** {@code config} gives the configuration of the moment; empty while none was read. */
  public InjectionReview(Supplier<Optional<InjectionConfig>> config) {
    this.config = config;
  }

  @Override
  public AdmissionResponse review(AdmissionRequest request) {
    if (!(request.getObject() instanceof Pod pod)) {
      return Admissions.allow(request);
    }
    Optional<InjectionConfig> current = config.get();
    if (current.isEmpty()) {
      return Admissions.deny(request, "the injection configuration is not available yet");
    }
    if (!whole(pod)) {
      return Admissions.deny(request, "found a pod without names of all its containers");
    }
    String namespace = Optional.ofNullable(request.getNamespace()).orElse("default");
    return switch (InjectionDecision.of(pod, namespace, current.get().values())) {
      case InjectionDecision.Skip skip -> {
        LOG.debugf("Not injecting a pod of %s: %s", namespace, skip.reason());
        yield Admissions.allow(request);
      }
      case InjectionDecision.Inject _ -> inject(request, pod, namespace, current.get());
    };
  }

  /** Whether it has what injection takes for granted, as each pod of an API server does. */
  private static boolean whole(Pod pod) {
    return pod.getMetadata() != null
        && pod.getSpec() != null
        && Stream.concat(
                pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
            .allMatch(container -> container.getName() != null);
  }

  private static AdmissionResponse inject(
      AdmissionRequest request, Pod pod, String namespace, InjectionConfig config) {
    try {
      Injected injected = new SidecarInjector(config).inject(pod, namespace);
      AdmissionResponse response = Admissions.allow(request);
      response.setPatchType("JSONPatch");
      response.setPatch(
          Base64.getEncoder()
              .encodeToString(
                  patch(pod, injected.pod()).toString().getBytes(StandardCharsets.UTF_8)));
      List<String> warnings = injected.remarks().stream().map(ConfigError::message).toList();
      warnings.forEach(warning -> LOG.infof("Injected with a warning: %s", warning));
      response.setWarnings(warnings);
      return response;
    } catch (ConfigException e) {
      LOG.infof("Refused a pod of %s: %s", namespace, e.getMessage());
      return Admissions.deny(request, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      // quantities are looked at where pods are copied
      return Admissions.deny(request, "found a pod that cannot be read: " + e.getMessage());
    }
  }

  /**
   * Compares two trees of the same model, so that fields which the model does not know are in
   * neither and stay untouched.
   */
  static JsonNode patch(Pod pod, Pod injected) {
    return JsonDiff.asJson(JSON.valueToTree(pod), JSON.valueToTree(injected));
  }
}
