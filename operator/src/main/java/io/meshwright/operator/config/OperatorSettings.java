package io.meshwright.operator.config;

import io.meshwright.crd.naming.MeshNames;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/**
 * Where {@link OperatorConfig} comes from: {@code MESHWRIGHT_NAMESPACE}, {@code RELATED_IMAGE_*};
 * {@code MESHWRIGHT_WEBHOOK_CERTIFICATES} is read by the webhook's wiring.
 */
@ConfigMapping(prefix = "meshwright")
public interface OperatorSettings {

  /** The operator's own namespace. */
  @WithDefault(MeshNames.OPERATOR_NAMESPACE)
  String namespace();

  /** Where OLM or cert-manager mounts the webhook's certificate, if one of them makes it. */
  @WithDefault("/tmp/k8s-webhook-server/serving-certs")
  Path webhookCertificates();

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
