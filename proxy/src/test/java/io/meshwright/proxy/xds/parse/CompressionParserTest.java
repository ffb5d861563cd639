package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.RuntimeFeatureFlag;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.compression.gzip.compressor.v3.Gzip;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.Compressor;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.CompressorOverrides;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.CompressorPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.ResponseDirectionOverrides;
import io.envoyproxy.envoy.extensions.filters.http.decompressor.v3.Decompressor;
import io.meshwright.proxy.snapshot.Compression;
import io.meshwright.proxy.snapshot.Decompression;
import io.meshwright.proxy.snapshot.FilterOverrides.Change;
import io.meshwright.proxy.testing.Resources;
import java.util.Set;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

final class CompressionParserTest {
  private static final Where HERE = new Where("it", "");

  private static TypedExtensionConfig library(String type, MessageLite config) {
    return TypedExtensionConfig.newBuilder()
        .setName("it")
        .setTypedConfig(Resources.any("envoy.extensions.compression." + type, config))
        .build();
  }

  private static Compressor.Builder compressor() {
    return Compressor.newBuilder()
        .setCompressorLibrary(library("gzip.compressor.v3.Gzip", Gzip.getDefaultInstance()));
  }

  @Test
  void responsesOnlyAreCompressedUnlessConfigured() throws Exception {
    Compression parsed = CompressionParser.compression(compressor().build(), HERE);
    assertThat(parsed)
        .isEqualTo(
            new Compression(
                null,
                new Compression.Responses(
                    new Compression.Direction(30, Set.copyOf(Compression.DEFAULT_TYPES)),
                    false,
                    false,
                    Set.of()),
                new Compression.Gzip(Deflater.DEFAULT_COMPRESSION, Deflater.DEFAULT_STRATEGY)));
  }

  @Test
  void directionsAreSwitchedAlone() throws Exception {
    var off =
        Compressor.CommonDirectionConfig.newBuilder()
            .setEnabled(RuntimeFeatureFlag.newBuilder().setDefaultValue(BoolValue.of(false)));
    var on =
        Compressor.CommonDirectionConfig.newBuilder()
            .setMinContentLength(UInt32Value.of(7))
            .addContentType("Text/Plain");
    Compression parsed =
        CompressionParser.compression(
            compressor()
                .setRequestDirectionConfig(
                    Compressor.RequestDirectionConfig.newBuilder().setCommonConfig(on))
                .setResponseDirectionConfig(
                    Compressor.ResponseDirectionConfig.newBuilder().setCommonConfig(off))
                .build(),
            HERE);
    assertThat(parsed.requests()).isEqualTo(new Compression.Direction(7, Set.of("text/plain")));
    assertThat(parsed.responses()).isNull();
  }

  @Test
  void otherCodingsAndStrategiesAreNamedByPath() {
    var brotli =
        Compressor.newBuilder()
            .setCompressorLibrary(library("brotli.compressor.v3.Brotli", Gzip.getDefaultInstance()))
            .build();
    assertThatThrownBy(() -> CompressionParser.compression(brotli, HERE))
        .hasMessageContaining("compressor_library.typed_config")
        .hasMessageContaining("brotli");
    var fixed =
        Compressor.newBuilder()
            .setCompressorLibrary(
                library(
                    "gzip.compressor.v3.Gzip",
                    Gzip.newBuilder()
                        .setCompressionStrategy(Gzip.CompressionStrategy.FIXED)
                        .build()))
            .build();
    assertThatThrownBy(() -> CompressionParser.compression(fixed, HERE))
        .hasMessageContaining("compression_strategy");
  }

  @Test
  void aRouteSwitchesItOffOrSaysWhatUpstreamsLearn() throws Exception {
    assertThat(
            CompressionParser.ofRoute(
                CompressorPerRoute.newBuilder().setDisabled(true).build(), HERE))
        .isEqualTo(new Change.Disabled());
    var removed =
        ResponseDirectionOverrides.newBuilder().setRemoveAcceptEncodingHeader(BoolValue.of(true));
    assertThat(
            CompressionParser.ofRoute(
                CompressorPerRoute.newBuilder()
                    .setOverrides(
                        CompressorOverrides.newBuilder().setResponseDirectionConfig(removed))
                    .build(),
                HERE))
        .isEqualTo(new Change.Settings(new Compression.OfRoute(true)));
  }

  @Test
  void bothDirectionsAreDecompressedUnlessConfigured() throws Exception {
    var proto =
        Decompressor.newBuilder()
            .setDecompressorLibrary(
                library(
                    "gzip.decompressor.v3.Gzip",
                    io.envoyproxy.envoy.extensions.compression.gzip.decompressor.v3.Gzip
                        .getDefaultInstance()))
            .build();
    assertThat(CompressionParser.decompression(proto, HERE))
        .isEqualTo(
            new Decompression(
                new Decompression.Direction(false), new Decompression.Direction(false), true, 100));
  }
}
