package io.meshwright.runtime.xds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HeldNamesTest {

  private final HeldNames held = new HeldNames();

  @Test
  void whatIsWantedAgainIsAskedForAgain() {
    held.want("a");
    held.sent("a", "1");
    assertThat(held.asked()).isEmpty();
    held.want("a");
    assertThat(held.version("a")).isNull();
    assertThat(held.asked()).containsExactly("a");
    assertThat(held.wanted()).containsExactly("a");
  }

  @Test
  void aNameThatThereIsNothingOfIsWantedStill() {
    held.want("a");
    held.gone("a");
    assertThat(held.expected()).isEmpty();
    assertThat(held.wants("a")).isTrue();
  }

  @Test
  void whatWasRefusedIsWantedStillAndNotAskedFor() {
    held.want("a");
    held.sent("a", "1");
    held.forget("a");
    assertThat(held.version("a")).isNull();
    assertThat(held.wants("a")).isTrue();
    assertThat(held.asked()).isEmpty();
  }

  @Test
  void aVersionOutlivesItsNameWhereAllIsWanted() {
    held.want("a");
    held.sent("a", "1");
    held.drop("a", true);
    assertThat(held.version("a")).isEqualTo("1");
    assertThat(held.wants("a")).isFalse();
    held.forgetUnwanted();
    assertThat(held.version("a")).isNull();
  }

  @Test
  void whatIsNotKnownIsNothing() {
    held.gone("a");
    held.drop("a", false);
    assertThat(held.wants("a")).isFalse();
    assertThat(held.version("a")).isNull();
    assertThat(held.expected()).isEmpty();
  }

  /** A table that loses a name when another one leaves would never send it again. */
  @Test
  void holdsWhatMapsAndSetsHold() {
    Random random = new Random(1);
    Map<String, String> versions = new HashMap<>();
    Set<String> wanted = new HashSet<>();
    Set<String> asked = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      String name = "n" + random.nextInt(300);
      String version = String.valueOf(i);
      switch (random.nextInt(5)) {
        case 0 -> {
          held.want(name);
          wanted.add(name);
          asked.add(name);
          versions.remove(name);
        }
        case 1 -> {
          boolean keep = random.nextBoolean();
          held.drop(name, keep);
          wanted.remove(name);
          asked.remove(name);
          if (!keep) {
            versions.remove(name);
          }
        }
        case 2 -> {
          held.sent(name, version);
          versions.put(name, version);
          asked.remove(name);
        }
        case 3 -> {
          held.gone(name);
          versions.remove(name);
          asked.remove(name);
        }
        default -> {
          if (random.nextInt(100) == 0) {
            held.forgetUnwanted();
            versions.keySet().retainAll(wanted);
          }
        }
      }
      assertThat(held.version(name)).isEqualTo(versions.get(name));
      assertThat(held.wants(name)).isEqualTo(wanted.contains(name));
      if (i % 1000 == 0) {
        assertThat(held.wanted()).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(held.asked()).containsExactlyInAnyOrderElementsOf(asked);
        Set<String> expected = new HashSet<>(versions.keySet());
        expected.addAll(asked);
        assertThat(held.expected()).containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }
}
