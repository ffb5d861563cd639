package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
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

  private static final String KIND = "MeshInstallation";

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
    return List.of(
        new WatchSource<>("revisions", MeshRevision.class, watches, o -> Concerned.owner(KIND, o)),
        new WatchSource<>("services", Service.class, watches, o -> Concerned.owner(KIND, o)),
        new WatchSource<>(
            "mutating-webhooks",
            MutatingWebhookConfiguration.class,
            watches,
            o -> Concerned.owner(KIND, o)),
        new WatchSource<>(
            "validating-webhooks",
            ValidatingWebhookConfiguration.class,
            watches,
            o -> Concerned.owner(KIND, o)),
        new WatchSource<>(
            "namespaces",
            Namespace.class,
            watches,
            namespace -> concerned.installationsIn(namespace.getMetadata().getName())),
        new WatchSource<>("roots", ConfigMap.class, watches, concerned::installationsOf),
        new WatchSource<>("tags", MeshRevisionTag.class, watches, concerned::installationsOf),
        new SessionSource<>(controllers.sessions(), concerned::installationsOf));
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
