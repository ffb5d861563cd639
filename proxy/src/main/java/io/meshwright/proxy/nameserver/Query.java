package io.meshwright.proxy.nameserver;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A message that asks something.
 *
 * @param message belongs to whoever read it
 * @param question null if it is more or other than one plain question
 */
record Query(ByteBuf message, @Nullable Question question) {

  static Query of(ByteBuf message) {
    return new Query(message, Question.of(message));
  }

  /** Offset behind what an answer repeats. */
  int questionEnd() {
    return question == null ? Question.HEADER_BYTES : question.end();
  }

  /** The largest answer over UDP, in bytes. */
  int payload() {
    return question == null ? Question.MOST_PAYLOAD : question.payload();
  }
}
