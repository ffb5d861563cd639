package io.meshwright.samples.client;

import io.grpc.Metadata;
import io.meshwright.samples.Bounds;
import io.meshwright.samples.DurationConverter;
import io.meshwright.samples.Json;
import io.meshwright.samples.grpc.message.EchoRequest;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code client grpc HOST:PORT}: calls of one shape on one connection. */
@Command(
    name = "grpc",
    description =
        "Makes calls one after the other on one connection, none of them twice, and prints, as"
            + " JSON, how they ended and who answered. --timeout is the deadline of each.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class GrpcCommand implements Callable<Integer> {

  private static final int MOST_CALLS = 100_000;
  private static final int LAST_STATUS = 16;
  private static final Duration MOST_DELAY = Duration.ofMinutes(1);

  private final PrintStream out;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = HostPort.LABEL, description = "an IPv6 address in brackets")
  private String address;

  @Option(names = "--shape", defaultValue = "SAY", description = "one of ${COMPLETION-CANDIDATES}")
  private GrpcCalls.Shape shape;

  @Option(names = "--text", defaultValue = "hello", description = "of each message")
  private String text;

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      converter = RequestOptions.HeaderConverter.class,
      showDefaultValue = Visibility.NEVER,
      description = "may be repeated")
  private List<String> headers = new ArrayList<>();

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  private int calls;
  private int messages;
  private int status;
  private Duration delay;

  /** {@code out} gets the result. */
  public GrpcCommand(PrintStream out) {
    this.out = out;
  }

  @Option(names = "--calls", paramLabel = "N", defaultValue = "1", description = "at most 100000")
  void calls(int found) {
    calls = Bounds.check(spec, "--calls", found, 1, MOST_CALLS);
  }

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "3",
      description = "in each stream; at most 100000")
  void messages(int found) {
    messages = Bounds.check(spec, "--messages", found, 1, MOST_CALLS);
  }

  @Option(
      names = "--status",
      paramLabel = "CODE",
      defaultValue = "0",
      description = "how the server ends each call")
  void status(int found) {
    status = Bounds.check(spec, "--status", found, 0, LAST_STATUS);
  }

  @Option(
      names = "--delay",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "0ms",
      description = "how long the server takes for each message")
  void delay(Duration found) {
    delay = Bounds.check(spec, "--delay", found, MOST_DELAY);
  }

  /** Returns 0 however the calls end. */
  @Override
  public Integer call() {
    EchoRequest request =
        EchoRequest.newBuilder()
            .setText(text)
            .setReplies(messages)
            .setDelayMillis(Math.toIntExact(delay.toMillis()))
            .setStatus(status)
            .build();
    Metadata metadata = new Metadata();
    for (String header : headers) {
      int colon = header.indexOf(':');
      metadata.put(
          Metadata.Key.of(header.substring(0, colon), Metadata.ASCII_STRING_MARSHALLER),
          header.substring(colon + 1).strip());
    }
    try (GrpcCalls service =
        new GrpcCalls(HostPort.read(spec, address), metadata, timeout.timeout())) {
      out.println(Json.object(service.make(calls, shape, request, messages)));
    }
    return 0;
  }
}
