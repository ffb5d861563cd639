package io.meshwright.proxy.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuestionTest {
  private static final String HEADER = "00070100000100000000";

  @Test
  void nameTypeAndTheClientsPayloadAreRead() {
    Question question =
        question(HEADER + "0001" + "0141025a7a00" + "001c0001" + "00002904d0000000000000");

    assertThat(question).isEqualTo(new Question("a.zz", Question.AAAA, 22, 1232, true));
  }

  @Test
  void whoSaysNothingTakesFewBytesAndWhoAsksForManyGetsSome() {
    assertThat(question(HEADER + "0000" + "016100" + "00010001"))
        .isEqualTo(new Question("a", Question.A, 19, 512, false));
    assertThat(question(HEADER + "0001" + "016100" + "00010001" + "000029ffff000000000000"))
        .isEqualTo(new Question("a", Question.A, 19, 4096, true));
  }

  /**
   * No name, an endless one, a pointer, a dot in a label, another class, two questions, a notify.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        HEADER + "0000",
        HEADER + "0000" + "0161",
        HEADER + "0000" + "c00c" + "00010001",
        HEADER + "0000" + "03612e6200" + "00010001",
        HEADER + "0000" + "016100" + "00010003",
        HEADER + "0000" + "016100" + "000100",
        "00070100000200000000" + "0000" + "016100" + "00010001",
        "00072000000100000000" + "0000" + "016100" + "00010001"
      })
  void whatIsNotOnePlainQuestionIsLeftToServers(String hex) {
    ByteBuf message = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    assertThat(Question.asked(message)).isTrue();
    assertThat(Question.of(message)).isNull();
  }

  @Test
  void answersAndFragmentsAskNothing() {
    assertThat(Question.asked(Unpooled.wrappedBuffer(new byte[11]))).isFalse();
    assertThat(
            Question.asked(
                Unpooled.wrappedBuffer(HexFormat.of().parseHex("000781000001000000000000"))))
        .isFalse();
  }

  private static Question question(String hex) {
    return Objects.requireNonNull(
        Question.of(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex))));
  }
}
