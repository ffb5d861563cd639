package io.meshwright.operator.trust;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Cause;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Source;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.certificate.CertificateMaker.SigningRoot;
import io.meshwright.operator.certificate.Pem;
import io.meshwright.xds.ConfigException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Secret of the mesh's own authority, with the step of a change of root that it is in. Each
 * step is one write of the whole Secret for exactly the state that was read.
 *
 * @param secret as it was read
 * @param next the root that does not sign yet
 * @param since when the step began; the time of the Secret if it does not say
 */
record OwnAuthority(
    Secret secret,
    StoredAuthority stored,
    Optional<X509Certificate> next,
    Phase phase,
    Instant since,
    Optional<Cause> cause) {

  private static final String NEXT_CERTIFICATE = "next-ca-cert.pem";
  private static final String NEXT_KEY = "next-ca-key.pem";

  /** Reads the Secret; a step that it does not say is none. */
  static OwnAuthority parse(Secret secret) throws ConfigException {
    Map<String, String> notes = Metadata.annotations(secret);
    Optional<X509Certificate> next =
        StoredAuthority.text(secret, NEXT_CERTIFICATE).isEmpty()
            ? Optional.empty()
            : Optional.of(StoredAuthority.certificates(secret, NEXT_CERTIFICATE).getFirst());
    return new OwnAuthority(
        secret,
        StoredAuthority.parse(Source.Own, secret),
        next,
        word(Phase.values(), notes.get(OperatorNames.ROTATION_PHASE)).orElse(Phase.Stable),
        time(notes.get(OperatorNames.ROTATION_SINCE))
            .or(() -> time(secret.getMetadata().getCreationTimestamp()))
            .orElse(Instant.EPOCH),
        word(Cause.values(), notes.get(OperatorNames.ROTATION_CAUSE)));
  }

  /** A new root is kept; nobody is told. */
  Secret prepared(SigningRoot root, Cause why, Instant now) {
    return write(
        Phase.Preparing,
        Optional.of(why),
        now,
        data -> {
          data.put(NEXT_CERTIFICATE, base64(Pem.of(List.of(root.certificate()))));
          data.put(NEXT_KEY, base64(Pem.of(root.key())));
        });
  }

  /** The next root is to be trusted; it does not sign. */
  Secret distributed(Instant now) {
    List<X509Certificate> roots = new ArrayList<>(stored.roots());
    next.filter(root -> !roots.contains(root)).ifPresent(roots::add);
    return write(
        Phase.Distributing,
        cause,
        now,
        data -> data.put(StoredAuthority.ROOTS, base64(Pem.of(roots))));
  }

  /** The next root signs; the key of the one before is forgotten. */
  Secret activated(Instant now) {
    List<X509Certificate> roots = new ArrayList<>(stored.roots());
    next.ifPresent(
        root -> {
          roots.remove(root);
          roots.addFirst(root);
        });
    return write(
        Phase.Activating,
        cause,
        now,
        data -> {
          data.put(
              StoredAuthority.CERTIFICATE, Objects.requireNonNull(data.remove(NEXT_CERTIFICATE)));
          data.put(StoredAuthority.KEY, Objects.requireNonNull(data.remove(NEXT_KEY)));
          data.put(StoredAuthority.ROOTS, base64(Pem.of(roots)));
        });
  }

  /** Only the root that signs is to be trusted. */
  Secret retired(Instant now) {
    return write(Phase.Retiring, cause, now, this::onlySigning);
  }

  /** The change is done. */
  Secret finished(Instant now) {
    return write(Phase.Stable, cause, now, _ -> {});
  }

  /** The next root is given up; it has signed nothing. */
  Secret aborted(Instant now) {
    return write(
        Phase.Stable,
        Optional.empty(),
        now,
        data -> {
          data.remove(NEXT_CERTIFICATE);
          data.remove(NEXT_KEY);
          onlySigning(data);
        });
  }

  private void onlySigning(Map<String, String> data) {
    data.put(StoredAuthority.ROOTS, base64(Pem.of(List.of(stored.signing()))));
  }

  private Secret write(
      Phase step, Optional<Cause> why, Instant now, Consumer<Map<String, String>> change) {
    Map<String, String> data = new HashMap<>(Objects.requireNonNull(secret.getData()));
    change.accept(data);
    Map<String, String> notes = new HashMap<>(Metadata.annotations(secret));
    notes.put(OperatorNames.ROTATION_PHASE, step.name());
    notes.put(OperatorNames.ROTATION_SINCE, now.toString());
    why.ifPresent(cause -> notes.put(OperatorNames.ROTATION_CAUSE, cause.name()));
    return new SecretBuilder(secret)
        .editMetadata()
        .withAnnotations(notes)
        .endMetadata()
        .withData(data)
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static <E extends Enum<E>> Optional<E> word(E[] words, @Nullable String written) {
    return Arrays.stream(words).filter(word -> word.name().equals(written)).findFirst();
  }

  private static Optional<Instant> time(@Nullable String written) {
    try {
      return Optional.ofNullable(written).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
