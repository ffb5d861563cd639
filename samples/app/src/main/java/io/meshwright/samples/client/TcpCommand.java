package io.meshwright.samples.client;

import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code client tcp HOST:PORT TEXT}: what {@code nc} is used for elsewhere. */
@Command(name = "tcp", description = "Sends a line and prints as many bytes as it sent.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class TcpCommand implements Callable<Integer> {

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "HOST:PORT", description = "an IPv6 address in brackets")
  private String address;

  @Parameters(index = "1", paramLabel = "TEXT", description = "the line")
  private String text;

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  /** {@code out} gets the answer. */
  public TcpCommand(PrintStream out) {
    this.out = out;
  }

  /** Returns 1 if the answer was shorter. */
  @Override
  public Integer call() throws IOException {
    HostPort server = HostPort.read(spec, address);
    int millis = Math.toIntExact(timeout.timeout().toMillis());
    byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(millis);
      socket.connect(server.resolve(), millis);
      socket.getOutputStream().write(line);
      byte[] answer = socket.getInputStream().readNBytes(line.length);
      out.write(answer);
      out.flush();
      return answer.length == line.length ? 0 : 1;
    }
  }
}
