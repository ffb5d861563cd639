package io.meshwright.proxy.listener;

import io.meshwright.proxy.tls.ClientOffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads server name, ALPN and what keys a client can check from a TLS client hello (RFC 8446
 * section 4.1.2, RFC 6066 section 3, RFC 7301) without consuming it. The hello may be spread over
 * several records. Whatever is not a well formed hello counts as not TLS: such bytes then meet the
 * raw chains, which do not decrypt.
 */
final class ClientHello {
  private static final int HANDSHAKE_RECORD = 22;
  private static final int RECORD_HEADER = 5;
  private static final int HELLO = 1;
  private static final int HELLO_HEADER = 4;
  private static final int VERSION_AND_RANDOM = 34;
  private static final int MAX_RECORD = 1 << 14;

  /** A longer hello is refused; browsers stay far below, also with post-quantum key shares. */
  private static final int MAX_HELLO = 1 << 16;

  private static final int EXTENSION_SERVER_NAME = 0;
  private static final int EXTENSION_SIGNATURE_ALGORITHMS = 13;
  private static final int EXTENSION_ALPN = 16;
  private static final int EXTENSION_SUPPORTED_VERSIONS = 43;

  private static final int TLS_1_3 = 0x0304;
  private static final int ECDSA_SECP256R1_SHA256 = 0x0403;

  /** Suites of TLS 1.2 with ECDHE and ECDSA that BoringSSL has (RFC 8422, RFC 5289, RFC 7905). */
  private static final Set<Integer> ECDSA_SUITES = Set.of(0xc009, 0xc00a, 0xc02b, 0xc02c, 0xcca9);

  private ClientHello() {}

  /** What the bytes so far are. */
  sealed interface Result {
    /** More bytes are needed. */
    record Incomplete() implements Result {}

    /** Another protocol. */
    record NotTls() implements Result {}

    /** A client hello. */
    record Hello(String serverName, List<String> alpn, ClientOffer offer) implements Result {}
  }

  private static final Result INCOMPLETE = new Result.Incomplete();
  private static final Result NOT_TLS = new Result.NotTls();

  /** Looks at {@code in} from its reader index; does not move it and keeps no reference. */
  static Result inspect(ByteBuf in) {
    int index = in.readerIndex();
    int end = in.writerIndex();
    ByteBuf handshake = Unpooled.buffer(512, HELLO_HEADER + MAX_HELLO + MAX_RECORD);
    while (true) {
      if (index < end && in.getUnsignedByte(index) != HANDSHAKE_RECORD) {
        return NOT_TLS;
      }
      if (index + 1 < end && in.getUnsignedByte(index + 1) != 3) {
        return NOT_TLS;
      }
      if (end - index < RECORD_HEADER) {
        return INCOMPLETE;
      }
      int length = in.getUnsignedShort(index + 3);
      if (length == 0 || length > MAX_RECORD) {
        return NOT_TLS;
      }
      int available = Math.min(length, end - index - RECORD_HEADER);
      handshake.writeBytes(in, index + RECORD_HEADER, available);
      if (handshake.isReadable() && handshake.getUnsignedByte(0) != HELLO) {
        return NOT_TLS;
      }
      if (handshake.readableBytes() >= HELLO_HEADER) {
        int helloLength = handshake.getUnsignedMedium(1);
        if (helloLength > MAX_HELLO) {
          return NOT_TLS;
        }
        if (handshake.readableBytes() >= HELLO_HEADER + helloLength) {
          return parse(handshake.slice(HELLO_HEADER, helloLength));
        }
      }
      if (available < length) {
        return INCOMPLETE;
      }
      index += RECORD_HEADER + length;
    }
  }

  private static Result parse(ByteBuf hello) {
    try {
      hello.skipBytes(VERSION_AND_RANDOM);
      hello.skipBytes(hello.readUnsignedByte());
      boolean suites = anyOf(hello.readSlice(hello.readUnsignedShort()), ECDSA_SUITES);
      hello.skipBytes(hello.readUnsignedByte());
      String serverName = "";
      List<String> alpn = List.of();
      boolean signatures = false;
      boolean newest = false;
      if (hello.isReadable()) {
        ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
        while (extensions.isReadable()) {
          int type = extensions.readUnsignedShort();
          ByteBuf body = extensions.readSlice(extensions.readUnsignedShort());
          if (type == EXTENSION_SERVER_NAME) {
            serverName = serverName(body);
          } else if (type == EXTENSION_ALPN) {
            alpn = alpn(body);
          } else if (type == EXTENSION_SIGNATURE_ALGORITHMS) {
            signatures =
                anyOf(body.readSlice(body.readUnsignedShort()), Set.of(ECDSA_SECP256R1_SHA256));
          } else if (type == EXTENSION_SUPPORTED_VERSIONS) {
            newest = anyOf(body.readSlice(body.readUnsignedByte()), Set.of(TLS_1_3));
          }
        }
      }
      return new Result.Hello(serverName, alpn, new ClientOffer(newest, signatures, suites));
    } catch (IndexOutOfBoundsException _) {
      return NOT_TLS;
    }
  }

  private static boolean anyOf(ByteBuf numbers, Set<Integer> wanted) {
    while (numbers.isReadable()) {
      if (wanted.contains(numbers.readUnsignedShort())) {
        return true;
      }
    }
    return false;
  }

  private static String serverName(ByteBuf body) {
    ByteBuf names = body.readSlice(body.readUnsignedShort());
    while (names.isReadable()) {
      int type = names.readUnsignedByte();
      ByteBuf name = names.readSlice(names.readUnsignedShort());
      if (type == 0) {
        return name.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  private static List<String> alpn(ByteBuf body) {
    List<String> protocols = new ArrayList<>();
    ByteBuf names = body.readSlice(body.readUnsignedShort());
    while (names.isReadable()) {
      protocols.add(names.readSlice(names.readUnsignedByte()).toString(StandardCharsets.US_ASCII));
    }
    return protocols;
  }
}
