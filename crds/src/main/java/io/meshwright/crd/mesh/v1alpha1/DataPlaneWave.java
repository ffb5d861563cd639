package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.meshwright.crd.naming.DnsLabel;
import org.jspecify.annotations.Nullable;

/** Workloads that are restarted together; all that is said of them must hold. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "has(self.namespaceSelector) || has(self.workloadSelector) || has(self.percentage)",
    message = "a wave needs a namespaceSelector, a workloadSelector or a percentage")
@ValidationRule(
    value = "self.name != '" + DataPlane.LAST_WAVE + "'",
    message = "rest is the name of the wave of what is left")
public record DataPlaneWave(
    @Required
        @Size(min = 1, max = 63) @Pattern(DnsLabel.PATTERN) @JsonPropertyDescription("Name of the wave, one of a kind in the installation.")
        String name,
    @JsonPropertyDescription("Labels of the workloads' namespaces.")
        @Nullable ObjectSelector namespaceSelector,
    @JsonPropertyDescription("Labels of the workloads' pods, as their templates have them.")
        @Nullable ObjectSelector workloadSelector,
    @Min(1) @Max(100) @JsonPropertyDescription(
            "Percentage of the workloads that are left when the waves before have taken theirs;"
                + " rounded up. Which ones does not change from one upgrade to the next.")
        @Nullable Integer percentage,
    @JsonPropertyDescription(
            "Workloads of this wave that may roll at once; spec.dataPlane.maxUnavailable, if left"
                + " out.")
        @Nullable IntOrString maxUnavailable,
    @Size(min = 1, max = 20) @Pattern("^(" + FOREVER + "|([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?)$")
        @JsonPropertyDescription(
            "How long to wait after the wave before the next one begins, such as 10m; forever waits"
                + " for the annotation meshwright.io/data-plane: resume. No pause, if left out.")
        @Nullable String pause) {

  /** A pause that only a user ends. */
  public static final String FOREVER = "forever";
}
