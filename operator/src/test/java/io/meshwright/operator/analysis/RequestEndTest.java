package io.meshwright.operator.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestEndTest {

  @ParameterizedTest
  @CsvSource({
    "500,'',-",
    "503,'',UF",
    "599,'',-",
    "200,2,-",
    "200,4,-",
    "200,13,-",
    "200,14,UF",
    "200,15,-",
    "0,'',-",
    "0,'',UC",
    "404,'',NR",
    "200,'',UC",
    "200,12,NR",
    "503,'','DC,UF'"
  })
  void whatServerOrMeshDidIsFailed(int code, String grpc, String flags) {
    assertThat(new RequestEnd(code, grpc, flags).isFailed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "200,'',-", "302,'',-", "400,'',DPE", "404,'',-", "403,'',UAEX", "429,'',RL", "499,'',-",
    "0,'',DC", "200,'',DC", "200,0,-", "200,1,-", "200,5,-", "200,7,-", "200,16,-"
  })
  void whatAClientDidOrGaveUpIsNot(int code, String grpc, String flags) {
    assertThat(new RequestEnd(code, grpc, flags).isFailed()).isFalse();
  }

  @Test
  void emptyFlagsAreNone() {
    assertThat(new RequestEnd(200, "", "").isFailed()).isFalse();
  }
}
