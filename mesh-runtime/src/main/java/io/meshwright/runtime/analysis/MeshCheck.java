package io.meshwright.runtime.analysis;

import io.meshwright.runtime.model.MeshModel;
import java.util.function.Consumer;

/** One thing that may be wrong in a mesh; pure. */
interface MeshCheck {

  void check(MeshModel model, Consumer<Finding> findings);
}
