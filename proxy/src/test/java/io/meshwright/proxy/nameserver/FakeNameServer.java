package io.meshwright.proxy.nameserver;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server of the loopback address, over UDP and TCP, that gives one answer to every question. */
final class FakeNameServer implements AutoCloseable {
  static final String ADDRESS = "192.0.2.53";

  private static final int OK = 0x8180;
  private static final int TRUNCATED = 0x8380;
  private static final int FAILURE = 0x8182;

  /** In what each query came. */
  final List<Protocol> asked = new CopyOnWriteArrayList<>();

  private final Behaviour behaviour;
  private final ServerSocket stream;
  private final DatagramSocket datagrams;

  enum Behaviour {
    ANSWERS,
    ANSWERS_OVER_TCP,
    FAILS,
    SILENT
  }

  FakeNameServer(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    stream = new ServerSocket(0, 50, loopback);
    datagrams = new DatagramSocket(stream.getLocalPort(), loopback);
    Thread.ofVirtual().start(this::serveDatagrams);
    Thread.ofVirtual().start(this::serveStreams);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) stream.getLocalSocketAddress();
  }

  private void serveDatagrams() {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    while (!datagrams.isClosed()) {
      try {
        packet.setLength(4096);
        datagrams.receive(packet);
        asked.add(Protocol.UDP);
        if (behaviour != Behaviour.SILENT) {
          byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()), Protocol.UDP);
          datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException _) {
        // closed
      }
    }
  }

  private void serveStreams() {
    while (!stream.isClosed()) {
      try (Socket socket = stream.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        asked.add(Protocol.TCP);
        byte[] answer = answer(query, Protocol.TCP);
        out.writeShort(answer.length);
        out.write(answer);
      } catch (IOException _) {
        // closed, by either side
      }
    }
  }

  /** The question, and an address; without the records that came after the question. */
  private byte[] answer(byte[] query, Protocol protocol) {
    int end = 12;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    end += 5;
    boolean fails = behaviour == Behaviour.FAILS;
    boolean cut = behaviour == Behaviour.ANSWERS_OVER_TCP && protocol == Protocol.UDP;
    boolean answers = !fails && !cut && query[end - 3] == Question.A;
    ByteBuffer out = ByteBuffer.allocate(end + (answers ? 16 : 0));
    out.put(query, 0, 2).putShort((short) (fails ? FAILURE : cut ? TRUNCATED : OK));
    out.putShort((short) 1).putShort((short) (answers ? 1 : 0)).putInt(0);
    out.put(query, 12, end - 12);
    if (answers) {
      out.putShort((short) 0xC00C).putShort((short) 1).putShort((short) 1).putInt(77);
      out.putShort((short) 4).put(InetAddress.ofLiteral(ADDRESS).getAddress());
    }
    return out.array();
  }

  @Override
  public void close() {
    datagrams.close();
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
