package io.meshwright.runtime.delivery;

import io.meshwright.runtime.model.ModelChange;
import java.time.Instant;

/**
 * The resources of a model that is in force.
 *
 * @param change what differs from the model before
 * @param firstChange when the oldest of the changes was heard of
 */
public record Delivery(MeshResources resources, ModelChange change, Instant firstChange) {

  /** This and a later one, for someone who has seen neither. */
  public Delivery and(Delivery later) {
    return new Delivery(later.resources, change.and(later.change), firstChange);
  }
}
