package io.meshwright.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshwright.proxy.config.ProxyConfig.Authentication;
import io.meshwright.proxy.config.ProxyConfig.Draining;
import io.meshwright.proxy.config.ProxyConfig.Ports;
import io.meshwright.proxy.config.ProxyConfig.Server;
import io.meshwright.proxy.testing.Configs;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.LogComponent;
import io.meshwright.xds.LogLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyConfigReaderTest {

  @Test
  void defaultsAreThoseOfTheContract() throws Exception {
    ProxyConfig config = Configs.read(Configs.environment());
    assertThat(config.discovery()).isEqualTo(new Server("istiod.istio-system.svc", 15012));
    assertThat(config.certificateAuthority()).isEqualTo(config.discovery());
    assertThat(config.authentication())
        .isEqualTo(
            new Authentication.Token(
                Path.of("/nonexistent/var/run/secrets/tokens/istio-token"),
                Path.of("/nonexistent/var/run/secrets/istio/root-cert.pem"),
                Duration.ofHours(24)));
    assertThat(config.concurrency()).isZero();
    assertThat(config.draining())
        .isEqualTo(new Draining(Duration.ofSeconds(45), Duration.ofSeconds(5)));
    assertThat(config.identitySocket())
        .isEqualTo(Path.of("/nonexistent/var/run/secrets/workload-spiffe-uds/socket"));
    assertThat(config.stateDirectory()).isEqualTo(Path.of("/nonexistent/etc/istio/proxy"));
    assertThat(config.ports()).isEqualTo(new Ports(15000, 15021, 15020, 15090));
    assertThat(config.node().id())
        .hasToString("sidecar~10.0.0.7~reviews-1.shop~shop.svc.cluster.local");
    assertThat(config.node().workload()).hasToString("spiffe://cluster.local/ns/shop/sa/reviews");
    assertThat(config.node().serviceCluster()).isEqualTo("istio-proxy.shop");
    assertThat(config.node().metadata().values())
        .containsEntry("CLUSTER_ID", new MetadataValue.Text("Kubernetes"))
        .containsEntry("INSTANCE_IPS", new MetadataValue.Text("10.0.0.7"))
        .containsEntry("ISTIO_VERSION", new MetadataValue.Text("1.2.3"));
  }

  @Test
  void certificateLifeIsThatOfTheEnvironmentOrElseOfTheProxysMetadata() throws Exception {
    Map<String, String> environment = Configs.environment();
    environment.put("PROXY_CONFIG", "{\"proxyMetadata\":{\"SECRET_TTL\":\"40s\"}}");
    assertThat(certificateLife(environment)).isEqualTo(Duration.ofSeconds(40));

    environment.put("SECRET_TTL", "1h");
    assertThat(certificateLife(environment)).isEqualTo(Duration.ofHours(1));
  }

  private static Duration certificateLife(Map<String, String> environment) throws ConfigException {
    return ((Authentication.Token) Configs.read(environment).authentication()).certificateLife();
  }

  @Test
  void dnsIsAnsweredWhereTheMetadataSaysSo() throws Exception {
    assertThat(Configs.read(Configs.environment()).dns()).isNull();
    Map<String, String> environment = Configs.environment();
    environment.put("PROXY_CONFIG", "{\"proxyMetadata\":{\"ISTIO_META_DNS_CAPTURE\":\"true\"}}");
    ProxyConfig config = Configs.read(environment);
    assertThat(config.dns())
        .isEqualTo(new ProxyConfig.Dns(15053, Path.of("/nonexistent/etc/resolv.conf")));
    assertThat(config.node().metadata().values())
        .containsEntry("DNS_CAPTURE", new MetadataValue.Text("true"));

    environment.put("ISTIO_META_DNS_CAPTURE", "yes");
    ConfigException thrown =
        Objects.requireNonNull(
            catchThrowableOfType(ConfigException.class, () -> Configs.read(environment)));
    assertThat(thrown.errors())
        .extracting(ConfigError::fieldPath)
        .containsExactly("ISTIO_META_DNS_CAPTURE");
  }

  @Test
  void levelsOfTheLogAreThoseOfTheCommandLine(@TempDir Path root) throws Exception {
    assertThat(Configs.read(Configs.environment()).logging()).isEqualTo(Logging.DEFAULT);
    assertThat(
            logging(
                root, "--proxyLogLevel=warn", "--proxyComponentLogLevel", "config:debug,dns:off"))
        .isEqualTo(
            new Logging(
                LogLevel.WARNING,
                Map.of(LogComponent.CONFIG, LogLevel.DEBUG, LogComponent.DNS, LogLevel.OFF)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--proxyLogLevel=loud",
        "--proxyLogLevel",
        "--proxyComponentLogLevel=lua:debug",
        "--proxyComponentLogLevel=config",
        "--logLevel=debug"
      })
  void unknownOptionIsRefused(String option, @TempDir Path root) {
    assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> logging(root, option));
  }

  private static Logging logging(Path root, String... options) throws ConfigException {
    List<String> arguments = new ArrayList<>(List.of("sidecar"));
    arguments.addAll(List.of(options));
    return new ProxyConfigReader(Configs.environment(), root, "1").read(arguments).logging();
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    Map<String, String> environment = Configs.environment();
    environment.remove("POD_NAME");
    environment.put("INSTANCE_IPS", "10.0.0.7,nowhere");
    environment.put("TRUST_DOMAIN", "Not A Domain");
    environment.put(
        "PROXY_CONFIG",
        "{\"concurrency\":-1,\"drainDuration\":\"soon\",\"discoveryAddress\":\"x\",\"typo\":1}");
    ConfigException thrown =
        Objects.requireNonNull(
            catchThrowableOfType(ConfigException.class, () -> Configs.read(environment)));
    assertThat(thrown.errors())
        .extracting(ConfigError::fieldPath)
        .containsExactlyInAnyOrder(
            "POD_NAME",
            "INSTANCE_IPS",
            "TRUST_DOMAIN",
            "concurrency",
            "drainDuration",
            "discoveryAddress",
            "typo");
  }

  @Test
  void metadataComesFromTheEnvironmentAndThePodsLabels(@TempDir Path root) throws Exception {
    Files.createDirectories(root.resolve("etc/istio/pod"));
    Files.writeString(root.resolve("etc/istio/pod/labels"), "app=\"reviews\"\nversion=\"v1\"\n");
    Map<String, String> environment = Configs.environment();
    environment.put("ISTIO_META_MESH_ID", "mesh1");
    environment.put("INSTANCE_IPS", "10.0.0.7,fd00::7");
    ProxyConfig config = new ProxyConfigReader(environment, root, "1").read(List.of("sidecar"));
    assertThat(config.node().serviceCluster()).isEqualTo("reviews.shop");
    assertThat(config.node().metadata().values())
        .containsEntry("MESH_ID", new MetadataValue.Text("mesh1"))
        .containsEntry(
            "LABELS",
            new MetadataValue.Fields(
                Map.of(
                    "app", new MetadataValue.Text("reviews"),
                    "version", new MetadataValue.Text("v1"))));
  }

  @Test
  void probesAndMetricsOfTheApplicationAreRead() throws Exception {
    Map<String, String> environment = Configs.environment();
    environment.put(
        "ISTIO_KUBE_APP_PROBERS",
        """
        {"/app-health/app/livez":{"httpGet":{"path":"live ness?a=b","port":8080,"scheme":"HTTPS",
          "host":"ignored","httpHeaders":[{"name":"X-Probe","value":"1"}]},"timeoutSeconds":3},
         "/app-health/app/readyz":{"tcpSocket":{"port":"8081"}},
         "/app-health/app/startupz":{"grpc":{"port":9090,"service":"ready"},"timeoutSeconds":1},
         "/app-lifecycle/app/prestopz":{"httpGet":{"port":8080}}}
        """);
    environment.put(
        "ISTIO_PROMETHEUS_ANNOTATIONS",
        "{\"scrape\":\"true\",\"path\":\"/prom\",\"port\":\"9000\",\"scheme\":\"https\"}");
    Application application = Configs.read(environment).application();
    assertThat(application.probes())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "/app-health/app/livez",
                new ApplicationProbe.Http(
                    8080,
                    "/live%20ness?a=b",
                    true,
                    List.of(new ApplicationProbe.Header("X-Probe", "1")),
                    Duration.ofSeconds(3)),
                "/app-health/app/readyz",
                new ApplicationProbe.Tcp(8081, Duration.ofSeconds(1)),
                "/app-health/app/startupz",
                new ApplicationProbe.Grpc(9090, "ready", Duration.ofSeconds(1)),
                "/app-lifecycle/app/prestopz",
                new ApplicationProbe.Http(8080, "/", false, List.of(), Duration.ofHours(1))));
    assertThat(application.metrics()).isEqualTo(new Application.ScrapeTarget(9000, "/prom", true));
  }

  @Test
  void everyMalformedProbeIsNamed() {
    Map<String, String> environment = Configs.environment();
    environment.remove("POD_NAME");
    environment.put(
        "ISTIO_KUBE_APP_PROBERS",
        """
        {"/elsewhere":{"tcpSocket":{"port":80}},
         "/app-health/a/livez":{"httpGet":{"port":"http","scheme":"FTP"},"timeoutSeconds":-1},
         "/app-health/b/livez":{},
         "/app-health/c/livez":{"httpGet":{"port":80,"httpHeaders":[{"name":"a b"},7]}}}
        """);
    environment.put("ISTIO_PROMETHEUS_ANNOTATIONS", "{\"port\":\"15020\"}");
    ConfigException thrown =
        Objects.requireNonNull(
            catchThrowableOfType(ConfigException.class, () -> Configs.read(environment)));
    assertThat(thrown.errors())
        .extracting(ConfigError::fieldPath)
        .containsExactlyInAnyOrder(
            "POD_NAME",
            "/elsewhere",
            "/app-health/a/livez.timeoutSeconds",
            "/app-health/a/livez.httpGet.port",
            "/app-health/a/livez.httpGet.scheme",
            "/app-health/b/livez",
            "/app-health/c/livez.httpGet.httpHeaders[0].name",
            "/app-health/c/livez.httpGet.httpHeaders[1]",
            "port");
  }

  @Test
  void routerIsOneToTheControlPlane() throws Exception {
    ProxyConfig config =
        new ProxyConfigReader(Configs.environment(), Path.of("/nonexistent"), "1")
            .read(List.of("router", "--domain", "shop.svc.cluster.local"));
    assertThat(config.node().id())
        .hasToString("router~10.0.0.7~reviews-1.shop~shop.svc.cluster.local");
  }

  @Test
  void unknownArgumentIsNamed() {
    ConfigException thrown =
        Objects.requireNonNull(
            catchThrowableOfType(
                ConfigException.class,
                () ->
                    new ProxyConfigReader(Configs.environment(), Path.of("/nonexistent"), "1")
                        .read(List.of("sidecar", "--nonsense"))));
    assertThat(thrown.errors()).extracting(ConfigError::found).containsExactly("--nonsense");
  }
}
