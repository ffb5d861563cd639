package io.meshwright.runtime.status;

import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.networking.ValidationMessage;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.discovery.ResourceReport;
import java.util.List;

/**
 * What is to be said of one generation of a resource.
 *
 * @param statements one of each condition that applies, in the order of {@link StatusCondition}
 */
record ResourceVerdict(
    ResourceRef ref,
    ResourceReport.Read read,
    List<Statement> statements,
    List<ValidationMessage> messages) {

  /** A condition, without time. */
  record Statement(
      StatusCondition type, ConditionStatus status, StatusReason reason, String message) {}

  ResourceVerdict {
    statements = List.copyOf(statements);
    messages = List.copyOf(messages);
  }

  /** Whether there is nothing to say yet but that proxies have to answer. */
  boolean onlyWaits() {
    return statements.stream().noneMatch(said -> said.status() == ConditionStatus.FALSE)
        && statements.stream().anyMatch(said -> said.reason() == StatusReason.PENDING);
  }
}
