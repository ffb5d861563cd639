package io.meshwright.operator.certificate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where all replicas keep the operator's own certificate. */
public interface MaterialStore {

  /**
   * What is kept.
   *
   * @param version tells whether it changed since; for {@link #replace}
   * @param material null if what is kept cannot be used
   */
  record Kept(String version, @Nullable OwnMaterial material) {}

  Optional<Kept> read();

  /** Keeps it unless something is kept already. */
  void createIfAbsent(OwnMaterial material);

  /** Keeps it in place of what was read, unless that changed meanwhile. */
  void replace(Kept before, OwnMaterial material);
}
