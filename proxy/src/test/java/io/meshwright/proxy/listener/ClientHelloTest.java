package io.meshwright.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.listener.ClientHello.Result;
import io.meshwright.proxy.tls.ClientOffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** The hellos are those of the JDK's own client. */
final class ClientHelloTest {

  private static final int RECORD_HEADER = 5;

  /** The JDK's client takes EC keys in each version. */
  private static final ClientOffer JDK = new ClientOffer(true, true, true);

  @Test
  void serverNameAndAlpnAreRead() {
    ByteBuf hello = hello("Shop.example.ORG", "istio-peer-exchange", "istio");
    assertThat(ClientHello.inspect(hello))
        .isEqualTo(
            new Result.Hello("shop.example.org", List.of("istio-peer-exchange", "istio"), JDK));
  }

  @Test
  void bothMayBeAbsent() {
    assertThat(ClientHello.inspect(hello(""))).isEqualTo(new Result.Hello("", List.of(), JDK));
  }

  @Test
  void bytesAreNeitherConsumedNorKept() {
    ByteBuf hello = hello("a.example");
    int length = hello.readableBytes();
    var _ = ClientHello.inspect(hello);
    assertThat(hello.readableBytes()).isEqualTo(length);
    assertThat(hello.refCnt()).isEqualTo(1);
  }

  @Test
  void everyBeginningIsIncomplete() {
    ByteBuf hello = hello("a.example", "h2");
    for (int length = 0; length < hello.readableBytes(); length++) {
      assertThat(ClientHello.inspect(hello.slice(0, length)))
          .as("%s bytes", length)
          .isInstanceOf(Result.Incomplete.class);
    }
  }

  @Test
  void helloMayBeSpreadOverManyRecords() {
    ByteBuf whole = hello("a.example", "h2");
    ByteBuf message = whole.slice(RECORD_HEADER, whole.readableBytes() - RECORD_HEADER);
    ByteBuf spread = Unpooled.buffer();
    while (message.isReadable()) {
      record(spread, message.readSlice(Math.min(7, message.readableBytes())));
    }
    assertThat(ClientHello.inspect(spread))
        .isEqualTo(new Result.Hello("a.example", List.of("h2"), JDK));
  }

  @Test
  void otherProtocolsAreToldByTheirFirstBytes() {
    for (String first : List.of("G", "GET / HTTP/1.1", "PRI * HTTP/2.0", "SSH-2.0-x", "\0\0")) {
      assertThat(ClientHello.inspect(Unpooled.copiedBuffer(first, StandardCharsets.US_ASCII)))
          .as(first)
          .isInstanceOf(Result.NotTls.class);
    }
  }

  @Test
  void handshakesThatAreNoHelloAreRefused() {
    assertThat(ClientHello.inspect(Unpooled.wrappedBuffer(new byte[] {22, 3, 3, 0, 4, 2, 0, 0, 0})))
        .isInstanceOf(Result.NotTls.class);
    assertThat(ClientHello.inspect(Unpooled.wrappedBuffer(new byte[] {22, 3, 3, 0, 0})))
        .as("an empty record")
        .isInstanceOf(Result.NotTls.class);
    assertThat(
            ClientHello.inspect(
                Unpooled.wrappedBuffer(new byte[] {22, 3, 3, 0, 4, 1, (byte) 0xff, 0, 0})))
        .as("a hello of 16 MB")
        .isInstanceOf(Result.NotTls.class);
  }

  @Test
  void longestHelloIsReadHoweverItsRecordsAreCut() {
    ByteBuf spread = Unpooled.buffer();
    record(spread, Unpooled.buffer().writeByte(1).writeMedium(1 << 16).writeZero((1 << 14) - 4));
    for (int i = 0; i < 3; i++) {
      record(spread, Unpooled.buffer().writeZero(1 << 14));
    }
    record(spread, Unpooled.buffer().writeZero(3));
    record(spread, Unpooled.buffer().writeZero(1 << 14));
    assertThat(ClientHello.inspect(spread))
        .isEqualTo(new Result.Hello("", List.of(), ClientOffer.UNKNOWN));
  }

  @Test
  void damagedHelloIsAnsweredNotThrown() {
    ByteBuf hello = hello("a.example", "h2");
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 10_000; i++) {
      ByteBuf damaged = hello.copy();
      for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
        damaged.setByte(random.nextInt(damaged.readableBytes()), random.nextInt(256));
      }
      assertThat(ClientHello.inspect(damaged)).isNotNull();
    }
  }

  private static void record(ByteBuf out, ByteBuf content) {
    out.writeByte(22).writeShort(0x0301).writeShort(content.readableBytes()).writeBytes(content);
  }

  private static ByteBuf hello(String serverName, String... alpn) {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      if (!serverName.isEmpty()) {
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
      }
      parameters.setApplicationProtocols(alpn);
      engine.setSSLParameters(parameters);
      ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), out);
      return Unpooled.wrappedBuffer(out.flip());
    } catch (NoSuchAlgorithmException | SSLException e) {
      throw new IllegalStateException(e);
    }
  }
}
