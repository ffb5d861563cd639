package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.Locality;
import java.util.Map;

/** A pod as far as its proxy's configuration depends on it. */
public record Pod(String namespace, String name, Map<String, String> labels, Locality locality) {
  public Pod {
    labels = Map.copyOf(labels);
  }
}
