package io.meshwright.operator.config;

import io.meshwright.crd.naming.MeshNames;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Where {@link OperatorConfig} comes from: {@code MESHWRIGHT_NAMESPACE}, {@code RELATED_IMAGE_*}.
 */
@ConfigMapping(prefix = "meshwright")
public interface OperatorSettings {

  /** The operator's own namespace. */
  @WithDefault(MeshNames.OPERATOR_NAMESPACE)
  String namespace();

  /** Turns the settings into the record that the rest of the operator sees. */
  @Singleton
  final class Reader {

    @Produces
    @Singleton
    OperatorConfig read(OperatorSettings settings) {
      return OperatorConfig.of(settings.namespace(), System.getenv());
    }
  }
}
