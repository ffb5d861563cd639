package io.meshwright.operator.sessions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Puts the answers of several replicas together. Pure but for waiting. */
final class TrafficRound {

  private final List<String> silent;
  private final List<CompletableFuture<List<ProxyTraffic>>> answers = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();

  /** {@code silent} are known not to answer. */
  TrafficRound(List<String> silent, Map<Replica, CompletableFuture<List<ProxyTraffic>>> asked) {
    this.silent = new ArrayList<>(silent);
    asked.forEach(
        (replica, answer) -> {
          replicas.add(replica);
          answers.add(answer);
        });
  }

  CompletableFuture<TrafficSurvey.Reading> reading() {
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .handle((_, _) -> result());
  }

  private TrafficSurvey.Reading result() {
    List<ProxyTraffic> proxies = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      try {
        proxies.addAll(answers.get(i).join());
      } catch (CompletionException e) {
        Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
        silent.add(replicas.get(i).pod() + ": " + cause.getMessage());
      }
    }
    return new TrafficSurvey.Reading(proxies, silent);
  }
}
