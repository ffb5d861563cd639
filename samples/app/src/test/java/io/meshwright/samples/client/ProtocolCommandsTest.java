package io.meshwright.samples.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.samples.server.Identity;
import io.meshwright.samples.server.Ports;
import io.meshwright.samples.server.SampleServer;
import io.meshwright.samples.server.ServerConfig;
import io.meshwright.samples.server.TlsFiles;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The clients of one call each, against the service. */
final class ProtocolCommandsTest {

  @TempDir private Path directory;
  private X509Bundle certificate;
  private SampleServer server;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);

  @BeforeEach
  void start() throws Exception {
    certificate =
        new CertificateBuilder()
            .subject("CN=own")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path chain = Files.writeString(directory.resolve("chain.pem"), certificate.getCertificatePEM());
    Path key = Files.writeString(directory.resolve("key.pem"), certificate.getPrivateKeyPEM());
    server =
        SampleServer.start(
            new ServerConfig(
                new Identity("echo", "v1", "echo-1", "zone-a"),
                new Ports(0, 0, 0, 0, 0),
                new TlsFiles(chain, key),
                Duration.ZERO));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String run(Object command, String... arguments) {
    assertThat(new CommandLine(command).execute(arguments)).isZero();
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  private String grpc(String... arguments) {
    GrpcCommand command = new GrpcCommand(print);
    CommandLine line = new CommandLine(command);
    String[] all = new String[arguments.length + 1];
    all[0] = "localhost:" + server.ports().grpc();
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    assertThat(line.execute(all)).isZero();
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  @ParameterizedTest
  @CsvSource({"SAY, 2, a", "COUNT, 8, a", "COLLECT, 2, a a a a", "TALK, 8, a"})
  void eachShapeGetsItsReplies(String shape, int replies, String last) {
    assertThat(grpc("--shape", shape, "--calls=2", "--messages=4", "--text=a"))
        .contains("\"statuses\":{\"OK\":2},\"versions\":{\"v1\":2},\"pods\":{\"echo-1\":2}")
        .contains("\"replies\":" + replies + ",\"last\":\"" + last + "\"");
  }

  @Test
  void statusAndTrailersAreTheServers() {
    assertThat(grpc("--status=9", "--header", "x-trailer: t"))
        .contains("\"statuses\":{\"FAILED_PRECONDITION\":1}")
        .contains("\"message\":\"as asked\",\"podTrailer\":\"echo-1\",\"trailer\":\"t\"");
  }

  @Test
  void deadlineEndsACall() {
    assertThat(grpc("--delay=5s", "--timeout=100ms"))
        .contains("\"statuses\":{\"DEADLINE_EXCEEDED\":1}");
  }

  @Test
  void http2IsSpokenWithPriorKnowledge() {
    String url = "http://localhost:" + server.ports().http() + "/a";
    assertThat(run(new Http2Command(print), url, "--requests=3"))
        .isEqualTo(
            "{\"requests\":3,\"statuses\":{\"200\":3},\"versions\":{\"v1\":3},"
                + "\"pods\":{\"echo-1\":3},\"zones\":{\"zone-a\":3},\"protocol\":\"HTTP/2\"}");
  }

  @Test
  void webSocketAnswersEachText() {
    String url = "ws://localhost:" + server.ports().http() + "/ws";
    assertThat(run(new WebSocketCommand(print), url, "one", "two"))
        .contains("\\\"pod\\\":\\\"echo-1\\\",\\\"zone\\\":\\\"zone-a\\\",\\\"text\\\":\\\"one\\\"")
        .contains("\\\"text\\\":\\\"two\\\"")
        .endsWith("\"closed\":1000}");
  }

  @Test
  void conversationHasAGreetingAndAnEnd() {
    String address = "localhost:" + server.ports().greeting();
    assertThat(run(new TalkCommand(print), address, "marker", "--greeted"))
        .isEqualTo("{\"greeting\":\"echo-1 greets\",\"answer\":\"marker\"}");
  }

  @Test
  void certificateOfTheServiceIsSeen() throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(certificate.getCertificate().getEncoded());
    String address = "localhost:" + server.ports().tls();
    assertThat(run(new TlsCommand(print), address, "--server-name=own.example"))
        .isEqualTo(
            "{\"subject\":\"CN=own\",\"sha256\":\""
                + HexFormat.of().formatHex(digest)
                + "\",\"status\":200,\"version\":\"v1\",\"pod\":\"echo-1\"}");
  }
}
