package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.operator.sessions.LiveSessions;
import java.util.Set;
import java.util.function.Function;

/** Tells a controller which of its resources a change of connected proxies concerns. */
final class SessionSource<P extends HasMetadata> extends AbstractEventSource<MeshRevision, P> {

  private final LiveSessions sessions;
  private final Function<String, Set<String>> concerned;

  /** {@code concerned} names the primary resources that a revision's sessions concern. */
  SessionSource(LiveSessions sessions, Function<String, Set<String>> concerned) {
    super(MeshRevision.class, "sessions");
    this.sessions = sessions;
    this.concerned = concerned;
  }

  @Override
  public void start() {
    sessions.subscribe(
        revision ->
            concerned
                .apply(revision)
                .forEach(name -> getEventHandler().handleEvent(new Event(new ResourceID(name)))));
    super.start();
  }

  @Override
  public Set<MeshRevision> getSecondaryResources(P primary) {
    return Set.of();
  }
}
