package io.meshwright.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.xds.ConfigError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents of a file are good or bad each for itself. */
final class ManifestFileTest {

  private @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {apiVersion: v1, kind: Service, metadata: {name: }}             | metadata.name: found null, expected a name
          {apiVersion: v1, kind: Service, metadata: {name: 7}}            | metadata.name: found 7, expected a name
          {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: 5}       | spec: found
          {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [null]}} | spec.containers[0]: found null in a list
          {apiVersion: v1, kind: Service                                  | found a syntax error
          5                                                               | found 5, expected a Kubernetes resource
          """)
  void goodDocumentsAroundABadOneAreRead(String bad, String problem) throws IOException {
    ManifestFile.Content content =
        read(
            """
            {apiVersion: v1, kind: Service, metadata: {name: first}}
            ---
            %s
            ---
            {apiVersion: v1, kind: Service, metadata: {name: last}}
            """
                .formatted(bad));
    assertThat(content.resources().keySet())
        .extracting(ResourceRef::name)
        .containsExactly("first", "last");
    assertThat(content.errors())
        .extracting(ConfigError::message)
        .singleElement()
        .asString()
        .startsWith("mesh.yaml:")
        .contains(problem);
  }

  @Test
  void linesOfDocumentsBehindABadOneAreThoseOfTheFile() throws IOException {
    assertThat(read("a: b\n---\n[\n---\nkind: 5\n").errors())
        .extracting(ConfigError::resource)
        .containsExactly("mesh.yaml:1", "mesh.yaml:3", "mesh.yaml:5");
  }

  private ManifestFile.Content read(String text) throws IOException {
    return ManifestFile.read(Files.writeString(directory.resolve("mesh.yaml"), text));
  }
}
