package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How what the desired revision would send to proxies differs from what the active one sends. It is
 * all that the operator remembers of a comparison.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConfigDiffStatus(
    @JsonPropertyDescription("The revision that was active.") String from,
    @JsonPropertyDescription("The revision that was to follow.") String to,
    @JsonPropertyDescription(
            "Pending: the control planes are being asked. Compared: they were. Unavailable: they"
                + " could not be; the message says why.")
        State state,
    @JsonPropertyDescription("What is awaited, or what was not compared, in a sentence.")
        @Nullable String message,
    @JsonPropertyDescription("When the comparison was begun (RFC 3339).") String started,
    @JsonPropertyDescription("When its result was reached (RFC 3339).") @Nullable String completed,
    @JsonPropertyDescription(
            "Connected proxies for which the compared ones stand: one of each namespace, type, set"
                + " of labels and abilities.")
        long proxies,
    @JsonPropertyDescription("How many of them were rendered.") int rendered,
    @JsonPropertyDescription("Differences by kind; kinds without any are left out.")
        List<Count> counts,
    @JsonPropertyDescription(
            "Of the behavioural differences, or of why there is no result. The annotation"
                + " meshwright.io/accept-config-diff with this value accepts them.")
        @Nullable String hash,
    @JsonPropertyDescription("Whether the annotation accepts them.") boolean accepted,
    @JsonPropertyDescription("The worst differences, at most 5.") List<Example> examples,
    @JsonPropertyDescription("The ConfigMap in the mesh's namespace that has all of them.")
        @Nullable String report) {

  /** How many entries {@link #examples} has at most. */
  public static final int MAX_EXAMPLES = 5;

  /** How far a comparison is. */
  public enum State {
    Pending,
    Compared,
    Unavailable
  }

  /** What a difference is about. */
  public enum Kind {
    Listener,
    Route,
    Cluster,
    Endpoint,
    Secret,
    Extension,
    NameTable
  }

  /** What a difference means. */
  public enum Impact {
    Behavioural,
    Harmless
  }

  public ConfigDiffStatus {
    counts = counts == null ? List.of() : List.copyOf(counts);
    examples = examples == null ? List.of() : List.copyOf(examples);
  }

  /** Differences of one kind. */
  public record Count(
      @JsonPropertyDescription("What they are about.") Kind kind,
      @JsonPropertyDescription("Those that may change what becomes of traffic.") int behavioural,
      @JsonPropertyDescription("Those that only change names of statistics and the like.")
          int harmless) {}

  /** One difference. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Example(
      @JsonPropertyDescription("What it is about.") Kind kind,
      @JsonPropertyDescription("Behavioural or Harmless.") Impact impact,
      @JsonPropertyDescription("The name of a resource that has it.") String resource,
      @JsonPropertyDescription("The field; empty if the resource as a whole comes or goes.")
          String field,
      @JsonPropertyDescription("What the active revision sends; absent if nothing.")
          @Nullable String before,
      @JsonPropertyDescription("What the other one would send; absent if nothing.")
          @Nullable String after,
      @JsonPropertyDescription("How many resources have it.") int resources,
      @JsonPropertyDescription("How many connected proxies get one of these.") long proxies) {}

  /** How many differences may change what becomes of traffic. */
  public int behavioural() {
    return counts.stream().mapToInt(Count::behavioural).sum();
  }

  /** How many do not. */
  public int harmless() {
    return counts.stream().mapToInt(Count::harmless).sum();
  }

  /** Whether this is about following one revision after the other. */
  public boolean isAbout(String active, String desired) {
    return from.equals(active) && to.equals(desired);
  }

  /** The same, as the annotation says now. */
  public ConfigDiffStatus withAccepted(boolean now) {
    return now == accepted
        ? this
        : new ConfigDiffStatus(
            from, to, state, message, started, completed, proxies, rendered, counts, hash, now,
            examples, report);
  }
}
