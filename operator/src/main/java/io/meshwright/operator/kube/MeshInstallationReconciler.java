package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
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
import io.meshwright.operator.installation.InstallationReconciliation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The controller of MeshInstallation. */
@ControllerConfiguration(
    name = "meshinstallation",
    finalizerName = OperatorNames.FINALIZER,
    retry = CappedRetry.class,
    maxReconciliationInterval =
        @MaxReconciliationInterval(
            interval = Controllers.RERUN_MINUTES,
            timeUnit = TimeUnit.MINUTES))
public final class MeshInstallationReconciler
    implements Reconciler<MeshInstallation>, Cleaner<MeshInstallation> {

  private final Controllers controllers;
  private final InstallationReconciliation reconciliation;

  public MeshInstallationReconciler(Controllers controllers) {
    this.controllers = controllers;
    this.reconciliation = controllers.installations();
  }

  @Override
  public List<EventSource<?, MeshInstallation>> prepareEventSources(
      EventSourceContext<MeshInstallation> context) {
    Watches watches = controllers.watches();
    Concerned concerned = new Concerned(controllers.cluster());
    List<EventSource<?, MeshInstallation>> sources = new ArrayList<>();
    for (Class<? extends HasMetadata> kind : InstallationReconciliation.KINDS) {
      if (kind != MeshRevision.class) {
        sources.add(WatchSource.owned(kind, watches, MeshInstallation.KIND));
      }
    }
    sources.add(
        new WatchSource<>("revisions", MeshRevision.class, watches, concerned::installationsOf));
    sources.add(
        new WatchSource<>("namespaces", Namespace.class, watches, concerned::installationsOf));
    sources.add(new WatchSource<>("roots", ConfigMap.class, watches, concerned::installationsOf));
    sources.add(
        new WatchSource<>("tags", MeshRevisionTag.class, watches, concerned::installationsOf));
    sources.add(new SessionSource<>(controllers.sessions(), concerned::installationsOf));
    sources.add(new FleetSource(controllers.fleet(), concerned::installationsMovingWorkloads));
    return sources;
  }

  @Override
  public UpdateControl<MeshInstallation> reconcile(
      MeshInstallation installation, Context<MeshInstallation> context) {
    UpdateControl<MeshInstallation> done = UpdateControl.noUpdate();
    reconciliation.reconcile(installation).map(Duration::toMillis).ifPresent(done::rescheduleAfter);
    return done;
  }

  @Override
  public DeleteControl cleanup(MeshInstallation installation, Context<MeshInstallation> context) {
    return Controllers.released(reconciliation.remove(installation));
  }
}
