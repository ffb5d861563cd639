package io.meshwright.operator.kube;

import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import java.util.Set;
import java.util.function.Supplier;

/** Tells the controller of installations that workloads changed. */
final class FleetSource extends AbstractEventSource<MeshRevision, MeshInstallation> {

  private final KubernetesFleet fleet;
  private final Supplier<Set<String>> concerned;

  /** {@code concerned} names the installations that move workloads. */
  FleetSource(KubernetesFleet fleet, Supplier<Set<String>> concerned) {
    super(MeshRevision.class, "fleet");
    this.fleet = fleet;
    this.concerned = concerned;
  }

  @Override
  public void start() {
    fleet.subscribe(
        () ->
            concerned
                .get()
                .forEach(name -> getEventHandler().handleEvent(new Event(new ResourceID(name)))));
    fleet.start();
    super.start();
  }

  @Override
  public Set<MeshRevision> getSecondaryResources(MeshInstallation primary) {
    return Set.of();
  }
}
