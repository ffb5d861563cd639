package io.meshwright.proxy.testing;

import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.config.ProxyConfigReader;
import io.meshwright.xds.ConfigException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Configurations as the bootstrap contract gives them. */
public final class Configs {
  private Configs() {}

  /** The least environment that starts a proxy. */
  public static Map<String, String> environment() {
    return new HashMap<>(
        Map.of(
            "POD_NAME", "reviews-1",
            "POD_NAMESPACE", "shop",
            "SERVICE_ACCOUNT", "reviews",
            "INSTANCE_IP", "10.0.0.7"));
  }

  /** Reads an environment without files. */
  public static ProxyConfig read(Map<String, String> environment) throws ConfigException {
    return read(environment, Path.of("/nonexistent"));
  }

  /** Reads an environment with files in {@code root}. */
  public static ProxyConfig read(Map<String, String> environment, Path root)
      throws ConfigException {
    return new ProxyConfigReader(environment, root, "1.2.3")
        .read(List.of("sidecar", "--domain", "shop.svc.cluster.local"));
  }

  /** A proxy that follows a control plane on this machine in plaintext. */
  public static ProxyConfig plaintext(int discoveryPort) throws ConfigException {
    return plaintext(discoveryPort, Path.of("/nonexistent"));
  }

  /** Such a proxy, whose files are in {@code root}. */
  public static ProxyConfig plaintext(int discoveryPort, Path root) throws ConfigException {
    return read(plaintextEnvironment(discoveryPort), root);
  }

  /** The environment of such a proxy. */
  public static Map<String, String> plaintextEnvironment(int discoveryPort) {
    Map<String, String> environment = environment();
    environment.put(
        "PROXY_CONFIG",
        "{\"discoveryAddress\":\"127.0.0.1:"
            + discoveryPort
            + "\",\"controlPlaneAuthPolicy\":\"NONE\"}");
    return environment;
  }
}
