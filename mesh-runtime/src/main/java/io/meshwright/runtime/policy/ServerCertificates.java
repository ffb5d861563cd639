package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.ServerTls;
import io.meshwright.runtime.model.gateway.GatewayTls.Certificate;
import io.meshwright.runtime.model.gateway.GatewayTls.Roots;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parses where the certificates of a server are, and the roots that its clients are checked with
 * (istio-features GW9, GW10).
 */
final class ServerCertificates {

  static final String SECRET = "the name of a Secret in the namespace of the proxy's pod";

  private static final String SOURCES =
      "one of credentialName, credentialNames, tlsCertificates, and serverCertificate with"
          + " privateKey; of certificates one for each kind of key, RSA and ECDSA";

  /** RSA and ECDSA. */
  private static final int KINDS_OF_KEYS = 2;

  private final Problems problems;

  ServerCertificates(Problems problems) {
    this.problems = problems;
  }

  /** What the server shows. */
  List<Certificate> ofServer(String path, ServerTls tls) {
    List<List<Certificate>> sources = sources(path, tls);
    if (sources.size() != 1 || sources.getFirst().size() > KINDS_OF_KEYS) {
      problems.add(path, sources.isEmpty() ? "" : all(sources), SOURCES);
    }
    return all(sources);
  }

  /** All certificates that are named, whether they make sense or not. */
  List<Certificate> all(String path, ServerTls tls) {
    return all(sources(path, tls));
  }

  private static List<Certificate> all(List<List<Certificate>> sources) {
    return sources.stream().flatMap(List::stream).toList();
  }

  /** Of each field, or pair of fields, that names some. */
  private List<List<Certificate>> sources(String path, ServerTls tls) {
    List<Certificate> pairs = new ArrayList<>();
    for (int i = 0; i < tls.tlsCertificates().size(); i++) {
      ServerTls.TlsCertificate pair = tls.tlsCertificates().get(i);
      String at = path + ".tlsCertificates[" + i + "]";
      pairs.add(files(at, pair.serverCertificate(), pair.privateKey()));
    }
    List<Certificate> named = new ArrayList<>();
    for (int i = 0; i < tls.credentialNames().size(); i++) {
      String at = path + ".credentialNames[" + i + "]";
      named.add(new Certificate.Named(secret(at, tls.credentialNames().get(i))));
    }
    String single = secret(path + ".credentialName", tls.credentialName());
    boolean written =
        !HttpRouteParser.orEmpty(tls.serverCertificate()).isEmpty()
            || !HttpRouteParser.orEmpty(tls.privateKey()).isEmpty();
    return Stream.of(
            single.isEmpty()
                ? List.<Certificate>of()
                : List.<Certificate>of(new Certificate.Named(single)),
            named,
            written
                ? List.<Certificate>of(files(path, tls.serverCertificate(), tls.privateKey()))
                : List.<Certificate>of(),
            pairs)
        .filter(source -> !source.isEmpty())
        .toList();
  }

  private Certificate files(String path, @Nullable String chain, @Nullable String key) {
    return new Certificate.Files(
        problems.required(path + ".serverCertificate", chain, "a path"),
        problems.required(path + ".privateKey", key, "a path"));
  }

  /** Of a server that asks for certificates. */
  Roots roots(String path, ServerTls tls) {
    String named = secret(path + ".caCertCredentialName", tls.caCertCredentialName());
    String file = rootsFile(path, tls);
    if (named.isEmpty() && file.isEmpty()) {
      named =
          Stream.concat(Stream.ofNullable(tls.credentialName()), tls.credentialNames().stream())
              .filter(name -> !name.isEmpty())
              .findFirst()
              .orElse("");
    }
    if (named.isEmpty() && file.isEmpty()) {
      problems.add(path + ".caCertificates", "", "a path, or a credentialName");
    }
    String revoked = HttpRouteParser.orEmpty(tls.caCrl());
    if (!named.isEmpty() && !revoked.isEmpty()) {
      problems.add(path + ".caCrl", revoked, "nothing with a Secret: its key ca.crl has the list");
    }
    return named.isEmpty() ? new Roots.File(file, revoked) : new Roots.Named(named);
  }

  /** The server's own field, or what all of several certificates say. */
  private String rootsFile(String path, ServerTls tls) {
    List<String> files =
        Stream.concat(
                Stream.of(HttpRouteParser.orEmpty(tls.caCertificates())),
                tls.tlsCertificates().stream()
                    .map(pair -> Objects.requireNonNullElse(pair.caCertificates(), "")))
            .filter(file -> !file.isEmpty())
            .distinct()
            .toList();
    if (files.size() > 1) {
      problems.add(path + ".caCertificates", files, "one path: clients are checked with one list");
    }
    return files.isEmpty() ? "" : files.getFirst();
  }

  private String secret(String path, @Nullable String name) {
    String text = HttpRouteParser.orEmpty(name);
    if (!text.isEmpty() && !Names.host(text)) {
      problems.add(path, text, SECRET);
    }
    return text;
  }
}
