package io.meshwright.samples.client;

import io.meshwright.samples.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code client talk HOST:PORT TEXT}: a conversation over TCP that both sides end in order. */
@Command(
    name = "talk",
    description =
        "Sends a line, ends its own half of the connection and reads the other to its end; prints"
            + " JSON.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class TalkCommand implements Callable<Integer> {

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = HostPort.LABEL, description = "an IPv6 address in brackets")
  private String address;

  @Parameters(index = "1", paramLabel = "TEXT", description = "the line")
  private String text;

  @Option(names = "--greeted", description = "the server speaks first: wait for its line")
  private boolean greeted;

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  /** {@code out} gets the result. */
  public TalkCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    HostPort server = HostPort.read(spec, address);
    int millis = Math.toIntExact(timeout.timeout().toMillis());
    Map<String, Object> fields = new LinkedHashMap<>();
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(millis);
      socket.connect(server.resolve(), millis);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      if (greeted) {
        fields.put("greeting", in.readLine());
      }
      socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      fields.put("answer", in.lines().collect(Collectors.joining("\n")));
    }
    out.println(Json.object(fields));
    return 0;
  }
}
