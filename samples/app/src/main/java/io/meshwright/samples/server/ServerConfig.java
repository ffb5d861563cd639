package io.meshwright.samples.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one instance of the service is.
 *
 * @param tls null: nothing is served over TLS
 * @param drain how long it goes on accepting after SIGTERM while clients learn that it leaves
 */
public record ServerConfig(
    Identity identity, Ports ports, @Nullable TlsFiles tls, Duration drain) {}
