package io.meshwright.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.config.Logging;
import io.meshwright.proxy.log.LogLevels;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoggingPageTest {

  @BeforeEach
  @AfterEach
  void restore() {
    LogLevels.apply(Logging.DEFAULT);
  }

  @Test
  void withoutParametersLoggersAreListedAsEnvoyListsThem() {
    Reply reply = LoggingPage.answer("");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(
            """
            active loggers:
              admin: info
              config: info
              connection: info
              dns: info
              grpc: info
              main: info
              secret: info

            """);
  }

  @Test
  void levelIsThatOfAllButLibrariesAndReplacesOthers() {
    LoggingPage.answer("secret=off");
    assertThat(LoggingPage.answer("level=debug").body())
        .contains("admin: debug", "main: debug", "secret: debug", "grpc: info");
    assertThat(logs("io.meshwright.proxy.identity.IdentityAgent", Level.FINE)).isTrue();
    assertThat(logs("io.netty.channel", Level.FINE)).isFalse();
    assertThat(LoggingPage.answer("level=error").body()).contains("grpc: error");
  }

  @Test
  void oneLoggerChangesAlone() {
    assertThat(LoggingPage.answer("config=trace").body()).contains("config: trace", "main: info");
    assertThat(logs("io.meshwright.proxy.xds.AdsClient", Level.FINER)).isTrue();
    assertThat(LoggingPage.answer("main=debug").body())
        .contains("admin: info", "config: trace", "main: debug");
    assertThat(logs("io.meshwright.proxy.tls.Contexts", Level.FINE)).isTrue();
    assertThat(logs("io.meshwright.proxy.dns.NettyDnsClient", Level.FINE)).isFalse();
  }

  @Test
  void severalLoggersChangeAtOnce() {
    assertThat(LoggingPage.answer("paths=dns:warning,grpc:debug").body())
        .contains("dns: warning", "grpc: debug", "admin: info");
    assertThat(logs("io.grpc.internal", Level.FINE)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "level=loud, '/logging: level: found loud, expected trace, debug'",
    "redis=debug, '/logging: logger: found redis, expected admin, config, connection, dns'",
    "paths=dns:debug%2Cadmin, '/logging: paths: found admin, expected LOGGER:LEVEL'",
    "'paths=dns:debug,redis:info', '/logging: logger: found redis, expected admin'",
    "dns=debug&admin=debug, '/logging: found more than one, expected one parameter'",
  })
  void whatIsNotUnderstoodIsRefusedWhole(String query, String why) {
    Reply reply = LoggingPage.answer(query);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body())
        .startsWith("error: " + why)
        .contains("\nusage: /logging?level=<level> (change all levels)\n");
    assertThat(LogLevels.current()).isEqualTo(Logging.DEFAULT);
  }

  private static boolean logs(String logger, Level level) {
    return Logger.getLogger(logger).isLoggable(level);
  }
}
