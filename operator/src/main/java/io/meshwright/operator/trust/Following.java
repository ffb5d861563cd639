package io.meshwright.operator.trust;

import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Followers;
import io.meshwright.operator.sessions.ReplicaTrust;
import io.meshwright.operator.sessions.TrustAnswers.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who has followed the stored authority. Pure.
 *
 * @param unable a replica whose version does not follow; empty if there is none
 * @param refusal why a replica does not use what is stored
 * @param behind what is not as stored yet, of replicas and of what they and the operator publish
 * @param proxies counted by those replicas that agree with what is stored
 */
record Following(
    Optional<String> unable, Optional<String> refusal, Optional<String> behind, Followers proxies) {

  /**
   * Counts.
   *
   * @param wanted issuer and roots as they are stored
   * @param replicas answers of all serving replicas, by pod
   * @param pods that have a proxy, connected or not
   * @param unpublished what was told other roots last
   */
  static Following of(
      ReplicaTrust wanted, Map<String, Answer> replicas, long pods, Optional<String> unpublished) {
    Optional<String> unable = Optional.empty();
    Optional<String> refusal = Optional.empty();
    List<String> behind = new ArrayList<>();
    long sessions = 0;
    long trusting = 0;
    long certified = 0;
    for (Map.Entry<String, Answer> entry : new TreeMap<>(replicas).entrySet()) {
      String pod = "control plane " + entry.getKey();
      switch (entry.getValue()) {
        case Answer.Unable _ -> unable = Optional.of(pod);
        case Answer.Unknown _ -> behind.add(pod);
        case Answer.Said(ReplicaTrust trust, long connected) -> {
          sessions += connected;
          if (!trust.problem().isEmpty()) {
            refusal = Optional.of(pod + ": " + trust.problem());
          }
          if (trust.issuer().equals(wanted.issuer()) && trust.roots().equals(wanted.roots())) {
            trusting += trust.trusting();
            certified += trust.certified();
          } else {
            behind.add(pod);
          }
        }
      }
    }
    if (replicas.isEmpty()) {
      behind.add("any control plane");
    }
    unpublished.ifPresent(behind::add);
    return new Following(
        unable,
        refusal,
        behind.stream().findFirst(),
        new Followers(Math.max(sessions, pods), trusting, certified));
  }
}
