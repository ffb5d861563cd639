package io.meshwright.runtime.delivery;

import io.meshwright.runtime.model.ModelChange;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a model that is in force, and what differs from the model before. Deliveries are
 * linked in their order, so that all streams that missed the same ones share what these come to.
 * Thread-safe.
 */
public final class Delivery {

  private final MeshResources resources;
  private final ModelChange change;
  private final Instant firstChange;
  private final long number;
  private volatile @Nullable Delivery next;

  /** This and some that came later; {@link #last} is the last of them. */
  private Delivery merged = this;

  private Delivery last = this;

  /** {@code firstChange} is when the oldest of the changes was heard of. */
  public Delivery(MeshResources resources, ModelChange change, Instant firstChange) {
    this(resources, change, firstChange, 0);
  }

  private Delivery(MeshResources resources, ModelChange change, Instant firstChange, long number) {
    this.resources = resources;
    this.change = change;
    this.firstChange = firstChange;
    this.number = number;
  }

  /** What the proxies are to have now. */
  public MeshResources resources() {
    return resources;
  }

  /** What differs from the model before the first of the deliveries that this stands for. */
  public ModelChange change() {
    return change;
  }

  /** When the oldest of the changes was heard of. */
  public Instant firstChange() {
    return firstChange;
  }

  /** The one that comes after this one. */
  public Delivery then(MeshResources newer, ModelChange since, Instant firstHeard) {
    Delivery later = new Delivery(newer, since, firstHeard, number + 1);
    next = later;
    return later;
  }

  /**
   * This and all that came later, at least up to {@code wanted}, for someone who has seen none of
   * them.
   */
  public synchronized Delivery upTo(Delivery wanted) {
    while (merged.number < wanted.number) {
      last = Objects.requireNonNull(last.next);
      merged =
          new Delivery(last.resources, merged.change.and(last.change), firstChange, last.number);
    }
    return merged;
  }
}
