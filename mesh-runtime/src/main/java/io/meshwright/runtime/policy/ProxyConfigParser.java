package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.ProxyConfigSpec;
import io.meshwright.runtime.model.ProxyConfigs;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.xds.ConfigException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Parses a ProxyConfig (istio-features PC1, PC2). */
public final class ProxyConfigParser {

  /** More threads than any node has cores. */
  private static final int MAX_CONCURRENCY = 1024;

  private ProxyConfigParser() {}

  /** Parses a spec, or reports all that is wrong with it. */
  public static ProxyConfigs.Rules parse(Origin origin, ProxyConfigSpec spec, String rootNamespace)
      throws ConfigException {
    Problems problems = new Problems(origin.toString());
    Map<String, String> selector =
        spec.selector() == null ? Map.of() : spec.selector().matchLabels();
    if (!selector.isEmpty() && origin.namespace().equals(rootNamespace)) {
      problems.add(
          "spec.selector", selector, "none in the root namespace: it holds for the whole mesh");
    }
    if (spec.concurrency() != null) {
      problems.integer("spec.concurrency", spec.concurrency(), 0, 0, MAX_CONCURRENCY);
    }
    spec.environmentVariables()
        .forEach(
            (name, value) -> {
              if (!name.matches("[-._a-zA-Z][-._a-zA-Z0-9]*") || value == null) {
                problems.add(
                    "spec.environmentVariables[" + name + "]", value, "a variable and its value");
              }
            });
    String image = spec.image() == null ? "" : HttpRouteParser.orEmpty(spec.image().imageType());
    switch (image) {
      case "", "default", "distroless" -> {}
      default ->
          problems.add(
              "spec.image.imageType", image, "default or distroless: there are no other images");
    }
    problems.throwIfAny();
    return new ProxyConfigs.Rules(
        origin,
        selector,
        spec.concurrency() == null ? OptionalInt.empty() : OptionalInt.of(spec.concurrency()),
        new TreeMap<>(spec.environmentVariables()));
  }
}
