package io.meshwright.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.networking.ResourceStatus;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.discovery.ResourceReport;
import io.meshwright.runtime.status.ResourceStatuses.Outcome;
import io.meshwright.runtime.status.ResourceVerdict.Statement;
import io.meshwright.runtime.testing.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When statuses are written, and when not. */
final class StatusWriterTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final ResourceRef CART = FakeStatuses.route("cart");

  private final ManualClock clock = new ManualClock(START);
  private final FakeStatuses statuses = new FakeStatuses();
  private final StatusLeadership leadership = new StatusLeadership();
  private final StatusWriter writer =
      new StatusWriter(statuses, leadership, new SimpleMeterRegistry(), clock);

  @BeforeEach
  void lead() {
    leadership.ofMesh(true);
    statuses.generation(CART, 1);
  }

  @Test
  void whatIsSaidAlreadyIsNotWritten() {
    assertThat(writer.write(List.of(sound(1)))).isEmpty();
    assertThat(writer.write(List.of(sound(1)))).isEmpty();

    assertThat(statuses.writes()).hasSize(1);
    assertThat(statuses.stored(CART).observedGeneration()).isEqualTo(1);
    assertThat(statuses.stored(CART).conditions())
        .extracting(Condition::getType, Condition::getStatus, Condition::getObservedGeneration)
        .containsExactly(tuple("Accepted", "True", 1L));
  }

  @Test
  void transitionTimeMovesWithTheStatusOnly() {
    writer.write(List.of(sound(1)));
    clock.advance(Duration.ofMinutes(2));
    statuses.generation(CART, 2);
    writer.write(List.of(sound(2)));
    assertThat(statuses.stored(CART).conditions())
        .extracting(Condition::getLastTransitionTime)
        .containsExactly("2026-01-01T00:00:00Z");

    writer.write(List.of(invalid(2)));
    assertThat(statuses.stored(CART).conditions())
        .extracting(Condition::getLastTransitionTime)
        .containsExactly("2026-01-01T00:02:00Z");
  }

  @Test
  void conditionsOfOthersStay() {
    Condition foreign = new ConditionBuilder().withType("Programmed").withStatus("True").build();
    statuses.status(CART, new ResourceStatus(null, List.of(foreign), List.of()));

    writer.write(List.of(sound(1)));

    assertThat(statuses.stored(CART).conditions()).hasSize(2).first().isEqualTo(foreign);
  }

  @Test
  void verdictOnAnOlderGenerationIsNotWritten() {
    statuses.generation(CART, 2);

    writer.write(List.of(sound(1)));

    assertThat(statuses.writes()).isEmpty();
  }

  @Test
  void writeThatWasNotHeardOfYetIsNotRepeated() {
    statuses.behave(true, Optional.empty());
    writer.write(List.of(sound(1)));
    writer.write(List.of(invalid(1)));
    assertThat(statuses.writes()).hasSize(1);

    statuses.hear();
    writer.write(List.of(invalid(1)));
    assertThat(statuses.writes()).hasSize(2);
  }

  @Test
  void conflictIsTriedAgainWhenTheNewVersionIsHeardOf() {
    statuses.behave(true, Optional.empty());
    statuses.generation(CART, 1);
    writer.write(List.of(sound(1)));
    writer.write(List.of(sound(1)));
    assertThat(statuses.writes()).hasSize(1);
    assertThat(statuses.stored(CART)).isEqualTo(ResourceStatus.NONE);

    statuses.behave(false, Optional.empty());
    statuses.hear();
    writer.write(List.of(sound(1)));
    assertThat(statuses.stored(CART).conditions()).hasSize(1);
  }

  @Test
  void whoTakesAwayWhatIsWrittenIsNotFoughtAtOnce() {
    writer.write(List.of(sound(1)));
    statuses.status(CART, ResourceStatus.NONE);

    Optional<Instant> again = writer.write(List.of(sound(1)));
    assertThat(statuses.writes()).hasSize(1);
    assertThat(again).contains(START.plusSeconds(30));

    clock.advance(Duration.ofSeconds(30));
    writer.write(List.of(sound(1)));
    assertThat(statuses.writes()).hasSize(2);
  }

  @Test
  void failureIsTriedAgainLater() {
    statuses.behave(false, Optional.of(new Outcome.Failed("on purpose")));
    writer.write(List.of(sound(1)));
    assertThat(writer.write(List.of(sound(1)))).contains(START.plusSeconds(5));
    assertThat(statuses.writes()).hasSize(1);

    statuses.behave(false, Optional.empty());
    clock.advance(Duration.ofSeconds(5));
    assertThat(writer.write(List.of(sound(1)))).isEmpty();
    assertThat(statuses.stored(CART).conditions()).hasSize(1);
  }

  @Test
  void deletedResourceIsLeftAlone() {
    statuses.delete(CART);

    assertThat(writer.write(List.of(sound(1)))).isEmpty();
    assertThat(statuses.writes()).isEmpty();
  }

  @Test
  void countsOfProxiesAreBroughtUpToDateOnceInAWhile() {
    writer.write(List.of(counted("1 of 1")));

    assertThat(writer.write(List.of(counted("2 of 2")))).contains(START.plusSeconds(60));
    assertThat(statuses.writes()).hasSize(1);

    clock.advance(Duration.ofMinutes(1));
    writer.write(List.of(counted("3 of 3")));
    assertThat(statuses.stored(CART).conditions().getFirst().getMessage()).isEqualTo("3 of 3");
  }

  @Test
  void onlyWhoLeadsWrites() {
    leadership.ofMesh(false);
    writer.write(List.of(sound(1)));
    leadership.ofRevision(true);
    writer.write(List.of(sound(1)));
    assertThat(statuses.writes()).isEmpty();

    writer.write(List.of(verdict(CART, new ResourceReport.Read(1, true), accepted())));
    assertThat(statuses.writes()).containsExactly(CART);
  }

  @Test
  void aThousandResourcesTakeAThousandWritesInRounds() {
    List<ResourceVerdict> verdicts =
        IntStream.range(0, 1000)
            .mapToObj(i -> FakeStatuses.route("route-" + i))
            .peek(ref -> statuses.generation(ref, 1))
            .map(ref -> verdict(ref, new ResourceReport.Read(1, false), accepted()))
            .toList();

    int rounds = 1;
    while (writer.write(verdicts).isPresent()) {
      clock.advance(Duration.ofMillis(500));
      rounds++;
    }

    assertThat(statuses.writes()).hasSize(1000).doesNotHaveDuplicates();
    assertThat(rounds).isEqualTo(5);
  }

  @Test
  void budgetOfASecondIsNotExceeded() {
    WriteBudget budget = new WriteBudget(10, START);

    assertThat(budget.take(7, START)).isEqualTo(7);
    assertThat(budget.take(7, START)).isEqualTo(3);
    assertThat(budget.take(7, START.plusMillis(500))).isEqualTo(5);
    assertThat(budget.take(20, START.plusSeconds(60))).isEqualTo(10);
  }

  private static ResourceVerdict sound(long generation) {
    return verdict(CART, new ResourceReport.Read(generation, false), accepted());
  }

  private static ResourceVerdict invalid(long generation) {
    return verdict(
        CART,
        new ResourceReport.Read(generation, false),
        new Statement(
            StatusCondition.ACCEPTED, ConditionStatus.FALSE, StatusReason.INVALID, "bad"));
  }

  private static ResourceVerdict counted(String count) {
    return verdict(
        CART,
        new ResourceReport.Read(1, false),
        new Statement(
            StatusCondition.RECONCILED, ConditionStatus.TRUE, StatusReason.ACKNOWLEDGED, count));
  }

  private static Statement accepted() {
    return new Statement(StatusCondition.ACCEPTED, ConditionStatus.TRUE, StatusReason.ACCEPTED, "");
  }

  private static ResourceVerdict verdict(
      ResourceRef ref, ResourceReport.Read read, Statement statement) {
    return new ResourceVerdict(ref, read, List.of(statement), List.of());
  }
}
