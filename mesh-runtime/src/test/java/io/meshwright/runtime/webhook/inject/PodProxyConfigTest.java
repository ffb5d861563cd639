package io.meshwright.runtime.webhook.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PodProxyConfigTest {

  /** An empty text is an absent field. */
  @ParameterizedTest
  @CsvSource({
    "'', 30, ''",
    "'', 7, ''",
    "'', 6, 4500ms",
    "'', 2, 500ms",
    "'', 0, 500ms",
    "400ms, 1, 400ms",
    "1.6s, 3, 1500ms",
    "1m, 30, 28500ms",
    "1m, 3600, 1m"
  })
  void theDrainIsOverBeforeThePodIsKilled(String written, long grace, String read) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!written.isEmpty()) {
      json.put("terminationDrainDuration", written);
    }
    PodProxyConfig config = new PodProxyConfig(json).endingWithin(Duration.ofSeconds(grace));
    assertThat(config.json().path("terminationDrainDuration").asText()).isEqualTo(read);
  }
}
