package io.meshwright.samples.server;

import io.meshwright.samples.Flags;
import java.time.Duration;

/**
 * What one instance of the service is.
 *
 * @param name the service's name, in each answer
 * @param version its version, in each answer
 * @param pod the instance's name, in each answer
 * @param port HTTP port; 0 takes a free one
 * @param tcpPort TCP echo port; 0 takes a free one
 * @param drain how long it goes on accepting after SIGTERM while clients learn that it leaves
 */
public record ServerConfig(
    String name, String version, String pod, int port, int tcpPort, Duration drain) {

  /** Reads flags and environment; a wrong value ends with a {@code UsageException}. */
  public static ServerConfig parse(Flags flags) {
    ServerConfig config =
        new ServerConfig(
            flags.text("name", "echo"),
            flags.text("version", "v1"),
            flags.text("pod-name", flags.text("hostname", "localhost")),
            flags.number("port", 8080, 0, 65535),
            flags.number("tcp-port", 9000, 0, 65535),
            flags.duration("drain", Duration.ofSeconds(5), Duration.ofMinutes(5)));
    flags.check();
    return config;
  }
}
