package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who signs for the workloads of a mesh, and how far a change of root is. A report only: what has
 * to be remembered is in the Secret of the authority.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrustStatus(
    @JsonPropertyDescription(
            "Own: Secret istio-ca-secret, which the mesh made. PlugIn: Secret cacerts, which a user"
                + " brought and replaces.")
        @Nullable Source source,
    @JsonPropertyDescription(
            "Stable: one root, nothing under way. Preparing: a new root is made and kept."
                + " Distributing: everybody is to trust it. Activating: it signs, and all"
                + " certificates are being replaced. Retiring: the old root is taken away from"
                + " everybody.")
        Phase phase,
    @JsonPropertyDescription("Since when (RFC 3339).") @Nullable String since,
    @JsonPropertyDescription("Why the root is, or was last, replaced.") @Nullable Cause cause,
    @JsonPropertyDescription("What is awaited, in a sentence.") @Nullable String message,
    @JsonPropertyDescription("The roots, the one that signs first.") List<Root> roots,
    @JsonPropertyDescription("When the root is replaced next by itself (RFC 3339).")
        @Nullable String nextRotation,
    @JsonPropertyDescription("Connected proxies.") @Nullable Followers proxies) {

  /** Where the key comes from. */
  public enum Source {
    Own,
    PlugIn
  }

  /** Steps of a change of root. */
  public enum Phase {
    Stable,
    Preparing,
    Distributing,
    Activating,
    Retiring
  }

  /** Why a root is replaced. */
  public enum Cause {
    Requested,
    Expiring,
    Scheduled
  }

  public TrustStatus {
    roots = roots == null ? List.of() : List.copyOf(roots);
  }

  /** A root of the mesh. */
  public record Root(
      @JsonPropertyDescription("SHA-256 of its DER form.") String fingerprint,
      @JsonPropertyDescription("When it ends (RFC 3339).") String notAfter,
      @JsonPropertyDescription(
              "Signing: new certificates lead to it. Trusted: it is believed, and does not sign."
                  + " Next: it is kept, and nobody was told of it yet.")
          Role role) {}

  /** What a root is for. */
  public enum Role {
    Signing,
    Trusted,
    Next
  }

  /** How many proxies have followed. */
  public record Followers(
      @JsonPropertyDescription("How many there are, connected or not.") long total,
      @JsonPropertyDescription("How many say that they trust exactly the mesh's roots.")
          long trusting,
      @JsonPropertyDescription("How many say that their certificate leads to the signing root.")
          long certified) {}
}
