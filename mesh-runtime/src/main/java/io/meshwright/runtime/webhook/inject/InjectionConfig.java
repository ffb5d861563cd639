package io.meshwright.runtime.webhook.inject;

import io.meshwright.crd.injection.InjectionValues;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.Ports;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.runtime.capture.CapturePolicy;
import io.meshwright.runtime.model.ProxyConfigs;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * All that injection depends on besides the pod.
 *
 * @param trustBundle name of the ConfigMap with the roots in the pod's namespace
 * @param capture {@code values.capture}, read
 */
public record InjectionConfig(
    RevisionNames revision,
    String meshNamespace,
    String trustBundle,
    InjectionValues values,
    CapturePolicy capture,
    MeshDefaults mesh,
    ProxyConfigs proxyConfigs) {

  static final Pattern IMAGE = Pattern.compile("[^\\s]+");
  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");

  /**
   * Reads the values of ConfigMap {@code istio-sidecar-injector-REV} and the mesh configuration of
   * {@code istio-REV}.
   */
  public static InjectionConfig parse(
      RevisionNames revision, String meshNamespace, String trustBundle, String values, String mesh)
      throws ConfigException {
    String resource = "ConfigMap " + meshNamespace + "/" + revision.injectorConfigMap();
    String field = "data." + MeshNames.INJECTION_VALUES_KEY;
    InjectionValues parsed = Documents.record(values, InjectionValues.class, resource, field);
    if (!IMAGE.matcher(parsed.image()).matches()) {
      throw new ConfigException(
          new ConfigError(resource, field + ".image", parsed.image(), "the proxy's image"));
    }
    if (!PULL_POLICIES.contains(parsed.imagePullPolicy())) {
      throw new ConfigException(
          new ConfigError(
              resource,
              field + ".imagePullPolicy",
              parsed.imagePullPolicy(),
              "one of " + PULL_POLICIES));
    }
    return new InjectionConfig(
        revision,
        meshNamespace,
        trustBundle,
        parsed,
        CaptureSettings.of(parsed.capture(), resource, field + ".capture"),
        MeshDefaults.parse(mesh, "ConfigMap " + meshNamespace + "/" + revision.meshConfigMap()),
        ProxyConfigs.none(meshNamespace));
  }

  /** The same in a mesh with these. */
  public InjectionConfig with(ProxyConfigs configs) {
    return new InjectionConfig(
        revision, meshNamespace, trustBundle, values, capture, mesh, configs);
  }

  /** Where this revision's proxies find discovery and certificates. */
  String discoveryAddress() {
    return revision.servingNames(meshNamespace).getFirst() + ":" + Ports.RUNTIME_GRPC;
  }
}
