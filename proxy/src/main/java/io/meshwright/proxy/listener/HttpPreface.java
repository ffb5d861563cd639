package io.meshwright.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells HTTP from other protocols by the first line, without consuming it (Envoy's {@code
 * http_inspector}).
 */
final class HttpPreface {
  private static final AsciiString HTTP2 = AsciiString.cached("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  private static final int MAX_METHOD = 32;
  private static final int MAX_LINE = 16 * 1024;

  private HttpPreface() {}

  /** What the bytes so far are. */
  sealed interface Result {
    /** More bytes are needed. */
    record Incomplete() implements Result {}

    /** Decided; no protocol if it is not HTTP. */
    record Found(List<String> protocols) implements Result {}
  }

  private static final Result INCOMPLETE = new Result.Incomplete();
  private static final Result OTHER = new Result.Found(List.of());
  private static final Result HTTP_1_0 = new Result.Found(List.of("http/1.0"));
  private static final Result HTTP_1_1 = new Result.Found(List.of("http/1.1"));
  private static final Result H2C = new Result.Found(List.of("h2c"));

  /** Looks at {@code in} from its reader index; does not move it. */
  static Result inspect(ByteBuf in) {
    int start = in.readerIndex();
    int length = in.readableBytes();
    int same = 0;
    while (same < length
        && same < HTTP2.length()
        && in.getByte(start + same) == HTTP2.byteAt(same)) {
      same++;
    }
    if (same == HTTP2.length()) {
      return H2C;
    }
    if (same == length) {
      return INCOMPLETE;
    }
    int space = methodEnd(in);
    if (space < 0) {
      return length <= MAX_METHOD ? INCOMPLETE : OTHER;
    }
    if (space == 0) {
      return OTHER;
    }
    int lineEnd = in.indexOf(start, start + length, (byte) '\n');
    if (lineEnd < 0) {
      return length > MAX_LINE ? OTHER : INCOMPLETE;
    }
    int last = lineEnd > start && in.getByte(lineEnd - 1) == '\r' ? lineEnd - 1 : lineEnd;
    int version = last - "HTTP/1.x".length();
    if (version <= start + space) {
      return OTHER;
    }
    return switch (in.toString(version, last - version, StandardCharsets.US_ASCII)) {
      case "HTTP/1.1" -> HTTP_1_1;
      case "HTTP/1.0" -> HTTP_1_0;
      default -> OTHER;
    };
  }

  /**
   * The number of bytes before the first space; 0 if they are not a method, -1 if there is none.
   */
  private static int methodEnd(ByteBuf in) {
    int start = in.readerIndex();
    int limit = Math.min(in.readableBytes(), MAX_METHOD + 1);
    for (int i = 0; i < limit; i++) {
      byte c = in.getByte(start + i);
      if (c == ' ') {
        return i;
      }
      if ((c < 'A' || c > 'Z') && c != '-' && (c < 'a' || c > 'z')) {
        return 0;
      }
    }
    return -1;
  }
}
