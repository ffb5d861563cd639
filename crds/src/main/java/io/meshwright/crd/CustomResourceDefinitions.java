package io.meshwright.crd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The CRDs that Meshwright installs, as YAML. The files are generated from the records and checked
 * in, so that a change of the API is seen in review; a test compares the two.
 */
public final class CustomResourceDefinitions {

  /** The CRD names, {@code plural.group}, in the order in which they are installed. */
  public static final List<String> NAMES =
      List.of(
          "meshinstallations.meshwright.io",
          "meshrevisions.meshwright.io",
          "meshrevisiontags.meshwright.io",
          "destinationrules.networking.istio.io",
          "envoyfilters.networking.istio.io",
          "gateways.networking.istio.io",
          "proxyconfigs.networking.istio.io",
          "serviceentries.networking.istio.io",
          "sidecars.networking.istio.io",
          "virtualservices.networking.istio.io",
          "workloadentries.networking.istio.io",
          "workloadgroups.networking.istio.io");

  private CustomResourceDefinitions() {}

  /** The YAML of one CRD: a single document without a document marker. */
  public static String yaml(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            CustomResourceDefinitions.class.getResourceAsStream(name + ".yaml"), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
