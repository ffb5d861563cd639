package io.meshwright.proxy.admin;

import com.google.gson.stream.JsonWriter;
import io.meshwright.proxy.snapshot.Secret;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code /certs}: the certificates in use, in the shape of Envoy's {@code admin.v3.Certificates}.
 */
final class CertsPage {
  /** {@code GeneralName} of a URI and a DNS name, as the JDK numbers them. */
  private static final Map<Integer, String> NAMES = Map.of(6, "uri", 2, "dns");

  private CertsPage() {}

  static void write(JsonWriter out, Map<String, Secret> secrets, Instant now) throws IOException {
    out.beginObject().name("certificates").beginArray();
    for (Map.Entry<String, Secret> secret : new TreeMap<>(secrets).entrySet()) {
      out.beginObject();
      switch (secret.getValue()) {
        case Secret.Roots roots -> {
          list(out, "ca_cert", secret.getKey(), roots.roots(), now);
          list(out, "cert_chain", secret.getKey(), List.of(), now);
        }
        case Secret.Identity identity -> {
          list(out, "ca_cert", secret.getKey(), List.of(), now);
          list(out, "cert_chain", secret.getKey(), identity.chain(), now);
        }
      }
      out.endObject();
    }
    out.endArray().endObject();
  }

  private static void list(
      JsonWriter out, String field, String name, List<X509Certificate> certificates, Instant now)
      throws IOException {
    out.name(field).beginArray();
    for (X509Certificate certificate : certificates) {
      Instant end = certificate.getNotAfter().toInstant();
      out.beginObject();
      out.name("path").value("sds: " + name);
      out.name("serial_number")
          .value(certificate.getSerialNumber().toString(16).toLowerCase(Locale.ROOT));
      out.name("subject_alt_names").beginArray();
      alternativeNames(out, certificate);
      out.endArray();
      long days = Math.max(0, Duration.between(now, end).toDays());
      out.name("days_until_expiration").value(Long.toString(days));
      out.name("valid_from").value(certificate.getNotBefore().toInstant().toString());
      out.name("expiration_time").value(end.toString());
      out.endObject();
    }
    out.endArray();
  }

  private static void alternativeNames(JsonWriter out, X509Certificate certificate)
      throws IOException {
    Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      throw new IOException("a certificate in use cannot be read", e);
    }
    if (names == null) {
      return;
    }
    for (List<?> name : names) {
      String kind = NAMES.get((Integer) name.getFirst());
      if (kind != null) {
        out.beginObject().name(kind).value(String.valueOf(name.get(1))).endObject();
      }
    }
  }
}
