package io.meshwright.samples.client;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** Where a client connects to; the name is resolved when it is used. */
record HostPort(String host, int port) {

  /** How it is called in usages. */
  static final String LABEL = "HOST:PORT";

  private static final Pattern ADDRESS = Pattern.compile("\\[?([^\\[\\]]+)]?:(\\d{1,5})");
  private static final int MOST_PORT = 65_535;

  /** Reads a positional argument. */
  static HostPort read(CommandSpec command, String text) {
    return Positional.read(command, LABEL, text, HostPort::parse);
  }

  InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  private static HostPort parse(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    if (matcher.matches() && Integer.parseInt(matcher.group(2)) <= MOST_PORT) {
      return new HostPort(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
    throw new TypeConversionException("found " + text + ", expected " + LABEL);
  }
}
