package io.meshwright.operator.certificate;

import java.time.InstantSource;
import java.util.Optional;

/**
 * The certificate that the operator made for itself. All replicas serve what is kept; the leading
 * one makes and renews it. Safe to repeat; blocks on the store.
 */
public final class OwnCertificate {

  private final MaterialStore store;
  private final Renewal renewal;
  private final InstantSource clock;

  public OwnCertificate(MaterialStore store, Renewal renewal, InstantSource clock) {
    this.store = store;
    this.renewal = renewal;
    this.clock = clock;
  }

  /**
   * The material to use now, as the store has it.
   *
   * @param leading whether this replica makes and renews it
   */
  public Optional<OwnMaterial> current(boolean leading) {
    Optional<MaterialStore.Kept> kept = store.read();
    if (leading) {
      OwnMaterial material = kept.map(MaterialStore.Kept::material).orElse(null);
      Optional<OwnMaterial> next = renewal.next(material, clock.instant());
      if (next.isPresent()) {
        if (kept.isPresent()) {
          store.replace(kept.get(), next.get());
        } else {
          store.createIfAbsent(next.get());
        }
        // another replica may have been faster: what is kept counts
        kept = store.read();
      }
    }
    return kept.map(MaterialStore.Kept::material);
  }
}
