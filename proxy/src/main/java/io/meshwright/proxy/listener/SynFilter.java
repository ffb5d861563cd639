package io.meshwright.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Keeps new connections from a socket that listens, and harms none that the kernel has let in: the
 * first packet of a connection (SYN) is dropped, so its client asks again after a second (RFC 6298,
 * section 2) as if it had been lost. A socket filter of the Linux kernel in its classic form, which
 * needs no capability.
 */
final class SynFilter {
  private static final System.Logger LOG = System.getLogger(SynFilter.class.getName());

  /** {@code struct sock_fprog}: a count, and where the instructions are. */
  private static final int PROGRAM_BYTES = 16;

  private static final int POINTER_OFFSET = 8;

  private static final ChannelOption<ByteBuffer> ATTACH =
      new RawUnixChannelOption("SO_ATTACH_FILTER", 1, 26, PROGRAM_BYTES);

  /**
   * The filter of a TCP socket sees packets from their TCP header on; its byte 13 has the flags.
   */
  private static final long[] INSTRUCTIONS = {
    instruction(0x30, 0, 0, 13), // load the byte
    instruction(0x45, 0, 1, 0x02), // SYN? on, or over the next
    instruction(0x06, 0, 0, 0), // keep nothing of the packet
    instruction(0x06, 0, 0, 0xffff_ffffL), // keep all
  };

  private SynFilter() {}

  /** For epoll's sockets; one that refuses stays as it is. */
  static void attach(Channel listening) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment instructions =
          arena.allocate(MemoryLayout.sequenceLayout(INSTRUCTIONS.length, ValueLayout.JAVA_LONG));
      MemorySegment.copy(
          INSTRUCTIONS, 0, instructions, ValueLayout.JAVA_LONG, 0, INSTRUCTIONS.length);
      ByteBuffer program =
          ByteBuffer.allocateDirect(PROGRAM_BYTES)
              .order(ByteOrder.nativeOrder())
              .putShort(0, (short) INSTRUCTIONS.length)
              .putLong(POINTER_OFFSET, instructions.address());
      listening.config().setOption(ATTACH, program);
    } catch (ChannelException e) {
      LOG.log(System.Logger.Level.DEBUG, "clients may still connect to " + listening, e);
    }
  }

  /** {@code struct sock_filter}, little-endian: code, jump if true, jump if false, operand. */
  private static long instruction(int code, int ifTrue, int ifFalse, long operand) {
    return code | (long) ifTrue << 16 | (long) ifFalse << 24 | operand << 32;
  }
}
