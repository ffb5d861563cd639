package io.meshwright.proxy.overload;

import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.snapshot.OverloadPolicy.Action;
import io.meshwright.proxy.snapshot.OverloadPolicy.Rule;
import java.util.EnumMap;
import java.util.Map;

/** How much of each action is taken, from 0 to 1. */
record Levels(Map<Action, Double> shares) {
  static final Levels CALM = new Levels(Map.of());

  Levels {
    shares = Map.copyOf(shares);
  }

  /** What the policy does about a pressure. */
  static Levels of(OverloadPolicy policy, Pressure pressure) {
    Map<Action, Double> levels = new EnumMap<>(Action.class);
    for (Rule rule : policy.rules()) {
      double level = rule.trigger().level(pressure.of(rule.resource()));
      if (level > 0) {
        levels.merge(rule.action(), level, Math::max);
      }
    }
    return levels.isEmpty() ? CALM : new Levels(levels);
  }

  /** Whether nothing is done. */
  boolean calm() {
    return shares.isEmpty();
  }

  double of(Action action) {
    return shares.getOrDefault(action, 0.0);
  }
}
