package io.meshwright.operator.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ConditionReferenceTest {

  private static final Path REFERENCE = Path.of("../docs/reference/conditions.md");

  @Test
  void theReferenceListsEveryTypeAndReason() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Conditions

            Conditions of MeshInstallation, MeshRevision and MeshRevisionTag are `metav1.Condition`s, each with the
            generation that it was computed from. `Ready`, `Reconciling` and `Stalled` follow kstatus, so `kubectl wait`,
            Argo CD and Flux understand them.

            | type | True means |
            |---|---|
            """);
    for (ConditionType type : ConditionType.values()) {
      page.append("| `%s` | %s |\n".formatted(type.word(), type.meaning()));
    }
    page.append("\n| reason | meaning |\n|---|---|\n");
    for (ConditionReason reason : ConditionReason.values()) {
      page.append("| `%s` | %s |\n".formatted(reason.word(), reason.meaning()));
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(REFERENCE, page);
    }
    assertThat(Files.readString(REFERENCE)).isEqualTo(page.toString());
  }
}
