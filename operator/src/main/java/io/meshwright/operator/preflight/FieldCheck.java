package io.meshwright.operator.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.operator.crds.CrdBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Fields in use that this version does not have: removed since the object was written, or of an
 * Istio kind that is not served whole. They have no effect, so each is a warning. Pure.
 */
final class FieldCheck {

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private FieldCheck() {}

  static List<Finding> of(Survey.Configuration configuration) {
    List<Finding> findings = new ArrayList<>();
    Map<String, JSONSchemaProps> schemas = specSchemas();
    for (GenericKubernetesResource object : configuration.objects()) {
      Optional.ofNullable(schemas.get(object.getKind()))
          .ifPresent(
              schema -> {
                List<String> unknown = new ArrayList<>();
                collect("spec", spec(object), schema, unknown);
                for (String field : unknown) {
                  findings.add(
                      Finding.warning(
                          FindingCode.FIELD_UNSUPPORTED,
                          ConfigTrial.nameOf(object),
                          field,
                          "set",
                          "left out: it has no effect in this version"));
                }
              });
    }
    return List.copyOf(findings);
  }

  private static JsonNode spec(GenericKubernetesResource object) {
    return SERIALIZATION.convertValue(
        Objects.requireNonNullElse(object.getAdditionalProperties().get("spec"), Map.of()),
        JsonNode.class);
  }

  private static Map<String, JSONSchemaProps> specSchemas() {
    return CrdBundle.all().values().stream()
        .collect(
            Collectors.toMap(
                crd -> crd.getSpec().getNames().getKind(),
                FieldCheck::specSchema,
                (first, _) -> first));
  }

  private static JSONSchemaProps specSchema(CustomResourceDefinition crd) {
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().getFirst();
    return Objects.requireNonNull(
        version.getSchema().getOpenAPIV3Schema().getProperties().get("spec"));
  }

  private static void collect(
      String path, JsonNode value, JSONSchemaProps schema, List<String> unknown) {
    if (value.isArray() && schema.getItems() != null && schema.getItems().getSchema() != null) {
      for (int i = 0; i < value.size(); i++) {
        collect(path + "[" + i + "]", value.get(i), schema.getItems().getSchema(), unknown);
      }
      return;
    }
    Map<String, JSONSchemaProps> known =
        Objects.requireNonNullElse(schema.getProperties(), Map.of());
    if (!value.isObject() || (known.isEmpty() && schema.getAdditionalProperties() == null)) {
      return;
    }
    for (var field : value.properties()) {
      String at = path + "." + field.getKey();
      JSONSchemaProps next = known.get(field.getKey());
      if (next != null) {
        collect(at, field.getValue(), next, unknown);
      } else if (schema.getAdditionalProperties() == null) {
        unknown.add(at);
      } else if (schema.getAdditionalProperties().getSchema() != null) {
        collect(at, field.getValue(), schema.getAdditionalProperties().getSchema(), unknown);
      }
    }
  }
}
