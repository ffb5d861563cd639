package io.meshwright.runtime.webhook.inject;

import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.xds.ConfigException;

/** Configurations of the injector for tests. */
final class Injections {

  private static final String MESH =
      """
      trustDomain: mesh.example
      rootNamespace: istio-system
      defaultConfig:
        concurrency: 2
        drainDuration: 45s
      """;

  private Injections() {}

  /** A configuration with further values, as YAML. */
  static InjectionConfig config(String values) {
    try {
      return InjectionConfig.parse(
          new RevisionNames("v1"),
          "istio-system",
          "istio-ca-root-cert",
          "image: meshwright/proxy:0.1.0\n" + values,
          MESH);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
