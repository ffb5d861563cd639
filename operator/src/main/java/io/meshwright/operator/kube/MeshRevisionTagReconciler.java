package io.meshwright.operator.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
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
import io.meshwright.operator.tag.TagReconciliation;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The controller of MeshRevisionTag. */
@ControllerConfiguration(
    name = "meshrevisiontag",
    finalizerName = OperatorNames.FINALIZER,
    retry = CappedRetry.class,
    maxReconciliationInterval =
        @MaxReconciliationInterval(
            interval = Controllers.RERUN_MINUTES,
            timeUnit = TimeUnit.MINUTES))
public final class MeshRevisionTagReconciler
    implements Reconciler<MeshRevisionTag>, Cleaner<MeshRevisionTag> {

  private static final String KIND = "MeshRevisionTag";

  private final Controllers controllers;
  private final TagReconciliation reconciliation;

  public MeshRevisionTagReconciler(Controllers controllers) {
    this.controllers = controllers;
    this.reconciliation = controllers.tags();
  }

  /** Tags are few: whatever happens to revisions, installations or roots concerns them all. */
  @Override
  public List<EventSource<?, MeshRevisionTag>> prepareEventSources(
      EventSourceContext<MeshRevisionTag> context) {
    Watches watches = controllers.watches();
    Concerned concerned = new Concerned(controllers.cluster());
    return List.of(
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
        new WatchSource<>("namespaces", Namespace.class, watches, concerned::tagsOf),
        WatchSource.ofChangedConcern("pods", Pod.class, watches, concerned::tagsOf),
        new WatchSource<>("revisions", MeshRevision.class, watches, _ -> concerned.tags()),
        new WatchSource<>("installations", MeshInstallation.class, watches, _ -> concerned.tags()),
        new WatchSource<>("roots", ConfigMap.class, watches, _ -> concerned.tags()));
  }

  @Override
  public UpdateControl<MeshRevisionTag> reconcile(
      MeshRevisionTag tag, Context<MeshRevisionTag> context) {
    reconciliation.reconcile(tag);
    return UpdateControl.noUpdate();
  }

  @Override
  public DeleteControl cleanup(MeshRevisionTag tag, Context<MeshRevisionTag> context) {
    return Controllers.released(reconciliation.remove(tag));
  }
}
