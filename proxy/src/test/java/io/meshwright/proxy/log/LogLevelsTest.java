package io.meshwright.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.config.Logging;
import io.meshwright.xds.LogComponent;
import io.meshwright.xds.LogLevel;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LogLevelsTest {

  @AfterEach
  void restore() {
    LogLevels.apply(Logging.DEFAULT);
  }

  @Test
  void levelIsThatOfTheProxyAndNotOfItsLibraries() {
    LogLevels.apply(new Logging(LogLevel.DEBUG, Map.of()));
    assertThat(logs("io.meshwright.proxy.tcp.Relay", Level.FINE)).isTrue();
    assertThat(logs("io.netty.channel", Level.FINE)).isFalse();
    assertThat(logs("io.netty.channel", Level.INFO)).isTrue();
  }

  @Test
  void errorsAloneMeanThoseOfLibrariesToo() {
    LogLevels.apply(new Logging(LogLevel.ERROR, Map.of()));
    assertThat(logs("io.meshwright.proxy.Main", Level.WARNING)).isFalse();
    assertThat(logs("io.netty.channel", Level.WARNING)).isFalse();
    assertThat(logs("io.netty.channel", Level.SEVERE)).isTrue();
  }

  @Test
  void componentHasItsOwnLevel() {
    LogLevels.apply(new Logging(LogLevel.OFF, Map.of(LogComponent.CONFIG, LogLevel.TRACE)));
    assertThat(logs("io.meshwright.proxy.xds.AdsClient", Level.FINER)).isTrue();
    assertThat(logs("io.meshwright.proxy.tcp.Relay", Level.SEVERE)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void everyComponentHasPackagesThatThereAre(LogComponent component) {
    assertThat(LogLevels.loggers(component))
        .allSatisfy(
            name -> {
              String directory = "/" + name.replace('.', '/');
              assertThat(LogLevels.class.getResource(directory)).as(name).isNotNull();
            });
  }

  private static boolean logs(String logger, Level level) {
    return Logger.getLogger(logger).isLoggable(level);
  }
}
