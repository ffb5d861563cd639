package io.meshwright.operator.config;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Version of an API server or kubelet, as far as features depend on it. */
public record KubernetesVersion(int major, int minor) implements Comparable<KubernetesVersion> {

  /** The first whose kubelet restarts a native sidecar when its image changes. */
  public static final KubernetesVersion REPLACES_SIDECARS = new KubernetesVersion(1, 32);

  private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4}).*");

  /** Reads {@code v1.34.2+k3s1} or {@code 1.34+}; empty for anything else. */
  public static Optional<KubernetesVersion> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(
            new KubernetesVersion(
                Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
        : Optional.empty();
  }

  /** Whether native sidecars can be upgraded in place. */
  public boolean replacesSidecars() {
    return compareTo(REPLACES_SIDECARS) >= 0;
  }

  @Override
  public int compareTo(KubernetesVersion other) {
    return Comparator.comparingInt(KubernetesVersion::major)
        .thenComparingInt(KubernetesVersion::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
