package io.meshwright.operator.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.sessions.ReplicaReport.Counted;
import io.meshwright.operator.sessions.ReplicaReport.Group;
import io.meshwright.operator.sessions.ReplicaReport.Silent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Replicas say what a test lets them say; time moves when told. */
final class LiveSessionsTest {

  private static final Replica ONE = new Replica("a", "istiod-a.mesh.svc", "one", "10.0.0.1");
  private static final Replica TWO = new Replica("a", "istiod-a.mesh.svc", "two", "10.0.0.2");

  private final ManualExecutor executor = new ManualExecutor();
  private final Map<Replica, Consumer<ReplicaReport>> replicas = new HashMap<>();
  private final Map<Replica, CompletableFuture<List<ProxyTraffic>>> traffic = new HashMap<>();
  private final Map<Replica, CompletableFuture<Set<ProxyName>>> nodes = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private final Map<String, Target> targets = new HashMap<>();
  private final List<String> events = new ArrayList<>();
  private final LiveSessions sessions =
      new LiveSessions(new Targets(), this::open, executor, executor);

  LiveSessionsTest() {
    sessions.subscribe(events::add);
  }

  /** Revision a is of version 2; namespaces go where the test says. */
  private final class Targets implements Target.Lookup {
    @Override
    public Optional<Target> ofNamespace(String namespace) {
      return Optional.ofNullable(targets.get(namespace));
    }

    @Override
    public Optional<Target> ofRevision(String revision) {
      return Optional.of(new Target(revision, "2"));
    }
  }

  private ReplicaClient open(Replica replica, String roots, Consumer<ReplicaReport> listener) {
    calls.add("open " + replica.pod() + " " + roots);
    replicas.put(replica, listener);
    return new ReplicaClient() {
      @Override
      public void move(int count) {
        calls.add("move " + replica.pod() + " " + count);
      }

      @Override
      public CompletableFuture<List<ProxyTraffic>> traffic() {
        return Objects.requireNonNull(traffic.get(replica));
      }

      @Override
      public CompletableFuture<Set<ProxyName>> nodes() {
        return Objects.requireNonNull(nodes.get(replica));
      }

      @Override
      public void close() {
        calls.add("close " + replica.pod());
      }
    };
  }

  private void serving(Replica... serving) {
    serving("roots", serving);
  }

  private void serving(String roots, Replica... serving) {
    sessions.follow(Map.of("a", new RuntimeReplicas(Set.of(serving), roots)));
    executor.runDue();
  }

  private void says(Replica replica, ReplicaReport report) {
    listener(replica).accept(report);
    executor.runDue();
  }

  private Consumer<ReplicaReport> listener(Replica replica) {
    return Objects.requireNonNull(replicas.get(replica));
  }

  private static Counted counted(Group... groups) {
    return new Counted(List.of(groups), true);
  }

  @Test
  void revisionsThatWereNeverSeenAreUnknown() {
    assertThat(sessions.of("a").known()).isFalse();
  }

  @Test
  void countsOfAllReplicasAreSummedUp() {
    serving(ONE, TWO);
    says(ONE, counted(new Group("shop", "2", 3), new Group("bank", "2", 1)));
    says(TWO, counted(new Group("shop", "2", 4)));

    assertThat(sessions.of("a"))
        .isEqualTo(
            new SessionCounts(
                true, Map.of("shop", new ProxyCounts(7, 0), "bank", new ProxyCounts(1, 0))));
  }

  @Test
  void oneSilentReplicaMakesTheSumUnknown() {
    serving(ONE, TWO);
    says(ONE, counted(new Group("shop", "2", 3)));
    assertThat(sessions.of("a").known()).isFalse();
    assertThat(sessions.of("a").total()).isEqualTo(3);

    says(TWO, counted());
    assertThat(sessions.of("a").known()).isTrue();

    says(TWO, new Silent("refuses the connection"));
    assertThat(sessions.of("a").known()).isFalse();
  }

  @Test
  void outdatedAreThoseThatARestartWouldChange() {
    targets.put("moved", new Target("b", "2"));
    targets.put("stayed", new Target("a", "2"));
    serving(ONE);
    says(
        ONE,
        counted(
            new Group("moved", "2", 1),
            new Group("stayed", "2", 2),
            new Group("stayed", "1", 3),
            new Group("unlabelled", "1", 4),
            new Group("unlabelled", "", 5)));

    assertThat(sessions.of("a").namespaces())
        .isEqualTo(
            Map.of(
                "moved", new ProxyCounts(1, 1),
                "stayed", new ProxyCounts(5, 3),
                "unlabelled", new ProxyCounts(9, 4)));
  }

  @Test
  void aRevisionThatNeverHadAReplicaHasNobody() {
    serving();

    assertThat(sessions.of("a")).isEqualTo(new SessionCounts(true, Map.of()));
  }

  @Test
  void proxiesOfADeadRuntimeAreWaitedForButNotForEver() {
    serving(ONE);
    says(ONE, counted(new Group("shop", "2", 3)));
    serving();
    assertThat(sessions.of("a").known()).isFalse();

    executor.advance(LiveSessions.AWAY.minusSeconds(1));
    serving();
    assertThat(sessions.of("a").known()).isFalse();

    executor.advance(Duration.ofSeconds(1));
    assertThat(sessions.of("a")).isEqualTo(new SessionCounts(true, Map.of()));
  }

  @Test
  void aDeadRuntimeThatHadNobodyHasNobody() {
    serving(ONE);
    says(ONE, counted());
    says(ONE, new Silent("gone"));
    serving();

    assertThat(sessions.of("a").known()).isTrue();
  }

  @Test
  void changesWithinASecondMakeOneEvent() {
    serving(ONE, TWO);
    says(ONE, counted(new Group("shop", "2", 1)));
    says(TWO, counted(new Group("shop", "2", 1)));
    assertThat(events).isEmpty();

    executor.advance(LiveSessions.EVENTS);
    assertThat(events).containsExactly("a");

    says(TWO, counted(new Group("shop", "2", 1)));
    executor.advance(LiveSessions.EVENTS);
    assertThat(events).containsExactly("a");
  }

  @Test
  void otherRootsMakeAnotherConnection() {
    serving("old", ONE);
    serving("old", ONE);
    serving("new", ONE);

    assertThat(calls).containsExactly("open one old", "close one", "open one new");
  }

  @Test
  void replicasThatAreGoneAreNotFollowed() {
    serving(ONE);
    serving(TWO);
    listener(ONE).accept(counted(new Group("shop", "2", 9)));
    says(TWO, counted());

    assertThat(calls).containsExactly("open one roots", "close one", "open two roots");
    assertThat(sessions.of("a").total()).isZero();
  }

  @Test
  void aFullReplicaMovesAFewProxiesAtATime() {
    serving(ONE, TWO);
    says(ONE, counted(new Group("shop", "2", 100)));
    assertThat(sessions.step("a")).isEmpty();
    says(TWO, counted());
    calls.clear();

    assertThat(sessions.step("a")).contains(LiveSessions.STEP);
    executor.advance(Duration.ofSeconds(4));
    assertThat(sessions.step("a")).contains(Duration.ofSeconds(6));
    assertThat(calls).containsExactly("move one 10");

    says(ONE, counted(new Group("shop", "2", 55)));
    says(TWO, counted(new Group("shop", "2", 45)));
    assertThat(sessions.step("a")).isEmpty();
  }

  @Test
  void replicasThatCannotMoveAreNotAsked() {
    serving(ONE, TWO);
    says(ONE, new Counted(List.of(new Group("", "", 100)), false));
    says(TWO, new Counted(List.of(), false));

    assertThat(sessions.step("a")).isEmpty();
  }

  @Test
  void trafficOfAllReplicasIsPutTogether() {
    serving(ONE, TWO);
    ProxyTraffic cart = new ProxyTraffic("cart", "shop", List.of(), Optional.empty());
    ProxyTraffic web = new ProxyTraffic("web", "shop", List.of(), Optional.empty());
    traffic.put(ONE, CompletableFuture.completedFuture(List.of(cart)));
    traffic.put(TWO, CompletableFuture.completedFuture(List.of(web)));

    CompletableFuture<TrafficSurvey.Reading> reading = sessions.read(Set.of("a"));
    executor.runDue();

    assertThat(reading.join().proxies()).containsExactlyInAnyOrder(cart, web);
    assertThat(reading.join().silent()).isEmpty();
  }

  @Test
  void namesOfAllReplicasArePutTogetherOrNotKnown() {
    serving(ONE, TWO);
    ProxyName cart = new ProxyName("shop", "cart");
    ProxyName web = new ProxyName("shop", "web");
    nodes.put(ONE, CompletableFuture.completedFuture(Set.of(cart)));
    nodes.put(TWO, CompletableFuture.completedFuture(Set.of(web)));
    CompletableFuture<Set<ProxyName>> all = sessions.connected(Set.of("a"));
    executor.runDue();
    assertThat(all.join()).containsExactlyInAnyOrder(cart, web);

    nodes.put(TWO, CompletableFuture.failedFuture(new IllegalStateException("is away")));
    CompletableFuture<Set<ProxyName>> some = sessions.connected(Set.of("a"));
    executor.runDue();
    assertThat(some).isCompletedExceptionally();
  }

  @Test
  void whatAReplicaSaysOfItsProxiesIsTold() {
    serving(ONE, TWO);
    ReplicaHealth health = new ReplicaHealth(1, 2, List.of());
    says(
        ONE,
        new Counted(
            List.of(new Group("shop", "2", 3)), true, Optional.empty(), Optional.of(health)));

    assertThat(sessions.healthOf("a"))
        .containsEntry("one", new ProxyHealth.Answer.Said(3, Optional.of(health)))
        .containsEntry("two", new ProxyHealth.Answer.Silent("is being connected to"));
  }

  @Test
  void aReplicaThatDoesNotTellItsTrafficIsNamed() {
    serving(ONE, TWO);
    ProxyTraffic cart = new ProxyTraffic("cart", "shop", List.of(), Optional.empty());
    traffic.put(ONE, CompletableFuture.completedFuture(List.of(cart)));
    traffic.put(TWO, CompletableFuture.failedFuture(new IllegalStateException("is away")));

    CompletableFuture<TrafficSurvey.Reading> reading = sessions.read(Set.of("a", "b"));
    executor.runDue();

    assertThat(reading.join().proxies()).containsExactly(cart);
    assertThat(reading.join().silent())
        .containsExactlyInAnyOrder("two: is away", "no replica of revision b serves");
  }
}
