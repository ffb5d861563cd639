package io.meshwright.crd.naming;

import java.util.regex.Pattern;

/** What names that become labels or namespaces look like (RFC 1123). */
public final class DnsLabel {

  /** For schemas, which do not look at the whole text unless they are told to. */
  public static final String PATTERN = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";

  private static final Pattern COMPILED = Pattern.compile(PATTERN);

  private DnsLabel() {}

  /** Whether a text is one label. */
  public static boolean isOne(String text) {
    return COMPILED.matcher(text).matches();
  }
}
