package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.manifest.RevisionManifests;
import io.meshwright.operator.revision.RevisionReconciliation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The controller of MeshRevision. */
@ControllerConfiguration(
    name = "meshrevision",
    finalizerName = OperatorNames.FINALIZER,
    retry = CappedRetry.class,
    maxReconciliationInterval =
        @MaxReconciliationInterval(
            interval = Controllers.RERUN_MINUTES,
            timeUnit = TimeUnit.MINUTES))
public final class MeshRevisionReconciler
    implements Reconciler<MeshRevision>, Cleaner<MeshRevision> {

  private static final String KIND = "MeshRevision";

  private final Controllers controllers;
  private final RevisionReconciliation reconciliation;

  public MeshRevisionReconciler(Controllers controllers) {
    this.controllers = controllers;
    this.reconciliation = controllers.revisions();
  }

  @Override
  public List<EventSource<?, MeshRevision>> prepareEventSources(
      EventSourceContext<MeshRevision> context) {
    Watches watches = controllers.watches();
    Concerned concerned = new Concerned(controllers.cluster());
    List<EventSource<?, MeshRevision>> sources = new ArrayList<>();
    for (Class<? extends HasMetadata> kind : RevisionManifests.KINDS) {
      if (kind != ConfigMap.class) {
        sources.add(WatchSource.owned(kind, watches, KIND));
      }
    }
    sources.add(new WatchSource<>("config-maps", ConfigMap.class, watches, concerned::revisionsOf));
    sources.add(new WatchSource<>("namespaces", Namespace.class, watches, concerned::revisionsOf));
    sources.add(WatchSource.ofChangedConcern("pods", Pod.class, watches, concerned::revisionsOf));
    sources.add(new WatchSource<>("tags", MeshRevisionTag.class, watches, concerned::revisionsOf));
    sources.add(
        new WatchSource<>(
            "installations", MeshInstallation.class, watches, concerned::revisionsOf));
    sources.add(new SessionSource<>(controllers.sessions(), Set::of));
    return sources;
  }

  @Override
  public UpdateControl<MeshRevision> reconcile(
      MeshRevision revision, Context<MeshRevision> context) {
    UpdateControl<MeshRevision> done = UpdateControl.noUpdate();
    reconciliation.reconcile(revision).map(Duration::toMillis).ifPresent(done::rescheduleAfter);
    return done;
  }

  @Override
  public DeleteControl cleanup(MeshRevision revision, Context<MeshRevision> context) {
    return Controllers.released(reconciliation.remove(revision));
  }
}
