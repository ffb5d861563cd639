package io.meshwright.runtime.snapshot;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import java.time.Instant;

/**
 * A model that is in force.
 *
 * @param change what differs from the model published before
 * @param firstChange when the oldest of the changes was heard of
 */
public record Published(MeshModel model, ModelChange change, Instant firstChange) {}
