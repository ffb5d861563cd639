package io.meshwright.proxy.xds.parse;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.RuntimeFeatureFlag;
import io.envoyproxy.envoy.extensions.compression.gzip.compressor.v3.Gzip;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.Compressor;
import io.envoyproxy.envoy.extensions.filters.http.compressor.v3.CompressorPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.decompressor.v3.Decompressor;
import io.meshwright.proxy.snapshot.Compression;
import io.meshwright.proxy.snapshot.Decompression;
import io.meshwright.proxy.snapshot.FilterOverrides.Change;
import io.meshwright.xds.ConfigException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** The compressor and the decompressor, with gzip. */
final class CompressionParser {
  private static final String GZIP = "envoy.extensions.compression.gzip.";

  private CompressionParser() {}

  static Compression compression(Compressor proto, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    Compressor.ResponseDirectionConfig responses = proto.getResponseDirectionConfig();
    return new Compression(
        proto.hasRequestDirectionConfig()
            ? direction(
                proto.getRequestDirectionConfig().getCommonConfig(),
                where.field("request_direction_config.common_config"))
            : null,
        responses(responses, where.field("response_direction_config")),
        gzip(
            proto.getCompressorLibrary().getTypedConfig(),
            where.field("compressor_library.typed_config")));
  }

  private static Compression.@Nullable Responses responses(
      Compressor.ResponseDirectionConfig proto, Where where) throws ConfigException {
    Compression.Direction which = direction(proto.getCommonConfig(), where.field("common_config"));
    return which == null
        ? null
        : new Compression.Responses(
            which,
            proto.getDisableOnEtagHeader(),
            proto.getRemoveAcceptEncodingHeader(),
            Set.copyOf(proto.getUncompressibleResponseCodesList()));
  }

  private static Compression.@Nullable Direction direction(
      Compressor.CommonDirectionConfig proto, Where where) throws ConfigException {
    if (!enabled(proto.hasEnabled(), proto.getEnabled())) {
      return null;
    }
    List<String> types =
        proto.getContentTypeCount() == 0 ? Compression.DEFAULT_TYPES : proto.getContentTypeList();
    Set<String> lower = new LinkedHashSet<>();
    types.forEach(type -> lower.add(type.toLowerCase(Locale.ROOT)));
    return new Compression.Direction(
        proto.hasMinContentLength()
            ? Values.intOf(
                proto.getMinContentLength().getValue(), 0, where.field("min_content_length"))
            : Compression.DEFAULT_MINIMUM,
        lower);
  }

  private static boolean enabled(boolean set, RuntimeFeatureFlag flag) {
    return !set || !flag.hasDefaultValue() || flag.getDefaultValue().getValue();
  }

  private static Compression.Gzip gzip(Any config, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    require(config, GZIP + "compressor.v3.Gzip", where);
    Gzip proto = Gzip.parseFrom(config.getValue());
    int level = proto.getCompressionLevelValue();
    return new Compression.Gzip(
        level == Gzip.CompressionLevel.DEFAULT_COMPRESSION_VALUE
            ? Deflater.DEFAULT_COMPRESSION
            : level,
        switch (proto.getCompressionStrategy()) {
          case DEFAULT_STRATEGY -> Deflater.DEFAULT_STRATEGY;
          case FILTERED -> Deflater.FILTERED;
          case HUFFMAN_ONLY -> Deflater.HUFFMAN_ONLY;
          case RLE, FIXED, UNRECOGNIZED ->
              throw where
                  .field("compression_strategy")
                  .error(
                      proto.getCompressionStrategy().name(),
                      "DEFAULT_STRATEGY, FILTERED or HUFFMAN_ONLY");
        });
  }

  private static void require(Any config, String type, Where where) throws ConfigException {
    if (!Values.typeOf(config).equals(type)) {
      throw where.error(Values.typeOf(config), type);
    }
  }

  static Change ofRoute(CompressorPerRoute proto, Where where) throws ConfigException {
    return switch (proto.getOverrideCase()) {
      case DISABLED -> new Change.Disabled();
      case OVERRIDES -> {
        var responses = proto.getOverrides().getResponseDirectionConfig();
        yield new Change.Settings(
            new Compression.OfRoute(
                responses.hasRemoveAcceptEncodingHeader()
                    ? responses.getRemoveAcceptEncodingHeader().getValue()
                    : null));
      }
      case OVERRIDE_NOT_SET -> throw where.error("", "disabled or overrides");
    };
  }

  static Decompression decompression(Decompressor proto, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    Any library = proto.getDecompressorLibrary().getTypedConfig();
    Where there = where.field("decompressor_library.typed_config");
    require(library, GZIP + "decompressor.v3.Gzip", there);
    var gzip =
        io.envoyproxy.envoy.extensions.compression.gzip.decompressor.v3.Gzip.parseFrom(
            library.getValue());
    var requests = proto.getRequestDirectionConfig();
    return new Decompression(
        direction(requests.getCommonConfig()),
        direction(proto.getResponseDirectionConfig().getCommonConfig()),
        !requests.hasAdvertiseAcceptEncoding() || requests.getAdvertiseAcceptEncoding().getValue(),
        gzip.hasMaxInflateRatio()
            ? Values.intOf(
                gzip.getMaxInflateRatio().getValue(), 1, there.field("max_inflate_ratio"))
            : Decompression.DEFAULT_RATIO);
  }

  private static Decompression.@Nullable Direction direction(
      Decompressor.CommonDirectionConfig proto) {
    return enabled(proto.hasEnabled(), proto.getEnabled())
        ? new Decompression.Direction(proto.getIgnoreNoTransformHeader())
        : null;
  }
}
