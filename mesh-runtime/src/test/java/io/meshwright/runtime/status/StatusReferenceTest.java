package io.meshwright.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference says what each word means. */
final class StatusReferenceTest {

  @Test
  void eachConditionAndReasonIsExplained() throws IOException {
    String page = Files.readString(Path.of("../docs/reference/resource-status.md"));

    assertThat(StatusCondition.values())
        .allSatisfy(
            condition ->
                assertThat(page)
                    .contains("| `%s` | %s |".formatted(condition.word(), condition.meaning())));
    assertThat(StatusReason.values())
        .allSatisfy(
            reason ->
                assertThat(page)
                    .contains("| `%s` | %s |".formatted(reason.word(), reason.meaning())));
  }
}
