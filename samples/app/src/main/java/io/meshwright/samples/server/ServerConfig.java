package io.meshwright.samples.server;

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
    String name, String version, String pod, int port, int tcpPort, Duration drain) {}
