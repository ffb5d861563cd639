package io.meshwright.runtime.policy;

import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.Destination;
import io.meshwright.runtime.model.traffic.WeightedDestination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses where a route leads, and the shares of several destinations (istio-features VS13). */
final class DestinationParser {

  private final Problems problems;
  private final String namespace;
  private final String dnsDomain;

  DestinationParser(Problems problems, String namespace, String dnsDomain) {
    this.problems = problems;
    this.namespace = namespace;
    this.dnsDomain = dnsDomain;
  }

  Destination destination(String path, io.meshwright.crd.networking.@Nullable Destination written) {
    if (written == null) {
      problems.add(path, "", "a destination");
      return new Destination(new Hostname(""), "", null);
    }
    String host = problems.required(path + ".host", written.host(), "a host name");
    if (host.startsWith("*")) {
      problems.add(path + ".host", host, "a host name without wildcard");
    }
    Integer port = written.port() == null ? null : written.port().number();
    if (port != null) {
      port = problems.integer(path + ".port.number", port, 1, 1, Problems.MAX_PORT);
    }
    String subset = written.subset() == null ? "" : written.subset();
    return new Destination(Hostname.resolve(host, namespace, dnsDomain), subset, port);
  }

  /** Drops what has no share; a single destination needs none. */
  List<WeightedDestination> weighted(String path, List<WeightedDestination> all) {
    if (all.isEmpty()) {
      problems.add(path, "", "at least one destination");
      return List.of();
    }
    if (all.size() == 1) {
      WeightedDestination only = all.getFirst();
      return List.of(new WeightedDestination(only.destination(), 1, only.headers()));
    }
    List<WeightedDestination> chosen =
        all.stream().filter(destination -> destination.weight() > 0).toList();
    if (chosen.isEmpty()) {
      problems.add(path, "only weights of 0", "a weight above 0");
    }
    long sum = chosen.stream().mapToLong(WeightedDestination::weight).sum();
    if (sum > 0xFFFF_FFFFL) {
      problems.add(path, "weights of " + sum + " in all", "at most 4294967295 in all");
    }
    return chosen;
  }
}
