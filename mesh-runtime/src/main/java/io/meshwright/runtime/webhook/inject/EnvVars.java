package io.meshwright.runtime.webhook.inject;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.List;

/** Environment variables by value and by downward API. */
final class EnvVars {

  private EnvVars() {}

  static EnvVar value(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  /** What is there already stays. */
  static void addUnlessSet(List<EnvVar> environment, String name, String value) {
    if (environment.stream().noneMatch(variable -> variable.getName().equals(name))) {
      environment.add(value(name, value));
    }
  }

  static EnvVar field(String name, String path) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef("v1", path)
        .endValueFrom()
        .build();
  }
}
