package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the images of control plane and proxies come from. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Images(
    @Pattern("^[a-zA-Z0-9]([-a-zA-Z0-9._:/]*[a-zA-Z0-9])?$") @JsonPropertyDescription(
            "Registry, with path if any, that replaces the one of the operator's own list, e.g."
                + " registry.example.com/mesh. Image name and tag or digest stay.")
        @Nullable String registry,
    @Default("IfNotPresent") @JsonPropertyDescription("When the kubelet pulls.")
        PullPolicy pullPolicy,
    @JsonPropertyDescription(
            "Names of pull Secrets in the mesh's namespace, used by the control plane.")
        List<String> pullSecrets) {

  /** When the kubelet pulls an image. */
  public enum PullPolicy {
    Always,
    IfNotPresent,
    Never
  }

  public Images {
    pullPolicy = pullPolicy == null ? PullPolicy.IfNotPresent : pullPolicy;
    pullSecrets = pullSecrets == null ? List.of() : List.copyOf(pullSecrets);
  }

  static Images defaults() {
    return new Images(null, PullPolicy.IfNotPresent, List.of());
  }
}
