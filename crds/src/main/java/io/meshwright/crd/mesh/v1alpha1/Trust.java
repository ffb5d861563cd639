package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.meshwright.crd.naming.DnsLabel;
import io.meshwright.crd.naming.MeshNames;

/** Whom workloads trust, and how they learn it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Trust(
    @Default(MeshNames.ROOT_CONFIG_MAP)
        @Size(min = 1, max = 63) @Pattern(DnsLabel.PATTERN) @JsonPropertyDescription(
            "Name of the ConfigMap with the mesh's roots in each namespace; Istio's"
                + " global.trustBundleName. Two meshes in one cluster need two names.")
        String bundleName) {

  public Trust {
    bundleName = bundleName == null ? MeshNames.ROOT_CONFIG_MAP : bundleName;
  }

  static Trust defaults() {
    return new Trust(MeshNames.ROOT_CONFIG_MAP);
  }
}
