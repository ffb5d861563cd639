package io.meshwright.proxy.identity;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.meshwright.proxy.lastgood.KeptFile;
import io.meshwright.proxy.pem.Pem;
import io.meshwright.proxy.snapshot.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Key, chain and roots, in PEM within JSON, that an earlier run leaves for the next. One thread.
 */
final class KeptIdentity {
  private static final String KEY = "key";
  private static final String CHAIN = "chain";
  private static final String ROOTS = "roots";

  private final KeptFile file;

  KeptIdentity(KeptFile file) {
    this.file = file;
  }

  /** What the proxy shows, and what it believes. */
  record Material(Secret.Identity identity, Secret.Roots roots) {}

  void keep(Material material) throws CertificateEncodingException {
    JsonObject json = new JsonObject();
    json.addProperty(KEY, Pem.encode("PRIVATE KEY", material.identity().key().getEncoded()));
    json.addProperty(CHAIN, pem(material.identity().chain()));
    json.addProperty(ROOTS, pem(material.roots().roots()));
    file.write(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String pem(List<X509Certificate> certificates)
      throws CertificateEncodingException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append(Pem.encode("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }

  /** What was kept, if its certificate is valid at this time. */
  Optional<Material> restore(Instant now) {
    byte[] kept = file.read().orElse(null);
    if (kept == null) {
      return Optional.empty();
    }
    try {
      JsonObject json =
          JsonParser.parseString(new String(kept, StandardCharsets.UTF_8)).getAsJsonObject();
      List<X509Certificate> chain = Pem.certificates(text(json, CHAIN));
      chain.getFirst().checkValidity(Date.from(now));
      return Optional.of(
          new Material(
              new Secret.Identity(chain, Pem.privateKey(text(json, KEY))),
              new Secret.Roots(Pem.certificates(text(json, ROOTS)))));
    } catch (GeneralSecurityException | JsonParseException | IllegalStateException e) {
      file.ignored(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static String text(JsonObject json, String name) throws GeneralSecurityException {
    if (json.get(name) == null) {
      throw new GeneralSecurityException("no " + name);
    }
    return json.get(name).getAsString();
  }
}
