package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** When the mesh's own root is replaced. A CA that the user brings is never touched. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RootRotation(
    @Default("Automatic")
        @JsonPropertyDescription(
            "Automatic: the root is replaced before it expires, and by the schedule. Manual: only"
                + " when the annotation meshwright.io/rotate-root: now asks for it.")
        Mode mode,
    @Default(DEFAULT_VALIDITY)
        @Size(min = 1, max = 20) @Pattern(DataPlane.DURATION) @JsonPropertyDescription("How long a new root lives, such as 87600h, which is ten years.")
        String validity,
    @Default(DEFAULT_BEFORE)
        @Size(min = 1, max = 20) @Pattern(DataPlane.DURATION) @JsonPropertyDescription(
            "How long before its end a root is replaced; less than its validity.")
        String before,
    @JsonPropertyDescription(
            "When the root is replaced besides: minute, hour, day of the month, month and day of the"
                + " week in UTC, as in cron. A time that passed since the root was made counts.")
        @Nullable @Size(max = 100) String schedule,
    @Default(DEFAULT_PATIENCE)
        @Size(min = 1, max = 20) @Pattern(DataPlane.DURATION) @JsonPropertyDescription(
            "How long a step waits for proxies that do not say that they have followed: older"
                + " versions, and those that are not connected. At least the longest life of a"
                + " workload's certificate, or they are cut off.")
        String patience) {

  static final String DEFAULT_VALIDITY = "87600h";
  static final String DEFAULT_BEFORE = "2160h";
  static final String DEFAULT_PATIENCE = "24h";

  /** Who decides that the root is replaced. */
  public enum Mode {
    Automatic,
    Manual
  }

  public RootRotation {
    mode = mode == null ? Mode.Automatic : mode;
    validity = validity == null ? DEFAULT_VALIDITY : validity;
    before = before == null ? DEFAULT_BEFORE : before;
    patience = patience == null ? DEFAULT_PATIENCE : patience;
  }

  static RootRotation defaults() {
    return new RootRotation(
        Mode.Automatic, DEFAULT_VALIDITY, DEFAULT_BEFORE, null, DEFAULT_PATIENCE);
  }
}
