package io.meshwright.operator.configdiff;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the elements of Envoy's lists are told apart, and in which the order means nothing. */
final class Lists {

  /** Envoy looks an element up, or takes all of them. */
  private static final Set<String> WITHOUT_ORDER =
      Set.of(
          "additionalAddresses",
          "aliases",
          "domains",
          "endpoints",
          "extraSourceAddresses",
          "filterChains",
          "ips",
          "lbEndpoints",
          "matchTypedSubjectAltNames",
          "prefixRanges",
          "serverNames",
          "sourcePrefixRanges",
          "tlsCertificateSdsSecretConfigs",
          "virtualHosts");

  /** Of lists whose elements have a name of their own under another field than {@code name}. */
  private static final Map<String, List<String>> IDENTITIES =
      Map.of(
          "lbEndpoints",
          List.of(
              "/endpoint/address/socketAddress/address",
              "/endpoint/address/socketAddress/portValue"),
          "endpoints",
          List.of("/locality/region", "/locality/zone", "/locality/subZone", "/priority"));

  private static final List<String> NAME = List.of("/name");

  private Lists() {}

  static boolean isOrdered(String field) {
    return !WITHOUT_ORDER.contains(field);
  }

  /** What the elements are called; empty unless all have a name, and no two the same. */
  static Optional<List<String>> names(String field, List<JsonNode> elements) {
    List<String> pointers = IDENTITIES.getOrDefault(field, NAME);
    boolean mayLackParts = !pointers.equals(NAME);
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode element : elements) {
      List<String> parts = pointers.stream().map(at -> element.at(at).asText()).toList();
      boolean nameless = parts.stream().allMatch(String::isEmpty) && !mayLackParts;
      if (!element.isObject() || nameless || !names.add(String.join("/", parts))) {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(names));
  }
}
