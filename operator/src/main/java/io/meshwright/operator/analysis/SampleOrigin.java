package io.meshwright.operator.analysis;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Where an installation wants its samples from. */
public sealed interface SampleOrigin {

  /** The proxies' own metrics, read by the control planes that they are connected to. */
  record Mesh() implements SampleOrigin {}

  /**
   * A server with the HTTP API of Prometheus that has the proxies' metrics.
   *
   * @param url {@code http} or {@code https}, without {@code /api/v1/…}; may have a path
   * @param labels that the series of the mesh have there besides the proxies' own, such as {@code
   *     cluster}
   * @param token of the header {@code Authorization: Bearer}; empty for none
   * @param roots in PEM, that must have signed the server's certificate; empty for those of the JDK
   */
  record Prometheus(URI url, Map<String, String> labels, Optional<Key> token, Optional<Key> roots)
      implements SampleOrigin {
    public Prometheus {
      labels = Map.copyOf(labels);
    }
  }

  /** An entry of an object in the mesh's namespace. */
  record Key(Kind kind, String name, String key) {

    /** What has entries. */
    public enum Kind {
      SECRET("Secret"),
      CONFIG_MAP("ConfigMap");

      private final String word;

      Kind(String word) {
        this.word = word;
      }

      /** As in manifests. */
      public String word() {
        return word;
      }
    }

    @Override
    public String toString() {
      return kind.word() + " " + name + ", key " + key;
    }
  }
}
