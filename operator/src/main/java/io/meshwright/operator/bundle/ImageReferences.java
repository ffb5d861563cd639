package io.meshwright.operator.bundle;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All images that the operator runs or starts, by variable. The environment of the build may name
 * each by digest.
 *
 * @param byVariable {@code RELATED_IMAGE_…} to reference
 */
record ImageReferences(SortedMap<String, String> byVariable) {

  static final String OPERATOR = "RELATED_IMAGE_OPERATOR";

  private static final String PREFIX = "RELATED_IMAGE_";

  ImageReferences {
    byVariable = new TreeMap<>(byVariable);
  }

  static ImageReferences of(DeploymentSpec deployment, Map<String, String> environment) {
    Container operator = operator(deployment);
    TreeMap<String, String> images = new TreeMap<>();
    images.put(OPERATOR, environment.getOrDefault(OPERATOR, operator.getImage()));
    for (EnvVar variable : operator.getEnv()) {
      if (variable.getName().startsWith(PREFIX)) {
        images.put(
            variable.getName(), environment.getOrDefault(variable.getName(), variable.getValue()));
      }
    }
    return new ImageReferences(images);
  }

  String operator() {
    return byVariable.getOrDefault(OPERATOR, "");
  }

  /** Writes the references into a Deployment. */
  void into(DeploymentSpec deployment) {
    Container operator = operator(deployment);
    operator.setImage(operator());
    for (EnvVar variable : operator.getEnv()) {
      String image = byVariable.get(variable.getName());
      if (image != null) {
        variable.setValue(image);
      }
    }
  }

  /** The variable as OLM's list of related images wants to have it: {@code runtime-0-1-0}. */
  static String name(String variable) {
    return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Container operator(DeploymentSpec deployment) {
    return deployment.getTemplate().getSpec().getContainers().getFirst();
  }
}
