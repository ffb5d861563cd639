package io.meshwright.runtime.status;

import io.meshwright.runtime.discovery.ResourceReport;

/**
 * What this replica may write: of all revisions and replicas of a mesh one writes the status of
 * resources that name no revision, and of the replicas of a revision one that of resources that
 * name it. Thread-safe.
 */
public final class StatusLeadership {

  private volatile boolean ofMesh;
  private volatile boolean ofRevision;
  private volatile Runnable listener = () -> {};

  /** Calls {@code listener} after each change; it must only enqueue. There is one. */
  public void onChange(Runnable listener) {
    this.listener = listener;
  }

  /** Sets whether this replica writes for the mesh. */
  public void ofMesh(boolean leads) {
    ofMesh = leads;
    listener.run();
  }

  /** Sets whether this replica writes for its revision. */
  public void ofRevision(boolean leads) {
    ofRevision = leads;
    listener.run();
  }

  boolean any() {
    return ofMesh || ofRevision;
  }

  boolean covers(ResourceReport.Read resource) {
    return resource.ofRevision() ? ofRevision : ofMesh;
  }
}
