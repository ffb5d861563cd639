package io.meshwright.samples.client;

import io.meshwright.samples.Bounds;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of each client that sends HTTP. */
@SuppressWarnings("NullAway.Init") // set by picocli
final class RequestOptions {

  private static final int MOST_BODY_BYTES = 64 * 1024 * 1024;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--method", defaultValue = "GET", description = "in capitals")
  private String method;

  @Option(
      names = "--header",
      paramLabel = "'NAME: VALUE'",
      converter = HeaderConverter.class,
      showDefaultValue = Visibility.NEVER,
      description = "sent as it is; may be repeated")
  private List<String> headers = new ArrayList<>();

  @Mixin private final TimeoutOption timeout = new TimeoutOption();

  private int bodyBytes;

  @Option(
      names = "--body-bytes",
      paramLabel = "N",
      defaultValue = "0",
      description = "size of the body, at most 64 MiB")
  void bodyBytes(int found) {
    bodyBytes = Bounds.check(command, "--body-bytes", found, 0, MOST_BODY_BYTES);
  }

  /** What the options say. */
  RequestConfig request(URI url) {
    return new RequestConfig(url, method, headers, bodyBytes, timeout.timeout());
  }

  static final class HeaderConverter implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
      if (text.indexOf(':') < 1 || text.chars().anyMatch(c -> c == '\r' || c == '\n')) {
        throw new TypeConversionException("found " + text + ", expected NAME: VALUE");
      }
      return text;
    }
  }
}
