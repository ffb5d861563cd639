package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.xds.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressParserTest {
  private static final Where ENDPOINT = new Where("cluster/a", "endpoint.address");

  private static Address parse(String path, int mode) throws ConfigException {
    return AddressParser.endpoint(
        io.envoyproxy.envoy.config.core.v3.Address.newBuilder()
            .setPipe(Pipe.newBuilder().setPath(path).setMode(mode))
            .build(),
        ENDPOINT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/run/app.sock", "./etc/app", "@name"})
  void pathsMayBeRelativeOrAbstract(String path) throws Exception {
    assertThat(parse(path, 0)).isEqualTo(new Address.Pipe(path, 0));
  }

  @Test
  void longestPathFitsIntoTheKernelsAddress() throws Exception {
    String longest = "/" + "a".repeat(106);
    assertThat(parse(longest, 0)).hasToString(longest);
    // bytes count, not characters
    for (String longer : new String[] {longest + "a", "/" + "\u00e4".repeat(54)}) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> parse(longer, 0))
          .withMessageContaining("endpoint.address.pipe.path: found " + longer)
          .withMessageContaining("107");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0, path",
    "@, 0, path",
    "/a, 512, mode",
    "/a, -1, mode",
    "@a, 384, mode",
  })
  void whatIsWrongIsNamedByItsField(String path, int mode, String field) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> parse(path, mode))
        .withMessageContaining("endpoint.address.pipe." + field + ": found");
  }
}
