package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connected proxies, as the control planes report them. What is not known is not zero: totals are
 * then absent.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Proxies(
    @JsonPropertyDescription(
            "Proxies that are up to date and all proxies, as n/m; unknown, if a control plane did"
                + " not answer.")
        String upToDate,
    @JsonPropertyDescription("All connected proxies; absent while not known.") @Nullable Long total,
    @JsonPropertyDescription(
            "Those that a restart of their workload would change; absent while not known.")
        @Nullable Long outdated,
    @JsonPropertyDescription(
            "By revision and namespace, those with outdated proxies first; at most 100 entries.")
        List<NamespaceProxies> namespaces) {

  /** How many entries {@link #namespaces} has at most. */
  public static final int MAX_ENTRIES = 100;

  /** What {@link #upToDate} says while not all proxies are known. */
  public static final String UNKNOWN = "unknown";

  public Proxies {
    namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
  }
}
