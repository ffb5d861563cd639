package io.meshwright.operator.trust;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Phase;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Role;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Root;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Source;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.WorkloadTrust;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is said of the trust of a mesh: status, and the condition TrustValid. Pure. */
public record TrustVerdict(
    TrustStatus status, ConditionStatus valid, ConditionReason reason, String message) {

  static TrustVerdict ofOwn(
      OwnAuthority authority,
      Following following,
      RotationPolicy policy,
      RotationPlanner.Move move,
      Instant now) {
    String awaited = move instanceof RotationPlanner.Move.Wait(String words) ? words : "";
    List<Root> roots = new ArrayList<>(roots(authority.stored()));
    authority
        .next()
        .filter(next -> !authority.stored().roots().contains(next))
        .ifPresent(next -> roots.add(root(next, Role.Next)));
    TrustStatus status =
        new TrustStatus(
            Source.Own,
            authority.phase(),
            authority.since().toString(),
            authority.cause().orElse(null),
            awaited.isEmpty() ? null : awaited,
            roots,
            policy.due(authority.stored().signing()).map(due -> due.at().toString()).orElse(null),
            following.proxies());
    if (following.refusal().isPresent()) {
      return refused(status, following.refusal().get());
    }
    if (authority.phase() != Phase.Stable) {
      return new TrustVerdict(
          status,
          ConditionStatus.TRUE,
          ConditionReason.ROOT_ROTATING,
          authority.phase() + (awaited.isEmpty() ? "" : ": " + awaited));
    }
    String why = !policy.automatic() ? "spec.rootRotation.mode is Manual" : awaited;
    return judged(status, authority.stored().signing(), policy, why, now);
  }

  static TrustVerdict ofPlugIn(
      StoredAuthority stored,
      Following following,
      RotationPolicy policy,
      boolean asked,
      Instant now) {
    String why = "Secret " + MeshNames.PLUGIN_CA_SECRET + " is the user's to replace";
    TrustStatus status =
        new TrustStatus(
            Source.PlugIn,
            Phase.Stable,
            null,
            null,
            asked ? "the root is not replaced: " + why : null,
            roots(stored),
            null,
            following.proxies());
    return following
        .refusal()
        .map(refusal -> refused(status, refusal))
        .orElseGet(() -> judged(status, stored.signing(), policy, why, now));
  }

  /** No runtime has begun. */
  static TrustVerdict notMade() {
    return new TrustVerdict(
        unknown(),
        ConditionStatus.UNKNOWN,
        ConditionReason.PROGRESSING,
        "no authority is made yet");
  }

  /** Workloads trust what is not there any more. */
  static TrustVerdict missing(String namespace, String root) {
    return new TrustVerdict(
        unknown(),
        ConditionStatus.FALSE,
        ConditionReason.AUTHORITY_MISSING,
        new ConfigError(
                "Secret " + namespace + "/" + MeshNames.CA_SECRET,
                StoredAuthority.CERTIFICATE,
                "",
                "the authority of root " + root + ", from a backup")
            .message());
  }

  /** What is stored cannot be used; what was known stays. */
  static TrustVerdict refused(@Nullable TrustStatus before, ConfigError why) {
    return refused(Objects.requireNonNullElseGet(before, TrustVerdict::unknown), why.message());
  }

  /** The same, but the step could not be written. */
  TrustVerdict unwritten(String why) {
    return new TrustVerdict(status, ConditionStatus.FALSE, ConditionReason.APPLY_FAILED, why);
  }

  private static TrustVerdict refused(TrustStatus status, String why) {
    return new TrustVerdict(status, ConditionStatus.FALSE, ConditionReason.AUTHORITY_REFUSED, why);
  }

  private static TrustVerdict judged(
      TrustStatus status, X509Certificate root, RotationPolicy policy, String why, Instant now) {
    String end = "the root ends at " + root.getNotAfter().toInstant();
    return policy.isExpiring(root, now)
        ? new TrustVerdict(
            status, ConditionStatus.FALSE, ConditionReason.ROOT_EXPIRING, end + "; " + why)
        : new TrustVerdict(status, ConditionStatus.TRUE, ConditionReason.ROOT_TRUSTED, end);
  }

  private static List<Root> roots(StoredAuthority stored) {
    return stored.roots().stream()
        .map(root -> root(root, root.equals(stored.signing()) ? Role.Signing : Role.Trusted))
        .toList();
  }

  private static Root root(X509Certificate certificate, Role role) {
    return new Root(
        WorkloadTrust.fingerprint(certificate),
        certificate.getNotAfter().toInstant().toString(),
        role);
  }

  private static TrustStatus unknown() {
    return new TrustStatus(null, Phase.Stable, null, null, null, List.of(), null, null);
  }
}
