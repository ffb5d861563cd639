package io.meshwright.xds;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a workload: {@code spiffe://<trust domain>/ns/<namespace>/sa/<service account>}
 * (Istio's form of a SPIFFE ID).
 */
public record SpiffeId(TrustDomain trustDomain, String namespace, String serviceAccount) {

  private static final Pattern SEGMENT = Pattern.compile("[a-zA-Z0-9._-]+");
  private static final Pattern URI = Pattern.compile("spiffe://([^/]+)/ns/([^/]+)/sa/([^/]+)");

  public SpiffeId {
    requireSegment("namespace", namespace);
    requireSegment("service account", serviceAccount);
  }

  /** Reads the URI form; empty if it is not an identity of this form. */
  public static Optional<SpiffeId> parse(String uri) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SpiffeId(new TrustDomain(matcher.group(1)), matcher.group(2), matcher.group(3)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** The URI that stands in the certificate. */
  public String uri() {
    return "spiffe://" + principal();
  }

  /** The form of policies and metrics: the URI without its scheme. */
  public String principal() {
    return trustDomain + "/ns/" + namespace + "/sa/" + serviceAccount;
  }

  @Override
  public String toString() {
    return uri();
  }

  private static void requireSegment(String what, String value) {
    if (!SEGMENT.matcher(value).matches() || value.equals(".") || value.equals("..")) {
      throw new IllegalArgumentException(
          "not a SPIFFE path segment for a " + what + ": '" + value + "'");
    }
  }
}
