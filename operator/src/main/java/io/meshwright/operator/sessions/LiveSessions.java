package io.meshwright.operator.sessions;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Follows each replica of each revision. What changes is changed on one executor and published as a
 * whole; readers never wait.
 *
 * <p>When is nobody connected? When every serving replica says so. A revision without any serving
 * replica has nobody either, or it could never be removed; but its proxies may only be waiting for
 * it to come back, so if it had some, that is believed after {@link #AWAY}.
 */
public final class LiveSessions
    implements Sessions, TrustAnswers, Spread, TrafficSurvey, ProxyHealth {

  /** How long the proxies of a control plane that is gone are taken to wait for it. */
  static final Duration AWAY = Duration.ofMinutes(10);

  /** Between two moves of a revision's proxies: those before have connected, and are counted. */
  static final Duration STEP = Duration.ofSeconds(10);

  /** Between two events of changed counts; changes in between make one. */
  static final Duration EVENTS = Duration.ofSeconds(1);

  private static final ReplicaReport CONNECTING = new ReplicaReport.Silent("is being connected to");

  /**
   * What is known of a revision.
   *
   * @param lastTotal the proxies when somebody last counted
   * @param deserted since when no replica serves; empty while one does
   */
  private record Revision(
      Map<Replica, ReplicaReport> reports, long lastTotal, Optional<Instant> deserted) {
    private static final Revision NEW = new Revision(Map.of(), 0, Optional.empty());

    Revision {
      reports = Map.copyOf(reports);
    }
  }

  private record Following(String roots, ReplicaClient client) {}

  private final Target.Lookup targets;
  private final ReplicaClient.Factory clients;
  private final ScheduledExecutorService executor;
  private final InstantSource clock;
  private final List<Consumer<String>> subscribers = new CopyOnWriteArrayList<>();
  private final Map<String, Instant> steps = new ConcurrentHashMap<>();

  /** Who serves, as it was last said; any thread. */
  private volatile Map<String, RuntimeReplicas> runtimes = Map.of();

  /** Replaced as a whole by the executor. */
  private volatile Map<String, Revision> revisions = Map.of();

  /** Used by the executor only. */
  private final Map<Replica, Following> following = new HashMap<>();

  private final Set<String> changed = new HashSet<>();

  /**
   * Makes a follower of nobody yet.
   *
   * @param executor of one thread
   */
  public LiveSessions(
      Target.Lookup targets,
      ReplicaClient.Factory clients,
      ScheduledExecutorService executor,
      InstantSource clock) {
    this.targets = targets;
    this.clients = clients;
    this.executor = executor;
    this.clock = clock;
  }

  /** Calls {@code change} with the name of each revision whose sessions changed. */
  public void subscribe(Consumer<String> change) {
    subscribers.add(change);
  }

  /** These are all revisions there are, with the replicas that serve; any thread. */
  public void follow(Map<String, RuntimeReplicas> runtimes) {
    Map<String, RuntimeReplicas> wanted = Map.copyOf(runtimes);
    this.runtimes = wanted;
    executor.execute(() -> followNow(wanted));
  }

  /** The replicas of a revision that serve; empty while nobody has said. Never blocks. */
  public Optional<RuntimeReplicas> replicasOf(String revision) {
    return Optional.ofNullable(runtimes.get(revision));
  }

  @Override
  public SessionCounts of(String name) {
    Revision revision = revisions.get(name);
    if (revision == null) {
      return SessionCounts.unknown();
    }
    if (revision.reports().isEmpty()) {
      return new SessionCounts(revision.lastTotal() == 0 || isAway(revision), Map.of());
    }
    boolean known =
        revision.reports().values().stream().allMatch(ReplicaReport.Counted.class::isInstance);
    Map<String, ProxyCounts> namespaces = new HashMap<>();
    for (ReplicaReport report : revision.reports().values()) {
      if (report instanceof ReplicaReport.Counted counted) {
        for (ReplicaReport.Group group : counted.groups()) {
          namespaces.merge(group.namespace(), counts(name, group), ProxyCounts::and);
        }
      }
    }
    return new SessionCounts(known, namespaces);
  }

  @Override
  public Map<String, TrustAnswers.Answer> trustOf(String name) {
    Revision revision = revisions.get(name);
    Map<String, TrustAnswers.Answer> answers = new HashMap<>();
    if (revision != null) {
      revision.reports().forEach((replica, report) -> answers.put(replica.pod(), answer(report)));
    }
    return answers;
  }

  private static TrustAnswers.Answer answer(ReplicaReport report) {
    return switch (report) {
      case ReplicaReport.Silent _ -> new TrustAnswers.Answer.Unknown();
      case ReplicaReport.Counted counted ->
          counted
              .trust()
              .<TrustAnswers.Answer>map(
                  trust -> new TrustAnswers.Answer.Said(trust, counted.total()))
              .orElseGet(TrustAnswers.Answer.Unable::new);
    };
  }

  @Override
  public Map<String, ProxyHealth.Answer> healthOf(String name) {
    Revision revision = revisions.get(name);
    Map<String, ProxyHealth.Answer> answers = new HashMap<>();
    if (revision != null) {
      revision.reports().forEach((replica, report) -> answers.put(replica.pod(), health(report)));
    }
    return answers;
  }

  private static ProxyHealth.Answer health(ReplicaReport report) {
    return switch (report) {
      case ReplicaReport.Silent(String reason) -> new ProxyHealth.Answer.Silent(reason);
      case ReplicaReport.Counted counted ->
          new ProxyHealth.Answer.Said(counted.total(), counted.health());
    };
  }

  @Override
  public CompletableFuture<Set<ProxyName>> connected(Set<String> names) {
    return CompletableFuture.supplyAsync(
            () ->
                following.entrySet().stream()
                    .filter(entry -> names.contains(entry.getKey().revision()))
                    .map(entry -> entry.getValue().client().nodes())
                    .toList(),
            executor)
        .thenCompose(
            answers ->
                CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .thenApply(
                        _ ->
                            answers.stream()
                                .flatMap(answer -> answer.join().stream())
                                .collect(Collectors.toSet())));
  }

  @Override
  public Optional<Duration> step(String name) {
    Revision revision = revisions.get(name);
    if (revision == null) {
      return Optional.empty();
    }
    Map<Replica, Long> sessions = new HashMap<>();
    for (Map.Entry<Replica, ReplicaReport> entry : revision.reports().entrySet()) {
      if (!(entry.getValue() instanceof ReplicaReport.Counted counted) || !counted.canMove()) {
        return Optional.empty();
      }
      sessions.put(entry.getKey(), counted.total());
    }
    Optional<Balance.Move> move = Balance.next(sessions);
    if (move.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Duration left = Duration.between(now, steps.getOrDefault(name, Instant.EPOCH).plus(STEP));
    if (left.isPositive()) {
      return Optional.of(left);
    }
    steps.put(name, now);
    executor.execute(() -> move(move.get()));
    return Optional.of(STEP);
  }

  @Override
  public CompletableFuture<Reading> read(Set<String> names) {
    return CompletableFuture.supplyAsync(() -> ask(Set.copyOf(names)), executor)
        .thenCompose(TrafficRound::reading);
  }

  private TrafficRound ask(Set<String> names) {
    List<String> silent = new ArrayList<>();
    Map<Replica, CompletableFuture<List<ProxyTraffic>>> asked = new HashMap<>();
    for (String name : names) {
      Revision revision = revisions.get(name);
      if (revision == null || (revision.reports().isEmpty() && !of(name).known())) {
        silent.add("no replica of revision " + name + " serves");
      }
    }
    following.forEach(
        (replica, follower) -> {
          if (names.contains(replica.revision())) {
            asked.put(replica, follower.client().traffic());
          }
        });
    return new TrafficRound(silent, asked);
  }

  private ProxyCounts counts(String name, ReplicaReport.Group group) {
    Optional<Target> target =
        targets.ofNamespace(group.namespace()).or(() -> targets.ofRevision(name));
    boolean outdated =
        target
            .filter(
                next ->
                    !next.revision().equals(name)
                        || !(group.version().isEmpty() || group.version().equals(next.version())))
            .isPresent();
    return new ProxyCounts(group.sessions(), outdated ? group.sessions() : 0);
  }

  private boolean isAway(Revision revision) {
    return revision
        .deserted()
        .filter(since -> !clock.instant().isBefore(since.plus(AWAY)))
        .isPresent();
  }

  private void followNow(Map<String, RuntimeReplicas> wanted) {
    Set<Replica> serving =
        wanted.values().stream()
            .flatMap(runtime -> runtime.replicas().stream())
            .collect(Collectors.toSet());
    following.forEach(
        (replica, follower) -> {
          if (!serving.contains(replica)) {
            follower.client().close();
          }
        });
    following.keySet().retainAll(serving);
    Map<String, Revision> next = new HashMap<>();
    wanted.forEach(
        (name, runtime) -> {
          Revision before = revisions.getOrDefault(name, Revision.NEW);
          Map<Replica, ReplicaReport> reports = new HashMap<>();
          runtime
              .replicas()
              .forEach(
                  replica ->
                      reports.put(replica, before.reports().getOrDefault(replica, CONNECTING)));
          Revision after =
              new Revision(
                  reports,
                  before.lastTotal(),
                  reports.isEmpty()
                      ? before.deserted().or(() -> Optional.of(clock.instant()))
                      : Optional.empty());
          next.put(name, after);
          if (!after.equals(before)) {
            announce(name);
          }
        });
    revisions = Map.copyOf(next);
    steps.keySet().retainAll(next.keySet());
    wanted.values().forEach(runtime -> runtime.replicas().forEach(r -> open(r, runtime.roots())));
  }

  private void open(Replica replica, String roots) {
    Following before = following.get(replica);
    if (before != null && before.roots().equals(roots)) {
      return;
    }
    if (before != null) {
      before.client().close();
    }
    following.put(
        replica,
        new Following(
            roots,
            clients.open(
                replica, roots, report -> executor.execute(() -> reported(replica, report)))));
  }

  private void reported(Replica replica, ReplicaReport report) {
    Revision before = revisions.get(replica.revision());
    if (before == null || !before.reports().containsKey(replica)) {
      return;
    }
    Map<Replica, ReplicaReport> reports = new HashMap<>(before.reports());
    reports.put(replica, report);
    long total =
        reports.values().stream()
            .mapToLong(r -> r instanceof ReplicaReport.Counted counted ? counted.total() : 0)
            .sum();
    boolean counted = report instanceof ReplicaReport.Counted;
    Revision after = new Revision(reports, counted ? total : before.lastTotal(), Optional.empty());
    if (!after.equals(before)) {
      Map<String, Revision> next = new HashMap<>(revisions);
      next.put(replica.revision(), after);
      revisions = Map.copyOf(next);
      announce(replica.revision());
    }
  }

  private void move(Balance.Move move) {
    Following follower = following.get(move.from());
    if (follower != null) {
      follower.client().move(move.sessions());
    }
  }

  private void announce(String revision) {
    if (changed.isEmpty()) {
      var _ = executor.schedule(this::tellSubscribers, EVENTS.toMillis(), TimeUnit.MILLISECONDS);
    }
    changed.add(revision);
  }

  private void tellSubscribers() {
    Set<String> told = Set.copyOf(changed);
    changed.clear();
    told.forEach(revision -> subscribers.forEach(subscriber -> subscriber.accept(revision)));
  }
}
