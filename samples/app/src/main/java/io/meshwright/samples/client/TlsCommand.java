package io.meshwright.samples.client;

import io.meshwright.samples.Json;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code client tls HOST:PORT}: an application that encrypts by itself. */
@Command(
    name = "tls",
    description =
        "Sends one request over TLS of its own and prints, as JSON, whose certificate it saw and"
            + " what the answer was. Nothing is verified.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class TlsCommand implements Callable<Integer> {

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = HostPort.LABEL, description = "an IPv6 address in brackets")
  private String address;

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "what the handshake asks for; HOST without it")
  private String serverName;

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  /** {@code out} gets the result. */
  public TlsCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    HostPort server = HostPort.read(spec, address);
    String name = serverName == null ? server.host() : serverName;
    int millis = Math.toIntExact(timeout.timeout().toMillis());
    RequestConfig request =
        new RequestConfig(
            URI.create("http://" + name + "/"), "GET", List.of(), 0, timeout.timeout());
    try (Socket plain = new Socket()) {
      plain.setSoTimeout(millis);
      plain.connect(server.resolve(), millis);
      SSLSocket socket = encrypted(plain, name, server.port());
      try (HttpConnection connection = HttpConnection.over(socket)) {
        HttpResponse response = connection.exchange(request);
        Map<String, Object> fields = new LinkedHashMap<>();
        X509Certificate certificate =
            (X509Certificate) socket.getSession().getPeerCertificates()[0];
        fields.put("subject", certificate.getSubjectX500Principal().getName());
        fields.put("sha256", sha256(certificate));
        fields.put("status", response.status());
        fields.put("version", response.header("x-version"));
        fields.put("pod", response.header("x-pod"));
        out.println(Json.object(fields));
        return 0;
      }
    }
  }

  private static SSLSocket encrypted(Socket plain, String name, int port) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sha256(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
