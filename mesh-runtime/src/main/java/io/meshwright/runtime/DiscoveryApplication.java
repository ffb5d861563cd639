package io.meshwright.runtime;

import io.meshwright.runtime.admin.AdminPages;
import io.meshwright.runtime.config.RuntimeConfig;
import io.meshwright.runtime.config.RuntimeFlags;
import io.meshwright.runtime.discovery.ConfigSource;
import io.meshwright.runtime.files.DirectorySource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jboss.logging.Logger;

/** The command {@code discovery}, inside the shell that Quarkus provides. */
public final class DiscoveryApplication implements QuarkusApplication {

  private static final Logger LOG = Logger.getLogger(DiscoveryApplication.class);

  private final MeterRegistry meters;
  private final Router router;

  DiscoveryApplication(MeterRegistry meters, Router router) {
    this.meters = meters;
    this.router = router;
  }

  @Override
  public int run(String... args) throws Exception {
    List<String> flags = Arrays.asList(args).subList(1, args.length);
    RuntimeConfig config = RuntimeFlags.parse(flags, System.getenv());
    try (RuntimeAssembly assembly =
        new RuntimeAssembly(config, source(config), meters, InstantSource.system())) {
      AdminPages.mount(router, assembly.publisher(), assembly.proxies());
      assembly.start();
      assembly.plaintextPort().ifPresent(port -> LOG.infof("Serving xDS in plaintext on %d", port));
      Quarkus.waitForExit();
    }
    return 0;
  }

  private static ConfigSource source(RuntimeConfig config) throws IOException {
    Path directory =
        config
            .configDir()
            .orElseThrow(() -> new IllegalStateException("no source: give --config-dir DIR"));
    return new DirectorySource(directory);
  }
}
