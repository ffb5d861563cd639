package io.meshwright.xds;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whom a proxy trusts, and who vouches for it: what it tells its control plane on the discovery
 * stream, as the names that it subscribes to of a type that has no resources. A control plane that
 * does not know the type answers with nothing. Roots are named by their {@link #fingerprint}.
 *
 * @param issuer the root that the proxy's certificate leads to; empty if that is none of {@code
 *     roots}
 * @param roots all that the proxy checks its peers by
 */
public record WorkloadTrust(Optional<String> issuer, SortedSet<String> roots) {

  /** The type of the requests that say it. */
  public static final String TYPE_URL = "type.googleapis.com/meshwright.v1.WorkloadTrust";

  /** The secret with the mesh's roots, the issuing one first. */
  public static final String ROOTS_SECRET = "ROOTCA";

  private static final String ISSUER = "issuer/";
  private static final String ROOT = "root/";

  public WorkloadTrust {
    roots = Collections.unmodifiableSortedSet(new TreeSet<>(roots));
  }

  /** The form on the wire. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    issuer.ifPresent(root -> names.add(ISSUER + root));
    roots.forEach(root -> names.add(ROOT + root));
    return List.copyOf(names);
  }

  /** Reads the form on the wire; names of another form are ignored. */
  public static WorkloadTrust of(Collection<String> names) {
    Optional<String> issuer = Optional.empty();
    SortedSet<String> roots = new TreeSet<>();
    for (String name : names) {
      if (name.startsWith(ISSUER)) {
        issuer = Optional.of(name.substring(ISSUER.length()));
      } else if (name.startsWith(ROOT)) {
        roots.add(name.substring(ROOT.length()));
      }
    }
    return new WorkloadTrust(issuer, roots);
  }

  /** The SHA-256 of a certificate's DER form, in hexadecimal. */
  public static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("a certificate without a fingerprint", e);
    }
  }
}
