package io.meshwright.runtime.status;

import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.networking.ValidationMessage;
import io.meshwright.runtime.analysis.Code;
import io.meshwright.runtime.analysis.Finding;
import io.meshwright.runtime.analysis.Level;
import io.meshwright.runtime.discovery.Remark;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.discovery.ResourceReport;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.status.ResourceVerdict.Statement;
import io.meshwright.runtime.xds.Acknowledgement;
import io.meshwright.xds.ConfigError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is to be said of each resource. Pure. */
final class StatusPlan {

  /** Where Istio explains its codes. */
  private static final String DOCUMENTATION =
      "https://istio.io/latest/docs/reference/config/analysis/";

  private final ResourceReport report;
  private final Map<String, List<Finding>> findings;
  private final Map<ResourceRef, Long> since;
  private final Audiences audiences;
  private final Followers followers;

  /**
   * All that verdicts depend on.
   *
   * @param findings in their natural order
   * @param since the version of the first model with each resource's generation
   */
  record Observation(
      MeshModel model,
      ResourceReport report,
      Collection<Finding> findings,
      Collection<Acknowledgement> proxies,
      Map<ResourceRef, Long> since) {}

  private StatusPlan(Observation seen) {
    this.report = seen.report();
    this.findings = seen.findings().stream().collect(Collectors.groupingBy(Finding::resource));
    this.since = seen.since();
    this.audiences = new Audiences(seen.model());
    this.followers = new Followers(seen.proxies());
  }

  /** A verdict for each resource, in the order of their names. */
  static List<ResourceVerdict> of(Observation seen) {
    StatusPlan plan = new StatusPlan(seen);
    return seen.report().read().entrySet().stream()
        .map(read -> plan.verdict(read.getKey(), read.getValue()))
        .toList();
  }

  private ResourceVerdict verdict(ResourceRef ref, ResourceReport.Read read) {
    List<Finding> found = findings.getOrDefault(ref.toString(), List.of());
    List<Statement> statements = new ArrayList<>();
    statements.add(accepted(ref));
    statements.add(analysed(found));
    reconciled(ref).ifPresent(statements::add);
    return new ResourceVerdict(
        ref,
        read,
        statements,
        found.stream().map(finding -> message(finding.code())).distinct().toList());
  }

  private Statement accepted(ResourceRef ref) {
    List<ConfigError> errors = report.errors().getOrDefault(ref, List.of());
    if (!errors.isEmpty()) {
      return new Statement(
          StatusCondition.ACCEPTED, ConditionStatus.FALSE, StatusReason.INVALID, fields(errors));
    }
    List<ConfigError> idle = new ArrayList<>(report.leftOut().getOrDefault(ref, List.of()));
    report.remarks().getOrDefault(ref, List.of()).stream().map(Remark::error).forEach(idle::add);
    StatusReason reason = idle.isEmpty() ? StatusReason.ACCEPTED : StatusReason.ACCEPTED_IN_PART;
    return new Statement(StatusCondition.ACCEPTED, ConditionStatus.TRUE, reason, fields(idle));
  }

  private static Statement analysed(List<Finding> found) {
    boolean passed = found.stream().allMatch(finding -> finding.code().level() == Level.INFO);
    return new Statement(
        StatusCondition.PASSED_ANALYSIS,
        passed ? ConditionStatus.TRUE : ConditionStatus.FALSE,
        found.isEmpty() ? StatusReason.NO_FINDINGS : StatusReason.FINDINGS,
        Excerpt.of(
            found.stream()
                .map(finding -> "[" + finding.code().text() + "] " + finding.message())
                .toList()));
  }

  private Optional<Statement> reconciled(ResourceRef ref) {
    return audiences
        .of(ref)
        .map(
            audience ->
                report.errors().containsKey(ref)
                    ? new Statement(
                        StatusCondition.RECONCILED,
                        ConditionStatus.FALSE,
                        StatusReason.NOT_ACCEPTED,
                        "")
                    : counted(followers.of(audience, since.getOrDefault(ref, Long.MAX_VALUE))));
  }

  private static Statement counted(Followers.Tally tally) {
    String count =
        "%d of %d proxies have acknowledged it.".formatted(tally.acknowledged(), tally.proxies());
    StatusCondition type = StatusCondition.RECONCILED;
    if (tally.proxies() == 0) {
      return new Statement(
          type, ConditionStatus.TRUE, StatusReason.NO_PROXIES, "No connected proxy uses it.");
    }
    if (!tally.refusals().isEmpty()) {
      List<String> texts = tally.refusals().stream().map(StatusPlan::refusal).sorted().toList();
      return new Statement(
          type,
          ConditionStatus.FALSE,
          StatusReason.REFUSED,
          "%s %d refuse it: %s".formatted(count, texts.size(), Excerpt.of(texts)));
    }
    boolean all = tally.acknowledged() == tally.proxies();
    return new Statement(
        type,
        all ? ConditionStatus.TRUE : ConditionStatus.UNKNOWN,
        all ? StatusReason.ACKNOWLEDGED : StatusReason.PENDING,
        count);
  }

  private static String refusal(Followers.Refusal refusal) {
    ProxyIdentity proxy = refusal.of().proxy();
    return "%s.%s (%s) %s"
        .formatted(
            proxy.node().pod(),
            proxy.namespace(),
            refusal.type().toLowerCase(Locale.ROOT),
            refusal.error());
  }

  private static String fields(List<ConfigError> errors) {
    return Excerpt.of(errors.stream().map(ConfigError::problem).toList());
  }

  private static ValidationMessage message(Code code) {
    boolean ofIstio = code.text().startsWith("IST");
    return new ValidationMessage(
        new ValidationMessage.Type(code.word(), code.text()),
        code.level().name(),
        ofIstio ? DOCUMENTATION + code.text().toLowerCase(Locale.ROOT) + "/" : null);
  }
}
