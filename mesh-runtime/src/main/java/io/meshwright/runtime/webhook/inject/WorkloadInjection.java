package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.zjsonpatch.JsonPatch;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts proxies into the pod templates of workloads, with what the webhook does to their pods
 * (istio-features I19). Whatever else the documents say stays as it is written. Pure.
 */
final class WorkloadInjection {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonPointer TEMPLATE = JsonPointer.compile("/spec/template");

  /** Where the pods of each kind are described. */
  private static final Map<String, JsonPointer> TEMPLATES =
      Map.of(
          "Pod", JsonPointer.empty(),
          "Deployment", TEMPLATE,
          "DaemonSet", TEMPLATE,
          "StatefulSet", TEMPLATE,
          "ReplicaSet", TEMPLATE,
          "ReplicationController", TEMPLATE,
          "Job", TEMPLATE,
          "CronJob", JsonPointer.compile("/spec/jobTemplate/spec/template"));

  private final InjectionConfig config;
  private final String defaultNamespace;
  private final Consumer<ConfigError> remarks;

  /**
   * An injection that tells {@code remarks} what its authors should know.
   *
   * @param defaultNamespace that of documents which name none
   */
  WorkloadInjection(
      InjectionConfig config, String defaultNamespace, Consumer<ConfigError> remarks) {
    this.config = config;
    this.defaultNamespace = defaultNamespace;
    this.remarks = remarks;
  }

  /**
   * A document with proxies in its pods, or as it is if it has none.
   *
   * @throws ConfigException if a pod asks for something that cannot be given
   */
  JsonNode inject(JsonNode document) throws ConfigException {
    JsonNode copy = document.deepCopy();
    if (copy.path("kind").asText().endsWith("List") && copy.path("items").isArray()) {
      List<JsonNode> items = new ArrayList<>();
      for (JsonNode item : copy.path("items")) {
        items.add(inject(item));
      }
      ((ObjectNode) copy).putArray("items").addAll(items);
      return copy;
    }
    JsonPointer at = TEMPLATES.get(copy.path("kind").asText());
    if (at == null || !(copy.at(at) instanceof ObjectNode template)) {
      return copy;
    }
    ObjectNode injected = template(copy, template);
    if (at.matches()) {
      return injected;
    }
    ((ObjectNode) copy.at(at.head())).set(at.last().getMatchingProperty(), injected);
    return copy;
  }

  private ObjectNode template(JsonNode workload, ObjectNode template) throws ConfigException {
    ObjectNode written = template.deepCopy();
    written.withObjectProperty("metadata");
    written.withObjectProperty("spec");
    Pod pod = pod(workload, written);
    String namespace = workload.path("metadata").path("namespace").asText(defaultNamespace);
    return switch (InjectionDecision.of(pod, namespace, config.values())) {
      case InjectionDecision.Skip _ -> template;
      case InjectionDecision.Inject _ -> {
        Injected injected = new SidecarInjector(config).inject(pod, namespace);
        injected.remarks().forEach(remarks);
        yield (ObjectNode) JsonPatch.apply(InjectionReview.patch(pod, injected.pod()), written);
      }
    };
  }

  /** The pod as the webhook would see it: it knows the workload that it belongs to. */
  private static Pod pod(JsonNode workload, ObjectNode template) throws ConfigException {
    String kind = workload.path("kind").asText();
    String name = workload.path("metadata").path("name").asText();
    try {
      Pod pod = JSON.treeToValue(template, Pod.class);
      if (!kind.equals("Pod")) {
        pod.getMetadata()
            .setOwnerReferences(
                List.of(
                    new OwnerReferenceBuilder()
                        .withApiVersion(workload.path("apiVersion").asText())
                        .withKind(kind)
                        .withName(name)
                        .withController(true)
                        .build()));
      }
      return pod;
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          new ConfigError(kind + " " + name, "", e.getOriginalMessage(), "a pod template"));
    }
  }
}
