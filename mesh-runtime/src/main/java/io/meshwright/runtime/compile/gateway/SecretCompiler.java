package io.meshwright.runtime.compile.gateway;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.meshwright.runtime.compile.filter.SecretName;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.gateway.Credential;
import java.util.Optional;

/**
 * Compiles certificates and roots from Secrets of the proxy's own namespace. Whether the proxy may
 * have them is for the caller to know.
 */
public final class SecretCompiler {
  private SecretCompiler() {}

  /** The secret of a name; empty if no Secret has it. */
  public static Optional<Secret> compile(ProxyScope scope, String name) {
    return SecretName.parse(name)
        .flatMap(
            parsed ->
                parsed.besideCertificate().isPresent()
                    ? roots(scope, parsed)
                    : find(scope, parsed.text())
                        .filter(Credential::identifies)
                        .map(SecretCompiler::certificate))
        .map(secret -> secret.setName(name).build());
  }

  /** From a Secret of their own, or from the one with the certificate. */
  private static Optional<Secret.Builder> roots(ProxyScope scope, SecretName name) {
    return find(scope, name.text())
        .filter(credential -> !credential.roots().isEmpty())
        .or(() -> name.besideCertificate().flatMap(secret -> find(scope, secret)))
        .filter(credential -> !credential.roots().isEmpty())
        .map(SecretCompiler::roots);
  }

  private static Secret.Builder roots(Credential credential) {
    CertificateValidationContext.Builder validation =
        CertificateValidationContext.newBuilder().setTrustedCa(pem(credential.roots()));
    if (!credential.revoked().isEmpty()) {
      validation.setCrl(pem(credential.revoked()));
    }
    return Secret.newBuilder().setValidationContext(validation);
  }

  private static Optional<Credential> find(ProxyScope scope, String secret) {
    return scope.model().credential(scope.proxy().namespace(), secret);
  }

  private static Secret.Builder certificate(Credential credential) {
    return Secret.newBuilder()
        .setTlsCertificate(
            TlsCertificate.newBuilder()
                .setCertificateChain(pem(credential.chain()))
                .setPrivateKey(pem(credential.privateKey())));
  }

  private static DataSource pem(String text) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(text)).build();
  }
}
