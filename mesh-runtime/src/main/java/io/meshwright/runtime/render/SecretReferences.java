package io.meshwright.runtime.render;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The secrets that resources name, and how a secret is shown. */
final class SecretReferences {

  /** What Envoy's {@code config_dump} shows in place of a private key. */
  private static final DataSource REDACTED =
      DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8("[redacted]")).build();

  private SecretReferences() {}

  /**
   * Names of secrets that come over the stream of configuration. The certificate and the roots that
   * a proxy gets from its own identity agent are not among them.
   */
  static Set<String> in(Collection<? extends Message> resources) {
    Set<String> names = new TreeSet<>();
    resources.forEach(
        resource ->
            PackedMessages.visit(
                resource,
                message -> {
                  if (message instanceof SdsSecretConfig secret && secret.getSdsConfig().hasAds()) {
                    names.add(secret.getName());
                  }
                }));
    return names;
  }

  /** The secret without its private key. */
  static Secret redacted(Secret secret) {
    if (!secret.hasTlsCertificate() || !secret.getTlsCertificate().hasPrivateKey()) {
      return secret;
    }
    Secret.Builder shown = secret.toBuilder();
    shown.getTlsCertificateBuilder().setPrivateKey(REDACTED);
    return shown.build();
  }
}
