package io.meshwright.operator.dataplane;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.WorkloadCounts;
import io.meshwright.operator.workload.Budget;
import io.meshwright.operator.workload.Disruptions;
import io.meshwright.operator.workload.ObservedWorkload;
import io.meshwright.operator.workload.ObservedWorkload.Target;
import io.meshwright.operator.workload.SidecarWish;
import io.meshwright.operator.workload.UpdateWish;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.Workload.Progress;
import io.meshwright.operator.workload.Workload.Restart;
import io.meshwright.operator.workload.WorkloadKey;
import io.meshwright.xds.ConfigException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Workloads and a policy, planned and carried out step by step on a clock that stands still in
 * between. All that a step knows of the one before is the status and what stands at the workloads.
 */
final class PlannedWaves {

  static final String NEW = "new@2.0.0";
  private static final Optional<String> IMAGE = Optional.of("registry/proxy:2.0.0");
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  Instant now = Instant.parse("2026-01-01T12:00:00Z");
  boolean targetReady = true;
  String target = NEW;
  Optional<String> annotation = Optional.empty();
  Evidence evidence = Evidence.none();
  final Map<String, List<Budget>> budgets = new HashMap<>();
  private @Nullable DataPlaneStatus status;
  private @Nullable WavePlan plan;
  private WavePolicy policy;
  private final Map<WorkloadKey, ObservedWorkload> workloads = new LinkedHashMap<>();

  /** {@code dataPlane} is the YAML of {@code spec.dataPlane}; mode Automatic unless said. */
  PlannedWaves(String dataPlane) {
    this(dataPlane, "");
  }

  /** The same, judged by {@code spec.analysis}. */
  PlannedWaves(String dataPlane, String analysis) {
    this.policy = policy(dataPlane, analysis);
  }

  /** The spec is changed. */
  void spec(String dataPlane) {
    policy = policy(dataPlane, "");
  }

  private static WavePolicy policy(String dataPlane, String analysis) {
    try {
      return WavePolicyParser.parse("MeshInstallation default", spec(dataPlane, analysis));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static MeshInstallationSpec spec(String dataPlane, String analysis) {
    String text =
        dataPlane.contains("mode:")
            ? dataPlane
            : dataPlane.replaceFirst("\\{", "{mode: Automatic, ");
    String rest = analysis.isEmpty() ? "" : ", analysis: " + analysis;
    return YAML.unmarshal("---\n{dataPlane: " + text + rest + "}", MeshInstallationSpec.class);
  }

  /** Outdated Deployments, by name; the namespace is labelled with its own name. */
  PlannedWaves outdated(String namespace, String... names) {
    for (String name : names) {
      WorkloadKey key = new WorkloadKey("Deployment", namespace, name);
      workloads.put(
          key,
          new ObservedWorkload(
              key,
              Map.of("name", namespace),
              UpdateWish.WAVE,
              new SidecarWish.Unsaid(),
              new Target("new", "2.0.0", true, IMAGE),
              true,
              Optional.of(object(key, Optional.empty(), true))));
    }
    return this;
  }

  private static Workload object(WorkloadKey key, Optional<Restart> restart, boolean complete) {
    return new Workload(
        key,
        "uid",
        "1",
        Map.of("app", key.name()),
        Optional.empty(),
        new SidecarWish.Unsaid(),
        restart,
        new Progress(complete, complete ? "complete" : "0 of 1 replicas available"),
        1,
        Optional.empty());
  }

  PlannedWaves wishing(UpdateWish wish, String... names) {
    for (String name : names) {
      change(
          name,
          it ->
              new ObservedWorkload(
                  it.key(),
                  it.namespaceLabels(),
                  wish,
                  it.sidecars(),
                  it.target(),
                  it.outdated(),
                  it.object()));
    }
    return this;
  }

  /** What only its owner can restart. */
  PlannedWaves unmanaged(String name) {
    change(
        name,
        it ->
            new ObservedWorkload(
                it.key(),
                it.namespaceLabels(),
                it.wish(),
                it.sidecars(),
                it.target(),
                it.outdated(),
                Optional.empty()));
    return this;
  }

  /** All pods are new and ready. */
  void ready(String... names) {
    for (String name : names) {
      change(name, it -> with(it, false, restart(it), true));
    }
  }

  /** All that rolls becomes ready. */
  void allReady() {
    workloads.values().stream()
        .filter(it -> restart(it).isPresent())
        .map(it -> it.key().name())
        .toList()
        .forEach(this::ready);
  }

  /** Pods are replaced or fail, whatever the operator does. */
  void unready(String name) {
    change(name, it -> with(it, it.outdated(), restart(it), false));
  }

  /** The rollout is complete, but the new pods are like the old ones. */
  void completeInVain(String name) {
    change(name, it -> with(it, true, restart(it), true));
  }

  /** Another revision is active, and all workloads should follow it. */
  void activate(String revision, String version) {
    target = revision + "@" + version;
    List.copyOf(workloads.values())
        .forEach(
            it ->
                workloads.put(
                    it.key(),
                    new ObservedWorkload(
                        it.key(),
                        it.namespaceLabels(),
                        it.wish(),
                        it.sidecars(),
                        new Target(revision, version, targetReady, IMAGE),
                        true,
                        it.object())));
  }

  private static Optional<Restart> restart(ObservedWorkload workload) {
    return workload.object().flatMap(Workload::restart);
  }

  private static ObservedWorkload with(
      ObservedWorkload it, boolean outdated, Optional<Restart> restart, boolean complete) {
    return new ObservedWorkload(
        it.key(),
        it.namespaceLabels(),
        it.wish(),
        it.sidecars(),
        it.target(),
        outdated,
        Optional.of(object(it.key(), restart, complete)));
  }

  private void change(String name, UnaryOperator<ObservedWorkload> change) {
    ObservedWorkload found =
        workloads.values().stream()
            .filter(it -> it.key().name().equals(name))
            .findFirst()
            .orElseThrow();
    workloads.put(found.key(), change.apply(found));
  }

  /** Plans without doing anything, and says what would be restarted. */
  List<String> planned() {
    List<ObservedWorkload> observed = new ArrayList<>();
    workloads
        .values()
        .forEach(
            it ->
                observed.add(
                    new ObservedWorkload(
                        it.key(),
                        it.namespaceLabels(),
                        it.wish(),
                        it.sidecars(),
                        new Target(
                            it.target().revision(), it.target().version(), targetReady, IMAGE),
                        it.outdated(),
                        it.object())));
    plan =
        new WavePlanner(policy, observed, Course.of(status), target, annotation, evidence, now)
            .plan(new Disruptions(namespace -> budgets.getOrDefault(namespace, List.of())));
    return plan().restarts().stream().map(it -> it.key().name()).sorted().toList();
  }

  /** Plans and carries out, but dies before it is reported. */
  List<String> stepThatDies() {
    List<String> restarted = planned();
    carryOut();
    return restarted;
  }

  /** A whole step; says what was restarted. */
  List<String> step() {
    List<String> restarted = stepThatDies();
    status = DataPlaneReport.of(plan(), policy, Map.of(), List.of());
    return restarted;
  }

  private void carryOut() {
    WavePlan plan = plan();
    if (plan.consume()) {
      annotation = Optional.empty();
    }
    plan.releases()
        .forEach(
            object -> change(object.key().name(), it -> with(it, false, Optional.empty(), true)));
    plan.restarts()
        .forEach(
            started ->
                change(
                    started.key().name(),
                    it ->
                        with(
                            it,
                            true,
                            Optional.of(
                                new Restart(it.target().words(), now, Workload.Manner.usual())),
                            false)));
  }

  /** Steps, with all that rolls becoming ready in between, until the phase is another one. */
  List<List<String>> rollOut() {
    List<List<String>> batches = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      DataPlaneStatus before = status;
      List<String> restarted = step();
      if (!restarted.isEmpty()) {
        batches.add(restarted);
      } else if (status().equals(before) && plan().releases().isEmpty()) {
        return batches;
      }
      allReady();
    }
    throw new AssertionError("still rolling: " + status);
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** The last plan. */
  WavePlan plan() {
    return Objects.requireNonNull(plan);
  }

  /** What was reported last. */
  DataPlaneStatus status() {
    return Objects.requireNonNull(status);
  }

  WorkloadCounts counts() {
    return Objects.requireNonNull(status().workloads());
  }

  DataPlaneStatus.Phase phase() {
    return status().phase();
  }

  WavePolicy policy() {
    return policy;
  }

  List<ObservedWorkload> workloads() {
    return List.copyOf(workloads.values());
  }
}
