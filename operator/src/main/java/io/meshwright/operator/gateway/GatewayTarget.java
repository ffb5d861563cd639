package io.meshwright.operator.gateway;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.operator.manifest.GatewayProxy;

/** What is to become of a gateway. */
sealed interface GatewayTarget {

  /** Its pods are to run a proxy. */
  record Follow(GatewayProxy proxy) implements GatewayTarget {}

  /** Its pods stay as they are, if there are any, until something else has happened. */
  record Wait(ConditionReason reason, String message) implements GatewayTarget {}

  /** Nothing can be made where it should be. */
  record Absent(ConditionReason reason, String message) implements GatewayTarget {}
}
