package io.meshwright.e2e.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A DNS server that gives one address to each name that begins with {@code www}, over UDP and TCP;
 * over UDP it cuts its answers to names that begin with {@code www-long}. No other name exists.
 */
final class FakeNameServer implements AutoCloseable {
  static final String ADDRESS = "192.0.2.80";

  private static final int PORT = 53;
  private static final int HEADER = 12;

  /** Flags of answers. */
  private static final int FOUND = 0x8180;

  private static final int CUT = 0x8380;
  private static final int NO_SUCH_NAME = 0x8183;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final DatagramSocket datagrams;
  private final Acceptor streams;
  private final Thread thread;

  private FakeNameServer(NetworkNamespace namespace) {
    datagrams = namespace.datagrams(PORT);
    streams = Acceptor.start(namespace.listen(PORT), this::serve);
    thread = Thread.ofVirtual().start(this::serveDatagrams);
  }

  static FakeNameServer start(Pod pod) {
    return new FakeNameServer(pod.namespace());
  }

  /** What was asked, each as {@code PROTOCOL NAME}. */
  List<String> asked() {
    return asked;
  }

  private void serveDatagrams() {
    byte[] space = new byte[4096];
    while (!datagrams.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(space, space.length);
        datagrams.receive(packet);
        byte[] answer = answer(Arrays.copyOf(space, packet.getLength()), "UDP");
        datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException closed) {
        // the loop ends
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    byte[] query = new byte[in.readUnsignedShort()];
    in.readFully(query);
    byte[] answer = answer(query, "TCP");
    out.writeShort(answer.length);
    out.write(answer);
  }

  private byte[] answer(byte[] query, String protocol) {
    int end = HEADER;
    StringBuilder name = new StringBuilder();
    while (query[end] != 0) {
      name.append(name.isEmpty() ? "" : ".");
      name.append(new String(query, end + 1, query[end], US_ASCII));
      end += query[end] + 1;
    }
    end += 5;
    asked.add(protocol + " " + name);
    boolean exists = name.indexOf("www") == 0;
    boolean cut = name.indexOf("www-long") == 0 && protocol.equals("UDP");
    boolean found = exists && !cut && query[end - 3] == 1;
    ByteBuffer answer = ByteBuffer.allocate(end + (found ? 16 : 0));
    answer.put(query, 0, 2).putShort((short) (cut ? CUT : exists ? FOUND : NO_SUCH_NAME));
    answer.putShort((short) 1).putShort((short) (found ? 1 : 0)).putInt(0);
    answer.put(query, HEADER, end - HEADER);
    if (found) {
      answer.putShort((short) 0xC00C).putShort((short) 1).putShort((short) 1).putInt(60);
      answer.putShort((short) 4).put(Addresses.literal(ADDRESS).getAddress());
    }
    return answer.array();
  }

  @Override
  public void close() {
    datagrams.close();
    streams.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
