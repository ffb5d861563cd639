package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where an analysis learns how many requests there were, failed, and how long they took. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "has(self.mesh) != has(self.prometheus)",
    message = "a source is exactly one of mesh and prometheus")
public record AnalysisSource(
    @JsonPropertyDescription(
            "The proxies' own metrics, as the control planes that they are connected to read them.")
        @Nullable Mesh mesh,
    @JsonPropertyDescription("A server with Prometheus' HTTP API that has the proxies' metrics.")
        @Nullable Prometheus prometheus) {

  static AnalysisSource ofMesh() {
    return new AnalysisSource(new Mesh(), null);
  }

  /** Nothing is to be said of it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Mesh() {}

  /** A server of metrics, and how to get in. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!(has(self.caSecretRef) && has(self.caConfigMapRef))",
      message = "roots are in a Secret or in a ConfigMap, not in both")
  public record Prometheus(
      @Required
          @Size(min = 8, max = 2_000) @Pattern("^https?://.+$") @JsonPropertyDescription(
              "Its address, without /api/v1: http://prometheus.monitoring:9090.")
          String url,
      @JsonPropertyDescription(
              "Labels that the mesh's series have there beside the proxies' own, such as cluster.")
          Map<String, String> labels,
      @JsonPropertyDescription("The bearer token that it wants: an entry of a Secret.")
          @Nullable EntryRef tokenSecretRef,
      @JsonPropertyDescription("Roots of its certificate, in PEM: an entry of a Secret.")
          @Nullable EntryRef caSecretRef,
      @JsonPropertyDescription("Roots of its certificate, in PEM: an entry of a ConfigMap.")
          @Nullable EntryRef caConfigMapRef) {

    public Prometheus {
      labels = labels == null ? Map.of() : Map.copyOf(labels);
    }
  }

  /** An entry of an object in the mesh's namespace. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record EntryRef(
      @Required
          @Size(min = 1, max = 253) @JsonPropertyDescription("The object's name, in the mesh's namespace.")
          String name,
      @Required @Size(min = 1, max = 253) @JsonPropertyDescription("The entry's key.")
          String key) {}
}
