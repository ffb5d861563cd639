package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which proxies do not follow, and what was done about it. It is what the operator remembers. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HealingStatus(
    @JsonPropertyDescription("Connected proxies.") @Nullable Long proxies,
    @JsonPropertyDescription("Those that refuse part of their configuration.")
        @Nullable Long refusing,
    @JsonPropertyDescription("Those that have not answered for a minute.") @Nullable Long silent,
    @JsonPropertyDescription(
            "Pods whose proxy is not connected; absent if it is not known, as when pods are not to be"
                + " evicted.")
        @Nullable Long disconnected,
    @JsonPropertyDescription("What keeps a pod or replica from being evicted, in a sentence.")
        @Nullable String message,
    @JsonPropertyDescription("Evictions that were decided on within the last day, newest first.")
        List<Eviction> evictions) {

  /** How many entries {@link #evictions} has at most. */
  public static final int MAX_EVICTIONS = 50;

  public HealingStatus {
    evictions = evictions == null ? List.of() : List.copyOf(evictions);
  }

  /** Before anything was looked at. */
  public static HealingStatus nothing() {
    return new HealingStatus(null, null, null, null, null, List.of());
  }

  /** A pod that is or was to be evicted. */
  public record Eviction(
      @JsonPropertyDescription("Namespace and name of the pod.") String pod,
      @JsonPropertyDescription("The pod's metadata.uid.") String uid,
      @JsonPropertyDescription("Proxy: a workload's pod. ControlPlane: a replica of it.") Kind kind,
      @JsonPropertyDescription("What it belongs to: a workload, or a MeshRevision.") String of,
      @JsonPropertyDescription("Why, in a sentence.") String reason,
      @JsonPropertyDescription("Planned: it is to be evicted. Evicted: it was.") State state,
      @JsonPropertyDescription("Since when (RFC 3339).") String since) {}

  /** What was evicted. */
  public enum Kind {
    Proxy,
    ControlPlane
  }

  /** How far an eviction is. */
  public enum State {
    Planned,
    Evicted
  }
}
