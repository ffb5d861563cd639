package io.meshwright.operator.healing;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.mesh.v1alpha1.HealingStatus;
import java.util.Optional;

/**
 * What is said of how proxies follow: status, and the condition ProxiesHealthy.
 *
 * @param missing a right without which nothing that the spec asks for can be evicted
 */
public record HealingVerdict(
    HealingStatus status,
    ConditionStatus healthy,
    ConditionReason reason,
    String message,
    Optional<String> missing) {}
