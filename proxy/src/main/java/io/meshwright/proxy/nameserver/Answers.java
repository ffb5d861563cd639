package io.meshwright.proxy.nameserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages of the server's own (RFC 1035, section 4). Names are written once and pointed to.
 * The caller owns what is returned; queries stay as they are.
 */
final class Answers {

  /** How long clients may keep an address, in seconds (Istio's). */
  static final int LIFE_SECONDS = 30;

  private static final int SERVER_FAILURE = 2;

  private static final int RESPONSE = 0x8000;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int TRUNCATED = 0x0200;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RECURSION_AVAILABLE = 0x0080;
  private static final int OPCODE = 0x7800;

  /** A pointer has two high bits, and an offset into the message. */
  private static final int POINTER = 0xC000;

  /** Pointer, type, class, time to live and length. */
  private static final int RECORD_BYTES = 12;

  /** A record with the root's name. */
  private static final int OPT_BYTES = 11;

  private Answers() {}

  /**
   * The addresses of the name that is asked for; without any, it says that there is none of the
   * type.
   *
   * @param limit bytes; where the addresses do not fit, the client is told to ask over TCP
   */
  static ByteBuf addresses(
      ByteBufAllocator allocator,
      ByteBuf query,
      Question question,
      String canonical,
      List<InetAddress> addresses,
      int limit) {
    boolean renamed = !addresses.isEmpty() && !canonical.equals(question.name());
    byte[] target = renamed ? wire(canonical) : new byte[0];
    int size = question.end() + (question.extended() ? OPT_BYTES : 0);
    size += renamed ? RECORD_BYTES + target.length : 0;
    for (InetAddress address : addresses) {
      size += RECORD_BYTES + address.getAddress().length;
    }
    boolean fits = size <= limit;
    int records = fits ? addresses.size() + (renamed ? 1 : 0) : 0;
    ByteBuf out = allocator.buffer(fits ? size : question.end() + OPT_BYTES);
    header(out, query, AUTHORITATIVE | (fits ? 0 : TRUNCATED));
    out.writeShort(1).writeShort(records).writeShort(0).writeShort(question.extended() ? 1 : 0);
    repeat(out, query, question);
    if (fits) {
      int owner = Question.HEADER_BYTES;
      if (renamed) {
        record(out, owner, Question.CNAME, target);
        owner = question.end() + RECORD_BYTES;
      }
      for (InetAddress address : addresses) {
        record(out, owner, question.type(), address.getAddress());
      }
    }
    if (question.extended()) {
      out.writeByte(0).writeShort(Question.OPT).writeShort(Question.MOST_PAYLOAD);
      out.writeInt(0).writeShort(0);
    }
    return out;
  }

  /**
   * The server cannot tell; the client may ask again.
   *
   * @param question null if it was not understood; clients recognise their answer by it
   */
  static ByteBuf failure(ByteBufAllocator allocator, ByteBuf query, @Nullable Question question) {
    ByteBuf out = allocator.buffer(question == null ? Question.HEADER_BYTES : question.end());
    header(out, query, SERVER_FAILURE);
    out.writeShort(question == null ? 0 : 1).writeShort(0).writeInt(0);
    if (question != null) {
      repeat(out, query, question);
    }
    return out;
  }

  private static void header(ByteBuf out, ByteBuf query, int flags) {
    int asked = query.getUnsignedShort(query.readerIndex() + 2) & (OPCODE | RECURSION_DESIRED);
    out.writeShort(query.getUnsignedShort(query.readerIndex()));
    out.writeShort(RESPONSE | RECURSION_AVAILABLE | asked | flags);
  }

  private static void repeat(ByteBuf out, ByteBuf query, Question question) {
    int start = query.readerIndex() + Question.HEADER_BYTES;
    out.writeBytes(query, start, question.end() - Question.HEADER_BYTES);
  }

  private static void record(ByteBuf out, int owner, int type, byte[] data) {
    out.writeShort(POINTER | owner).writeShort(type).writeShort(Question.CLASS_IN);
    out.writeInt(LIFE_SECONDS).writeShort(data.length).writeBytes(data);
  }

  private static byte[] wire(String name) {
    byte[] text = (" " + name + " ").getBytes(StandardCharsets.ISO_8859_1);
    int start = 0;
    for (int i = 1; i < text.length; i++) {
      if (text[i] == '.' || i == text.length - 1) {
        text[start] = (byte) (i - start - 1);
        start = i;
      }
    }
    text[text.length - 1] = 0;
    return text;
  }
}
