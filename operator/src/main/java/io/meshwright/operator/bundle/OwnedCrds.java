package io.meshwright.operator.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.CRDDescription;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.CRDDescriptionBuilder;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.SpecDescriptor;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.StatusDescriptor;
import io.meshwright.crd.CustomResourceDefinitions;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** What the console shows of each kind: names and texts are those of the CRD's schema. */
final class OwnedCrds {

  private static final String UI = "urn:alm:descriptor:com.tectonic.ui:";

  /** How the console shows a field, where it is not plain text. */
  private static final Map<String, List<String>> WIDGETS =
      Map.of(
          "spec.paused", List.of(UI + "booleanSwitch"),
          "spec.controlPlane.replicas", List.of(UI + "podCount"),
          "spec.controlPlane.resources", List.of(UI + "resourceRequirements"),
          "status.conditions", List.of("urn:alm:descriptor:io.kubernetes.conditions"));

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private OwnedCrds() {}

  static List<CRDDescription> all() {
    return CustomResourceDefinitions.NAMES.stream()
        .map(name -> YAML.unmarshal(CustomResourceDefinitions.yaml(name), JsonNode.class))
        .map(OwnedCrds::describe)
        .toList();
  }

  private static CRDDescription describe(JsonNode crd) {
    JsonNode version = storedVersion(crd);
    JsonNode schema = version.at("/schema/openAPIV3Schema");
    List<SpecDescriptor> spec = new ArrayList<>();
    List<StatusDescriptor> status = new ArrayList<>();
    // Istio's kinds are for YAML: hundreds of fields would help nobody
    if (crd.at("/spec/group").asText().equals(MeshInstallation.GROUP)) {
      fields(
          schema,
          "spec",
          (path, text) ->
              spec.add(new SpecDescriptor(text, title(path), path, null, widgets("spec." + path))));
      fields(
          schema,
          "status",
          (path, text) ->
              status.add(
                  new StatusDescriptor(text, title(path), path, null, widgets("status." + path))));
    }
    return new CRDDescriptionBuilder()
        .withName(crd.at("/metadata/name").asText())
        .withKind(crd.at("/spec/names/kind").asText())
        .withVersion(version.get("name").asText())
        .withDisplayName(words(crd.at("/spec/names/kind").asText()))
        .withDescription(description(schema, crd.at("/spec/names/kind").asText()))
        .withSpecDescriptors(spec)
        .withStatusDescriptors(status)
        .build();
  }

  private static JsonNode storedVersion(JsonNode crd) {
    for (JsonNode version : crd.at("/spec/versions")) {
      if (version.path("storage").asBoolean()) {
        return version;
      }
    }
    throw new IllegalStateException("no stored version in " + crd.at("/metadata/name"));
  }

  private static String description(JsonNode schema, String kind) {
    String text = schema.path("description").asText();
    return text.isEmpty() ? words(kind) + ", as Istio has it." : text;
  }

  /** The fields of a part and, as the control plane is what users size, those below it. */
  private static void fields(JsonNode schema, String part, BiConsumer<String, String> each) {
    schema
        .at("/properties/" + part + "/properties")
        .properties()
        .forEach(
            field -> {
              each.accept(field.getKey(), field.getValue().path("description").asText());
              if (field.getKey().equals("controlPlane")) {
                field
                    .getValue()
                    .path("properties")
                    .properties()
                    .forEach(
                        inner ->
                            each.accept(
                                field.getKey() + "." + inner.getKey(),
                                inner.getValue().path("description").asText()));
              }
            });
  }

  private static List<String> widgets(String path) {
    return WIDGETS.getOrDefault(path, List.of());
  }

  private static String title(String path) {
    return words(path.substring(path.lastIndexOf('.') + 1));
  }

  /** {@code meshConfig} becomes {@code Mesh config}. */
  private static String words(String camelCase) {
    String spaced = camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
  }
}
