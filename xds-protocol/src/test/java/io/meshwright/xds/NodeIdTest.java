package io.meshwright.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodeIdTest {

  @Test
  void textFormRoundTrips() throws ConfigException {
    String text = "sidecar~10.1.2.3~echo-v1.x7.default~default.svc.cluster.local";

    NodeId id = NodeId.parse(text);

    assertThat(id)
        .isEqualTo(
            new NodeId(
                NodeId.ProxyType.SIDECAR,
                "10.1.2.3",
                "echo-v1.x7",
                "default",
                "default.svc.cluster.local"));
    assertThat(id).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sidecar~10.1.2.3~echo.default",
        "car~10.1.2.3~echo.default~d",
        "sidecar~~a.b~d",
        "sidecar~1~a~d"
      })
  void otherFormsAreRefusedWithTheExpectedForm(String text) {
    assertThatThrownBy(() -> NodeId.parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Node: id: found")
        .hasMessageContaining("~POD.NAMESPACE~");
  }
}
