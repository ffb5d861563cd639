package io.meshwright.xds;

import java.util.regex.Pattern;

/**
 * The root of trust under which identities are issued, such as {@code cluster.local} (SPIFFE ID
 * specification, section 2.1: lower-case letters, digits, dots, dashes and underscores, at most 255
 * characters).
 */
public record TrustDomain(String name) {

  private static final Pattern VALID = Pattern.compile("[a-z0-9._-]{1,255}");

  /** What Istio and Meshwright use when nothing is configured. */
  public static final TrustDomain DEFAULT = new TrustDomain("cluster.local");

  public TrustDomain {
    if (!VALID.matcher(name).matches()) {
      throw new IllegalArgumentException("not a SPIFFE trust domain: '" + name + "'");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
