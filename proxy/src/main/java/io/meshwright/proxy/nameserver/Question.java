package io.meshwright.proxy.nameserver;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a query asks, as far as the mesh could answer it (RFC 1035, section 4.1). All else about the
 * message is for the server that it is passed on to.
 *
 * @param name in lower case, without the final dot; empty for the root
 * @param type of the records that are asked for
 * @param end offset behind the question
 * @param payload the largest answer that the client takes over UDP, in bytes
 * @param extended whether the client speaks EDNS (RFC 6891)
 */
record Question(String name, int type, int end, int payload, boolean extended) {

  /** Types of records. */
  static final int A = 1;

  static final int AAAA = 28;
  static final int CNAME = 5;
  static final int OPT = 41;

  /** Of the Internet. */
  static final int CLASS_IN = 1;

  /** Bytes before the question. */
  static final int HEADER_BYTES = 12;

  /** What a client takes that says nothing (RFC 1035, section 2.3.4). */
  static final int PLAIN_PAYLOAD = 512;

  /** More is not believed: what is larger has its place in TCP. */
  static final int MOST_PAYLOAD = 4096;

  private static final int RESPONSE = 0x8000;
  private static final int OPCODE = 0x7800;
  private static final int MOST_NAME_BYTES = 255;
  private static final int MOST_LABEL_BYTES = 63;

  /** Type, class, time to live and length of a record. */
  private static final int RECORD_BYTES = 10;

  /** Whether a message is a query of some kind: what is not gets no answer. */
  static boolean asked(ByteBuf message) {
    return message.readableBytes() >= HEADER_BYTES
        && (message.getUnsignedShort(message.readerIndex() + 2) & RESPONSE) == 0;
  }

  /** The question of a query; null if it is not one plain question. The indices stay. */
  static @Nullable Question of(ByteBuf query) {
    ByteBuf in = query.slice();
    boolean plain = (in.getUnsignedShort(2) & OPCODE) == 0 && in.getUnsignedShort(4) == 1;
    in.readerIndex(HEADER_BYTES);
    String name = plain ? name(in) : null;
    if (name == null || in.readableBytes() < 4) {
      return null;
    }
    int type = in.readUnsignedShort();
    boolean internet = in.readUnsignedShort() == CLASS_IN;
    int end = in.readerIndex();
    int payload = internet ? payload(in) : 0;
    return internet
        ? new Question(name, type, end, Math.max(PLAIN_PAYLOAD, payload), payload > 0)
        : null;
  }

  /** A name without pointers, of which there is none in a question; null for any other. */
  private static @Nullable String name(ByteBuf in) {
    StringBuilder name = new StringBuilder();
    int start = in.readerIndex();
    while (in.isReadable()) {
      int length = in.readUnsignedByte();
      if (length == 0) {
        return in.readerIndex() - start > MOST_NAME_BYTES
            ? null
            : name.toString().toLowerCase(Locale.ROOT);
      }
      if (length > MOST_LABEL_BYTES || length > in.readableBytes()) {
        return null;
      }
      CharSequence label = in.readCharSequence(length, StandardCharsets.ISO_8859_1);
      if (label.chars().anyMatch(c -> c == '.' || c > '~')) {
        return null;
      }
      name.append(name.isEmpty() ? "" : ".").append(label);
    }
    return null;
  }

  /** What the OPT record of a query says, where one can be found; 0 where not. */
  private static int payload(ByteBuf in) {
    int records = in.getInt(6) == 0 ? in.getUnsignedShort(10) : 0;
    for (int i = 0; i < records; i++) {
      if (name(in) == null || in.readableBytes() < RECORD_BYTES) {
        return 0;
      }
      int type = in.readUnsignedShort();
      int size = in.readUnsignedShort();
      in.skipBytes(4);
      int length = in.readUnsignedShort();
      if (type == OPT) {
        return Math.clamp(size, PLAIN_PAYLOAD, MOST_PAYLOAD);
      }
      if (length > in.readableBytes()) {
        return 0;
      }
      in.skipBytes(length);
    }
    return 0;
  }
}
