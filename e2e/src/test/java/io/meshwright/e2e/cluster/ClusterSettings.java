package io.meshwright.e2e.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * What the nodes in Docker run, from {@code hack/cluster-image/cluster.env}, which the scripts read
 * too.
 *
 * @param image the nodes' image
 * @param podCidrs IPv4 and IPv6 range of the pods
 * @param serviceCidrs IPv4 and IPv6 range of the Services
 */
record ClusterSettings(String image, String podCidrs, String serviceCidrs) {

  static ClusterSettings load() {
    Properties file = new Properties();
    try (InputStream in =
        Objects.requireNonNull(ClusterSettings.class.getResourceAsStream("/cluster.env"))) {
      file.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ClusterSettings(
        value(file, "CLUSTER_IMAGE"),
        value(file, "CLUSTER_POD_CIDRS"),
        value(file, "CLUSTER_SERVICE_CIDRS"));
  }

  private static String value(Properties file, String key) {
    return Objects.requireNonNull(file.getProperty(key), key);
  }
}
