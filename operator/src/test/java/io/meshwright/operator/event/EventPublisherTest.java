package io.meshwright.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.operator.apply.Owner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventPublisherTest {

  private static final Owner MESH =
      new Owner("meshwright.io/v1alpha1", "MeshInstallation", "default", "uid-1");

  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final List<String> written = new ArrayList<>();
  private final EventPublisher publisher =
      new EventPublisher(
          () -> now,
          Runnable::run,
          (event, first, last, occurrences) ->
              written.add(event.note() + " x" + occurrences + " since " + first));

  private void happens(String note) {
    publisher.accept(new MeshEvent(MESH, EventReason.READY, note));
  }

  @Test
  void aRepeatedEventKeepsItsFirstTime() {
    happens("up");
    now = now.plusSeconds(5);
    happens("up");

    assertThat(written)
        .containsExactly("up x1 since 2026-01-01T12:00:00Z", "up x1 since 2026-01-01T12:00:00Z");
  }

  @Test
  void aFloodIsCutAndWhatWasCutIsCountedLater() {
    for (int i = 0; i < 100; i++) {
      happens("up");
    }
    assertThat(written).hasSize(EventPublisher.BURST);

    now = now.plus(EventPublisher.REFILL);
    happens("up");
    happens("up");
    assertThat(written)
        .hasSize(EventPublisher.BURST + 1)
        .last()
        .isEqualTo("up x76 since 2026-01-01T12:00:00Z");
  }

  @Test
  void oneResourceDoesNotSilenceAnother() {
    for (int i = 0; i < 100; i++) {
      happens("flood " + i);
    }
    publisher.accept(
        new MeshEvent(
            new Owner("meshwright.io/v1alpha1", "MeshRevision", "a", "uid-2"),
            EventReason.READY,
            "other"));

    assertThat(written).last().asString().startsWith("other");
  }
}
