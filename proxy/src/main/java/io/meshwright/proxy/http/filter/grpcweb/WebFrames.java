package io.meshwright.proxy.http.filter.grpcweb;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/** The parts of a gRPC-Web response that gRPC has in another form. */
final class WebFrames {
  /** The flag of a frame that holds trailers. */
  private static final int TRAILERS = 0x80;

  private WebFrames() {}

  /** Trailers as a frame: flag, length, and the lines of HTTP/1.1 with names in lower case. */
  static ByteBuf ofTrailers(HttpHeaders trailers) {
    StringBuilder lines = new StringBuilder();
    Iterator<Map.Entry<CharSequence, CharSequence>> each = trailers.iteratorCharSequence();
    while (each.hasNext()) {
      Map.Entry<CharSequence, CharSequence> trailer = each.next();
      lines
          .append(trailer.getKey().toString().toLowerCase(Locale.ROOT))
          .append(':')
          .append(trailer.getValue())
          .append("\r\n");
    }
    byte[] text = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    return Unpooled.buffer(1 + Integer.BYTES + text.length)
        .writeByte(TRAILERS)
        .writeInt(text.length)
        .writeBytes(text);
  }

  /** The piece in Base64, with padding, so that nothing waits for the next piece; releases it. */
  static ByteBuf text(ByteBuf data) {
    try {
      return Unpooled.wrappedBuffer(Base64.getEncoder().encode(ByteBufUtil.getBytes(data)));
    } finally {
      data.release();
    }
  }
}
