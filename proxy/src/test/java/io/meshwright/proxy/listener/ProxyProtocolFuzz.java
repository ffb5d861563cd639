package io.meshwright.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A header of the PROXY protocol says the same however it is cut into pieces, and no address in it
 * is the one of all hosts unless it is written so.
 */
public final class ProxyProtocolFuzz {
  private static final String REFUSED = "refused";

  private ProxyProtocolFuzz() {}

  /** A connection's first bytes. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (HAProxyMessageDecoder.detectProtocol(Unpooled.wrappedBuffer(input)).state()
        != ProtocolDetectionState.DETECTED) {
      return;
    }
    String whole = read(input, input.length);
    for (int piece : new int[] {1, 7, 1 + input.length / 2}) {
      String pieces = read(input, piece);
      if (!pieces.equals(whole)) {
        throw new AssertionError("pieces of " + piece + ": " + pieces + ", whole: " + whole);
      }
    }
  }

  /** The addresses and what follows the header, as the handlers of a connection get them. */
  private static String read(byte[] input, int piece) {
    EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
    StringBuilder rest = new StringBuilder();
    String addresses = "incomplete";
    try {
      for (int from = 0; from < input.length; from += piece) {
        channel.writeInbound(
            Unpooled.copiedBuffer(input, from, Math.min(piece, input.length - from)));
        for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
          if (read instanceof HAProxyMessage header) {
            addresses = addresses(header);
          } else if (read instanceof ByteBuf bytes) {
            rest.append(ByteBufUtil.hexDump(bytes));
            bytes.release();
          }
        }
      }
    } catch (DecoderException | IllegalArgumentException _) {
      return REFUSED;
    } finally {
      close(channel);
    }
    return addresses + " " + rest;
  }

  /** A decoder that failed fails once more with what is left. */
  private static void close(EmbeddedChannel channel) {
    try {
      channel.finishAndReleaseAll();
    } catch (DecoderException _) {
      channel.releaseInbound();
    }
  }

  private static String addresses(HAProxyMessage header) {
    try {
      @Nullable ProxiedAddresses addresses = ProxiedAddresses.of(header);
      if (addresses != null
          && addresses.client().getAddress().isAnyLocalAddress()
          && !header.sourceAddress().matches("[0:.%]+")) {
        throw new AssertionError(header.sourceAddress() + " is taken for " + addresses.client());
      }
      return String.valueOf(addresses);
    } finally {
      header.release();
    }
  }
}
