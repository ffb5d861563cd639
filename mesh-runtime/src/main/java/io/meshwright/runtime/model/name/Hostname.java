package io.meshwright.runtime.model.name;

import java.util.Comparator;
import java.util.Locale;

/**
 * A host name, or a pattern of host names: a leading {@code *} stands for anything, including dots,
 * and is the only wildcard (istio-features G1).
 */
public record Hostname(String name) implements Comparable<Hostname> {

  /** Most specific first: exact names, then the longer pattern, then by name. */
  public static final Comparator<Hostname> MOST_SPECIFIC_FIRST =
      Comparator.comparing(Hostname::wildcard)
          .thenComparingInt((Hostname host) -> -host.name.length())
          .thenComparing(Hostname::name);

  public Hostname {
    name = name.toLowerCase(Locale.ROOT);
  }

  /**
   * A name as it stands in a resource: without a dot it is a Service in the resource's own
   * namespace (istio-features G2).
   */
  public static Hostname resolve(String written, String namespace, String dnsDomain) {
    boolean shortName = !written.isEmpty() && !written.startsWith("*") && written.indexOf('.') < 0;
    return new Hostname(shortName ? written + "." + namespace + ".svc." + dnsDomain : written);
  }

  /** Whether this is a pattern. */
  public boolean wildcard() {
    return name.startsWith("*");
  }

  /** Whether some host is meant by both names; symmetric. */
  public boolean matches(Hostname other) {
    return subsetOf(other) || other.subsetOf(this);
  }

  /** Whether each host meant by this name is also meant by {@code other}. */
  public boolean subsetOf(Hostname other) {
    if (!other.wildcard()) {
      return name.equals(other.name);
    }
    String suffix = other.name.substring(1);
    String own = wildcard() ? name.substring(1) : name;
    boolean longer = wildcard() ? own.length() >= suffix.length() : own.length() > suffix.length();
    return own.endsWith(suffix) && (longer || suffix.isEmpty());
  }

  @Override
  public int compareTo(Hostname other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
