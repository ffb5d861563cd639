package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.ServerTls;
import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.runtime.model.gateway.GatewayTls.Certificate;
import io.meshwright.runtime.model.gateway.GatewayTls.Clients;
import io.meshwright.runtime.model.gateway.GatewayTls.Version;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses the field {@code tls} of a server (istio-features GW7 to GW12). */
final class ServerTlsParser {

  private static final Pattern KEY_HASH = Pattern.compile("[A-Za-z0-9+/]{43}=");

  /** Also with colons, as tools print it. */
  private static final Pattern CERTIFICATE_HASH =
      Pattern.compile("[0-9a-fA-F]{64}|[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){31}");

  private final Problems problems;
  private final ServerCertificates certificates;

  ServerTlsParser(Problems problems) {
    this.problems = problems;
    this.certificates = new ServerCertificates(problems);
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
    if (Boolean.TRUE.equals(tls.httpsRedirect())) {
      problems.add(path + ".httpsRedirect", true, "false: the port has TLS already");
    }
    nothingToCheck(path, tls);
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

  private GatewayTls mesh(String path, ServerTls tls) {
    for (Certificate written : certificates.all(path, tls)) {
      problems.add(path, written, "no certificate: ISTIO_MUTUAL has the mesh's own");
    }
    return new GatewayTls.Mesh(tls.subjectAltNames());
  }

  private GatewayTls terminated(String path, ServerTls tls, Clients clients) {
    return new GatewayTls.Terminated(
        certificates.ofServer(path, tls), clients, algorithms(path, tls));
  }

  private GatewayTls.Algorithms algorithms(String path, ServerTls tls) {
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
    Curves.check(problems, path + ".ecdhCurves", tls.ecdhCurves());
    return new GatewayTls.Algorithms(minimum, maximum, tls.cipherSuites(), tls.ecdhCurves());
  }

  /** A condition that nobody checks would be worse than a rule that is refused. */
  private void nothingToCheck(String path, ServerTls tls) {
    String mode = HttpRouteParser.orEmpty(tls.mode());
    if (mode.equals("MUTUAL") || mode.equals("OPTIONAL_MUTUAL")) {
      return;
    }
    String expected = "nothing without MUTUAL or OPTIONAL_MUTUAL";
    if (Boolean.TRUE.equals(tls.insecureSkipVerify())) {
      problems.add(path + ".insecureSkipVerify", true, expected);
    }
    if (!HttpRouteParser.orEmpty(tls.caCrl()).isEmpty()) {
      problems.add(path + ".caCrl", tls.caCrl(), expected);
    }
    if (!tls.verifyCertificateSpki().isEmpty()) {
      problems.add(path + ".verifyCertificateSpki", tls.verifyCertificateSpki(), expected);
    }
    if (!tls.verifyCertificateHash().isEmpty()) {
      problems.add(path + ".verifyCertificateHash", tls.verifyCertificateHash(), expected);
    }
  }

  private Clients clients(String path, ServerTls tls, boolean required) {
    hashes(path + ".verifyCertificateSpki", tls.verifyCertificateSpki(), KEY_HASH);
    hashes(path + ".verifyCertificateHash", tls.verifyCertificateHash(), CERTIFICATE_HASH);
    return new Clients.Checked(
        certificates.roots(path, tls),
        required,
        !Boolean.TRUE.equals(tls.insecureSkipVerify()),
        new GatewayTls.Conditions(
            tls.subjectAltNames(), tls.verifyCertificateSpki(), tls.verifyCertificateHash()));
  }

  private void hashes(String path, List<String> hashes, Pattern form) {
    for (int i = 0; i < hashes.size(); i++) {
      if (!form.matcher(hashes.get(i)).matches()) {
        problems.add(
            path + "[" + i + "]",
            hashes.get(i),
            form == KEY_HASH ? "a SHA-256 hash in Base64" : "a SHA-256 hash in hexadecimal digits");
      }
    }
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
