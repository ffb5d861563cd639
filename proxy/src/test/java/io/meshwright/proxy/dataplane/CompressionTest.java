package io.meshwright.proxy.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.Compression;
import io.meshwright.proxy.snapshot.Decompression;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.HttpFilter;
import io.meshwright.proxy.snapshot.HttpFilterConfig;
import io.meshwright.proxy.snapshot.Route;
import io.meshwright.proxy.testing.Gen;
import io.meshwright.proxy.testing.ProxyUnderTest;
import io.meshwright.proxy.testing.RawClient;
import io.meshwright.proxy.testing.Upstream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are compressed and decompressed on their way. */
final class CompressionTest {
  private static final String LISTENER = "it";
  private static final String NAME = "gzip";
  private static final String TEXT = "all work and no play ".repeat(100);
  private static final Compression.Direction TEXTS =
      new Compression.Direction(Compression.DEFAULT_MINIMUM, Set.of("text/plain"));
  private static final Compression.Gzip GZIP =
      new Compression.Gzip(Deflater.DEFAULT_COMPRESSION, Deflater.DEFAULT_STRATEGY);
  private static final Decompression.Direction DECOMPRESSED = new Decompression.Direction(false);

  private static Compression responses() {
    return new Compression(null, new Compression.Responses(TEXTS, false, true, Set.of(404)), GZIP);
  }

  private static ProxyUnderTest proxy(Upstream upstream, HttpFilterConfig config, Route route) {
    return new ProxyUnderTest()
        .with(Gen.cluster("up", upstream.address()))
        .with(Gen.listener(LISTENER, Gen.http(List.of(HttpFilter.of(NAME, config)), route)))
        .serve();
  }

  private static ProxyUnderTest proxy(Upstream upstream, HttpFilterConfig config) {
    return proxy(upstream, config, Gen.route("up"));
  }

  /** Answers each request with these headers and this body. */
  private static Upstream answering(String headers, String body) throws IOException {
    return new Upstream(
        (self, client) -> {
          while (true) {
            String head = self.head(client);
            if (head.isEmpty()) {
              return;
            }
            self.body(client, head);
            client.send(
                "HTTP/1.1 200 OK\r\n"
                    + headers
                    + "content-length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body);
          }
        });
  }

  private static String zip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static String unzip(String body) throws IOException {
    try (GZIPInputStream gzip =
        new GZIPInputStream(new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1)))) {
      return new String(gzip.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static RawClient.Response get(RawClient client, String headers) throws IOException {
    return client.send("GET / HTTP/1.1\r\nHost: test\r\n" + headers + "\r\n").read();
  }

  @Test
  void aResponseIsCompressedForThoseWhoAcceptIt() throws Exception {
    try (Upstream upstream =
            answering("content-type: text/plain; charset=utf-8\r\netag: \"1\"\r\n", TEXT);
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Compressor(responses()));
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = get(client, "accept-encoding: br, gzip\r\n");
      assertThat(response.header("content-encoding")).isEqualTo("gzip");
      assertThat(response.header("vary")).isEqualTo("Accept-Encoding");
      assertThat(response.header("content-length")).isEmpty();
      assertThat(response.header("etag")).isEmpty();
      assertThat(response.body().length()).isLessThan(TEXT.length() / 2);
      assertThat(unzip(response.body())).isEqualTo(TEXT);
      assertThat(upstream.heads().getFirst()).doesNotContain("accept-encoding");
      // others get it as it is; a cache must know that there is another form
      RawClient.Response plain = get(client, "");
      assertThat(plain.body()).isEqualTo(TEXT);
      assertThat(plain.header("vary")).isEqualTo("Accept-Encoding");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "GZIP;q=0.5 | true",
        "* | true",
        "br;q=1, *;q=0.1 | true",
        "gzip;q=0 | false",
        "gzip;q=0.5, identity;q=0.8 | false",
        "*, gzip;q=0 | false",
        "gzip;q=much | false",
        "br | false"
      })
  void weightsDecide(String accepted, boolean compressed) throws Exception {
    try (Upstream upstream = answering("content-type: text/plain\r\n", TEXT);
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Compressor(responses()));
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(get(client, "accept-encoding: " + accepted + "\r\n").header("content-encoding"))
          .isEqualTo(compressed ? "gzip" : "");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-type: image/png",
        "content-type: text/plain\r\ncontent-encoding: br",
        "content-type: text/plain\r\ncache-control: no-transform"
      })
  void whatMayNotBeCompressedPassesAsItIs(String headers) throws Exception {
    try (Upstream upstream = answering(headers + "\r\n", TEXT);
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Compressor(responses()));
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = get(client, "accept-encoding: gzip\r\n");
      assertThat(response.body()).isEqualTo(TEXT);
      assertThat(response.header("vary")).isEmpty();
    }
  }

  @Test
  void aShortResponsePassesAsItIs() throws Exception {
    try (Upstream upstream = answering("content-type: text/plain\r\n", "short");
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Compressor(responses()));
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(get(client, "accept-encoding: gzip\r\n").body()).isEqualTo("short");
    }
  }

  @Test
  void aRouteMaySwitchItOff() throws Exception {
    Route route =
        Gen.withFilters(
            Gen.route("up"),
            new FilterOverrides(Map.of(NAME, new FilterOverrides.Change.Disabled())));
    try (Upstream upstream = answering("content-type: text/plain\r\n", TEXT);
        ProxyUnderTest proxy =
            proxy(upstream, new HttpFilterConfig.Compressor(responses()), route);
        RawClient client = proxy.connect(LISTENER)) {
      assertThat(get(client, "accept-encoding: gzip\r\n").body()).isEqualTo(TEXT);
    }
  }

  @Test
  void eachPieceOfAStreamCanBeReadWhenItComes() throws Exception {
    try (Upstream upstream =
            new Upstream(
                (self, client) -> {
                  self.head(client);
                  client.send(
                      "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n"
                          + "transfer-encoding: chunked\r\n\r\n5\r\nevent\r\n");
                  self.head(client);
                });
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Compressor(responses()));
        RawClient client = proxy.connect(LISTENER)) {
      client.send("GET / HTTP/1.1\r\nHost: test\r\naccept-encoding: gzip\r\n\r\n");
      String line = client.line();
      while (!line.isEmpty()) {
        line = client.line();
      }
      String piece = client.bytes(Integer.parseInt(client.line(), 16));
      try (GZIPInputStream gzip =
          new GZIPInputStream(
              new ByteArrayInputStream(piece.getBytes(StandardCharsets.ISO_8859_1)))) {
        assertThat(new String(gzip.readNBytes(5), StandardCharsets.ISO_8859_1)).isEqualTo("event");
      }
    }
  }

  @Test
  void aRequestIsCompressedAndDecompressed() throws Exception {
    Compression requests = new Compression(TEXTS, null, GZIP);
    Decompression back = new Decompression(DECOMPRESSED, null, true, 100);
    try (Upstream upstream = Upstream.echo("");
        ProxyUnderTest second = proxy(upstream, new HttpFilterConfig.Decompressor(back));
        ProxyUnderTest first =
            new ProxyUnderTest()
                .with(Gen.cluster("up", second.address(LISTENER)))
                .with(
                    Gen.listener(
                        LISTENER,
                        Gen.http(
                            List.of(HttpFilter.of(NAME, new HttpFilterConfig.Compressor(requests))),
                            Gen.route("up"))))
                .serve();
        RawClient client = first.connect(LISTENER)) {
      RawClient.Response response =
          client
              .send(
                  "POST / HTTP/1.1\r\nHost: test\r\ncontent-type: text/plain\r\ncontent-length: "
                      + TEXT.length()
                      + "\r\n\r\n"
                      + TEXT)
              .read();
      assertThat(response.body()).isEqualTo(TEXT);
      assertThat(upstream.heads().getFirst()).doesNotContain("content-encoding");
    }
  }

  @Test
  void aResponseIsDecompressedForTheClient() throws Exception {
    Decompression config = new Decompression(null, DECOMPRESSED, true, 100);
    try (Upstream upstream = answering("content-encoding: gzip\r\n", zip(TEXT));
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Decompressor(config));
        RawClient client = proxy.connect(LISTENER)) {
      RawClient.Response response = get(client, "accept-encoding: br\r\n");
      assertThat(response.body()).isEqualTo(TEXT);
      assertThat(response.header("content-encoding")).isEmpty();
      assertThat(upstream.heads().getFirst()).contains("accept-encoding: br,gzip");
    }
  }

  @Test
  void aRequestThatSwellsOrIsNoGzipIsRefused() throws Exception {
    Decompression config = new Decompression(DECOMPRESSED, null, true, 100);
    try (Upstream upstream = Upstream.echo("a");
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Decompressor(config))) {
      for (String body : List.of(zip("0".repeat(1 << 20)), "this is no gzip")) {
        try (RawClient client = proxy.connect(LISTENER)) {
          RawClient.Response response =
              client
                  .send(
                      "POST / HTTP/1.1\r\nHost: test\r\ncontent-encoding: gzip\r\ncontent-length: "
                          + body.length()
                          + "\r\n\r\n"
                          + body)
                  .read();
          assertThat(response.status()).isEqualTo(400);
        }
      }
    }
  }

  @Test
  void aResponseThatSwellsIsBrokenOff() throws Exception {
    Decompression config = new Decompression(null, DECOMPRESSED, true, 100);
    try (Upstream upstream = answering("content-encoding: gzip\r\n", zip("0".repeat(1 << 20)));
        ProxyUnderTest proxy = proxy(upstream, new HttpFilterConfig.Decompressor(config));
        RawClient client = proxy.connect(LISTENER)) {
      client.get("/");
      assertThat(client.rest()).doesNotContain("\r\n0\r\n\r\n");
    }
  }
}
