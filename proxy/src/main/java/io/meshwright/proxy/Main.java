package io.meshwright.proxy;

import io.meshwright.proxy.config.FileMode;
import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.config.ProxyConfigReader;
import io.meshwright.proxy.dataplane.NettyDataPlaneFactory;
import io.meshwright.proxy.log.LogLevels;
import io.meshwright.proxy.log.LogLine;
import io.meshwright.proxy.worker.Transport;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Starts the proxy: as a sidecar, {@code sidecar --domain NS.svc.DOMAIN}, or at the edge of the
 * mesh, {@code router --domain NS.svc.DOMAIN}, all else from the environment; or on a file, {@code
 * --config FILE}.
 */
final class Main {
  private static final int BAD_CONFIGURATION = 2;
  private static final int CANNOT_START = 1;

  private Main() {}

  public static void main(String[] arguments) {
    LogLine.install();
    Logger log = System.getLogger(Main.class.getName());
    try {
      Runnable end = start(List.of(arguments));
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(end));
      Thread.currentThread().join();
    } catch (ConfigException e) {
      String problems =
          e.errors().stream().map(ConfigError::message).collect(Collectors.joining("; "));
      log.log(Level.ERROR, "not started: {0}", problems);
      System.exit(BAD_CONFIGURATION);
    } catch (IOException e) {
      log.log(Level.ERROR, "not started: " + e.getMessage(), e);
      System.exit(CANNOT_START);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts the proxy; what ends it in order. */
  private static Runnable start(List<String> arguments) throws ConfigException, IOException {
    if (FileMode.asked(arguments)) {
      FileMode mode = FileMode.read(arguments);
      return FileAssembly.start(
              mode,
              version(),
              new NettyDataPlaneFactory(transport(mode)),
              InstantSource.system(),
              RandomGenerator.getDefault(),
              Main::quit)
          ::close;
    }
    ProxyConfig config =
        new ProxyConfigReader(System.getenv(), Path.of("").toAbsolutePath(), version())
            .read(arguments);
    LogLevels.apply(config.logging());
    return ProxyAssembly.start(
            config,
            new NettyDataPlaneFactory(config.node()),
            InstantSource.system(),
            RandomGenerator.getDefault(),
            Main::quit)
        ::close;
  }

  private static Transport transport(FileMode mode) throws ConfigException {
    if (!mode.ioUring()) {
      return Transport.available();
    }
    if (!Transport.IO_URING.works()) {
      throw new ConfigException(
          List.of(
              new ConfigError(
                  "command line",
                  FileMode.TRANSPORT,
                  FileMode.IO_URING + ", which is refused by the kernel or a container's profile",
                  FileMode.EPOLL)));
    }
    return Transport.IO_URING;
  }

  /** The shutdown hook does the work; the admin thread that asks for it must not wait. */
  private static void quit() {
    Thread.ofPlatform().name("quit").start(() -> System.exit(0));
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
