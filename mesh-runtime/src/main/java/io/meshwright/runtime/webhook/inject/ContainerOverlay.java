package io.meshwright.runtime.webhook.inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.meshwright.crd.naming.ProxyPod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Puts a user's container over the injector's: each field that the user sets stays; of lists whose
 * elements have a key, those of both are there (Kubernetes' strategic merge, istio-features I18).
 */
final class ContainerOverlay {

  /** What API servers write beside an image without a tag, where the user wrote nothing. */
  private static final String DEFAULT_PULL_POLICY = "Always";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** By what elements of a list are the same. */
  private static final Map<String, String> KEYS =
      Map.of(
          "env", "name",
          "ports", "containerPort",
          "volumeMounts", "mountPath",
          "volumeDevices", "devicePath");

  /** Unions: two halves would make no whole. */
  private static final Set<String> WHOLE =
      Set.of("livenessProbe", "readinessProbe", "startupProbe", "preStop", "postStart");

  private ContainerOverlay() {}

  static Container merge(Container injectors, Container users) {
    ObjectNode merged = JSON.valueToTree(injectors);
    ObjectNode over = JSON.valueToTree(users);
    if (over.path("image").asText().equals(ProxyPod.AUTOMATIC_IMAGE)) {
      over.remove("image");
      if (over.path("imagePullPolicy").asText().equals(DEFAULT_PULL_POLICY)) {
        over.remove("imagePullPolicy");
      }
    }
    merge(merged, over);
    try {
      return JSON.treeToValue(merged, Container.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("two containers that do not make one", e);
    }
  }

  private static void merge(ObjectNode below, ObjectNode above) {
    above
        .properties()
        .forEach(
            field -> {
              String name = field.getKey();
              JsonNode old = below.get(name);
              JsonNode value = field.getValue();
              String key = KEYS.get(name);
              if (old instanceof ObjectNode object
                  && value instanceof ObjectNode users
                  && !WHOLE.contains(name)) {
                merge(object, users);
              } else if (old instanceof ArrayNode list
                  && value instanceof ArrayNode users
                  && key != null) {
                below.set(name, byKey(key, list, users));
              } else {
                below.set(name, value);
              }
            });
  }

  private static ArrayNode byKey(String key, ArrayNode below, ArrayNode above) {
    Map<JsonNode, JsonNode> elements = new LinkedHashMap<>();
    below.forEach(element -> elements.put(element.path(key), element));
    above.forEach(element -> elements.put(element.path(key), element));
    return JSON.createArrayNode().addAll(elements.values());
  }
}
