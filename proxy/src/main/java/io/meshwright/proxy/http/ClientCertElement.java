package io.meshwright.proxy.http;

import io.meshwright.proxy.snapshot.ForwardedCertificate;
import io.meshwright.proxy.tls.PeerIdentity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.util.HexFormat;

/** Makes an element of {@code x-forwarded-client-cert}, from the verified certificate only. */
final class ClientCertElement {
  private ClientCertElement() {}

  static String of(PeerIdentity peer, ForwardedCertificate policy) {
    StringBuilder out = new StringBuilder(256).append("Hash=").append(hash(peer));
    if (policy.subject()) {
      String subject = peer.certificate().getSubjectX500Principal().getName();
      out.append(";Subject=\"").append(subject.replace("\"", "\\\"")).append('"');
    }
    if (policy.uri()) {
      peer.uris().forEach(uri -> out.append(";URI=").append(uri));
    }
    if (policy.dns()) {
      peer.dnsNames().forEach(name -> out.append(";DNS=").append(name));
    }
    return out.toString();
  }

  private static String hash(PeerIdentity peer) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(peer.certificate().getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("a verified certificate has a SHA-256 hash", e);
    }
  }
}
