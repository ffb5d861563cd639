package io.meshwright.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class EventReferenceTest {

  private static final Path REFERENCE = Path.of("../docs/reference/events.md");

  @Test
  void theReferenceListsEveryReason() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Events

            The operator tells each step as a Kubernetes Event about the MeshInstallation, MeshRevision or MeshRevisionTag that it
            concerns. These are cluster-scoped, so their Events are in the namespace `default`:

            ```
            kubectl get events -n default --field-selector involvedObject.kind=MeshInstallation
            kubectl describe meshinstallation default
            ```

            An Event that repeats is counted, not written again. About one resource, 25 are written at once, then one a minute; the
            others are counted with the next. A run of the operator that changes nothing tells nothing.

            | reason | type | meaning |
            |---|---|---|
            """);
    for (EventReason reason : EventReason.values()) {
      page.append("| `%s` | %s | %s |\n".formatted(reason.word(), reason.type(), reason.meaning()));
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(REFERENCE, page);
    }
    assertThat(Files.readString(REFERENCE)).isEqualTo(page.toString());
  }
}
