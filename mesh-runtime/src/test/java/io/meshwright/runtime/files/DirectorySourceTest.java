package io.meshwright.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.discovery.ConfigSource;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.xds.ConfigError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectorySourceTest {

  private static final String SERVICE =
      "{apiVersion: v1, kind: Service, metadata: {name: %s, namespace: shop}, spec: {type: %s}}\n";

  private final BlockingQueue<List<String>> heard = new LinkedBlockingQueue<>();
  private @TempDir Path directory;
  private @TempDir Path elsewhere;

  @Test
  void documentThatTurnsBadKeepsItsResourceWhileOthersChange() throws Exception {
    write(SERVICE.formatted("a", "ClusterIP") + "---\n" + SERVICE.formatted("b", "ClusterIP"));
    try (DirectorySource source = new DirectorySource(directory)) {
      source.start(new Heard());
      assertThat(next()).containsExactly("upserted Service shop/a", "upserted Service shop/b");
      write(SERVICE.formatted("a", "NodePort") + "---\n{apiVersion: v1, kind: Service");
      assertThat(next()).singleElement().asString().contains("mesh.yaml:", "a syntax error");
      assertThat(next()).containsExactly("upserted Service shop/a");
      write(SERVICE.formatted("a", "NodePort"));
      assertThat(next()).as("the file is well").isEmpty();
      assertThat(next()).containsExactly("deleted Service shop/b");
    }
  }

  /** At once, so that no half of it is read. */
  private void write(String text) throws IOException {
    Path file = Files.writeString(elsewhere.resolve("mesh.yaml"), text);
    Files.move(file, directory.resolve("mesh.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }

  private List<String> next() throws InterruptedException {
    List<String> next = heard.poll(1, TimeUnit.MINUTES);
    assertThat(next).as("what the source says").isNotNull();
    return next == null ? List.of() : next;
  }

  private final class Heard implements ConfigSource.Listener {

    @Override
    public void changed(List<ResourceChange> changes) {
      heard.add(
          changes.stream()
              .map(
                  change ->
                      switch (change) {
                        case ResourceChange.Upserted upserted -> "upserted " + upserted.ref();
                        case ResourceChange.Deleted deleted -> "deleted " + deleted.ref();
                      })
              .toList());
    }

    @Override
    public void problems(String origin, List<ConfigError> errors) {
      heard.add(errors.stream().map(ConfigError::message).toList());
    }

    @Override
    public void synced() {
      // the first change has said it
    }
  }
}
