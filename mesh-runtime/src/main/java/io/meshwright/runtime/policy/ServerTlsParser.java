package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.ServerTls;
import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.runtime.model.gateway.GatewayTls.Certificate;
import io.meshwright.runtime.model.gateway.GatewayTls.Clients;
import io.meshwright.runtime.model.gateway.GatewayTls.Roots;
import io.meshwright.runtime.model.gateway.GatewayTls.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses the field {@code tls} of a server (istio-features GW7 to GW12). */
final class ServerTlsParser {

  private static final String SECRET = "the name of a Secret in the namespace of the proxy's pod";

  private final Problems problems;

  ServerTlsParser(Problems problems) {
    this.problems = problems;
  }

  /** Of a port without TLS, where nothing but a redirect makes sense; always null. */
  @Nullable GatewayTls plain(String path, @Nullable ServerTls tls, boolean http) {
    if (tls == null) {
      return null;
    }
    boolean onlyRedirects = onlyRedirect(tls.httpsRedirect()).equals(tls);
    if (!http || !onlyRedirects) {
      problems.add(
          path,
          "TLS on a port without it",
          http ? "httpsRedirect only, or protocol HTTPS" : "none, or protocol TLS");
    }
    return null;
  }

  private static ServerTls onlyRedirect(@Nullable Boolean redirect) {
    List<String> none = List.of();
    return new ServerTls(
        redirect, null, null, null, null, null, null, none, null, List.of(), none, none, none, null,
        null, none, none, null);
  }

  /** Of a port with TLS; passes through if it is wrong. */
  GatewayTls encrypted(String path, @Nullable ServerTls tls) {
    if (tls == null) {
      problems.add(path, "", "settings: the protocol is HTTPS or TLS");
      return new GatewayTls.Passthrough();
    }
    unsupported(path, tls);
    return switch (HttpRouteParser.orEmpty(tls.mode())) {
      // an empty mode means the first of Istio's
      case "", "PASSTHROUGH" -> new GatewayTls.Passthrough();
      case "AUTO_PASSTHROUGH" -> new GatewayTls.MeshPassthrough();
      case "SIMPLE" -> terminated(path, tls, new Clients.Anonymous());
      case "MUTUAL" -> terminated(path, tls, clients(path, tls, true));
      case "OPTIONAL_MUTUAL" -> terminated(path, tls, clients(path, tls, false));
      case "ISTIO_MUTUAL" -> mesh(path, tls);
      case String other -> {
        problems.add(
            path + ".mode",
            other,
            "PASSTHROUGH, AUTO_PASSTHROUGH, SIMPLE, MUTUAL, OPTIONAL_MUTUAL or ISTIO_MUTUAL");
        yield new GatewayTls.Passthrough();
      }
    };
  }

  private void unsupported(String path, ServerTls tls) {
    if (Boolean.TRUE.equals(tls.httpsRedirect())) {
      problems.add(path + ".httpsRedirect", true, "false: the port has TLS already");
    }
    problems.refuse(path + ".caCrl", tls.caCrl());
    problems.refuse(path + ".tlsCertificates", tls.tlsCertificates());
    problems.refuse(path + ".verifyCertificateSpki", tls.verifyCertificateSpki());
    problems.refuse(path + ".verifyCertificateHash", tls.verifyCertificateHash());
    problems.refuse(path + ".ecdhCurves", tls.ecdhCurves());
    if (Boolean.TRUE.equals(tls.insecureSkipVerify())) {
      problems.refuse(path + ".insecureSkipVerify", tls.insecureSkipVerify());
    }
  }

  private GatewayTls mesh(String path, ServerTls tls) {
    for (Certificate written : certificates(path, tls)) {
      problems.add(path, written, "no certificate: ISTIO_MUTUAL has the mesh's own");
    }
    return new GatewayTls.Mesh(tls.subjectAltNames());
  }

  private GatewayTls terminated(String path, ServerTls tls, Clients clients) {
    List<Certificate> certificates = certificates(path, tls);
    if (certificates.size() != 1) {
      problems.add(
          path,
          certificates.isEmpty() ? "" : certificates,
          "one of credentialName, and serverCertificate with privateKey");
    }
    Version minimum =
        version(path + ".minProtocolVersion", tls.minProtocolVersion(), Version.TLS_1_2);
    Version maximum =
        version(path + ".maxProtocolVersion", tls.maxProtocolVersion(), Version.TLS_1_3);
    if (minimum.compareTo(maximum) > 0) {
      problems.add(
          path + ".maxProtocolVersion",
          tls.maxProtocolVersion(),
          "minProtocolVersion or a newer one");
    }
    CipherSuites.check(problems, path + ".cipherSuites", tls.cipherSuites());
    Certificate certificate =
        certificates.isEmpty() ? new Certificate.Named("") : certificates.getFirst();
    return new GatewayTls.Terminated(certificate, clients, minimum, maximum, tls.cipherSuites());
  }

  private List<Certificate> certificates(String path, ServerTls tls) {
    List<Certificate> all = new java.util.ArrayList<>();
    String named = secret(path + ".credentialName", tls.credentialName());
    if (!named.isEmpty()) {
      all.add(new Certificate.Named(named));
    }
    for (int i = 0; i < tls.credentialNames().size(); i++) {
      all.add(
          new Certificate.Named(
              secret(path + ".credentialNames[" + i + "]", tls.credentialNames().get(i))));
    }
    String chain = HttpRouteParser.orEmpty(tls.serverCertificate());
    String key = HttpRouteParser.orEmpty(tls.privateKey());
    if (!chain.isEmpty() || !key.isEmpty()) {
      problems.required(path + ".serverCertificate", chain, "a path");
      problems.required(path + ".privateKey", key, "a path");
      all.add(new Certificate.Files(chain, key));
    }
    return all;
  }

  private Clients clients(String path, ServerTls tls, boolean required) {
    String file = HttpRouteParser.orEmpty(tls.caCertificates());
    String named = secret(path + ".caCertCredentialName", tls.caCertCredentialName());
    if (named.isEmpty() && file.isEmpty()) {
      named =
          tls.credentialNames().isEmpty()
              ? HttpRouteParser.orEmpty(tls.credentialName())
              : tls.credentialNames().getFirst();
    }
    if (named.isEmpty() && file.isEmpty()) {
      problems.add(path + ".caCertificates", "", "a path, or a credentialName");
    }
    Roots roots = named.isEmpty() ? new Roots.File(file) : new Roots.Named(named);
    return new Clients.Checked(roots, required, tls.subjectAltNames());
  }

  private String secret(String path, @Nullable String name) {
    String text = HttpRouteParser.orEmpty(name);
    if (!text.isEmpty() && !Names.host(text)) {
      problems.add(path, text, SECRET);
    }
    return text;
  }

  private Version version(String path, @Nullable String word, Version automatic) {
    return switch (HttpRouteParser.orEmpty(word)) {
      case "", "TLS_AUTO" -> automatic;
      case "TLSV1_2" -> Version.TLS_1_2;
      case "TLSV1_3" -> Version.TLS_1_3;
      case String other -> {
        problems.add(path, other, "TLS_AUTO, TLSV1_2 or TLSV1_3");
        yield automatic;
      }
    };
  }
}
