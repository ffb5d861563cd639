package io.meshwright.proxy.http.filter.compressor;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.snapshot.Compression;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compresses what a message brings, if it is long enough, of a kind that shrinks, and nobody has
 * forbidden it; a response, if its client accepts it.
 */
final class CompressorFilter implements Filter {
  private static final String GZIP = "gzip";
  private static final String ACCEPT_ENCODING = "Accept-Encoding";
  private static final String NO_TRANSFORM = "no-transform";
  private static final String WEAK = "W/";

  private final HttpExchange exchange;
  private final Compression config;
  private final Compression.@Nullable OfRoute ofRoute;
  private List<String> accepted = List.of();
  private @Nullable GzipEncoder request;
  private @Nullable GzipEncoder response;

  CompressorFilter(
      HttpExchange exchange, Compression config, Compression.@Nullable OfRoute ofRoute) {
    this.exchange = exchange;
    this.config = config;
    this.ofRoute = ofRoute;
  }

  @Override
  public Verdict request(RequestHead head) {
    HttpHeaders headers = head.headers();
    Compression.Responses responses = config.responses();
    if (responses != null) {
      accepted = headers.getAll(HttpHeaderNames.ACCEPT_ENCODING);
      if (acceptEncodingRemoved(responses)) {
        headers.remove(HttpHeaderNames.ACCEPT_ENCODING);
      }
    }
    Compression.Direction requests = config.requests();
    boolean body = !exchange.requestEnded() && !head.tunnels();
    if (requests != null && body && compressible(requests, headers)) {
      compressed(headers);
      request = new GzipEncoder(config.gzip());
    }
    return Verdict.CONTINUE;
  }

  private boolean acceptEncodingRemoved(Compression.Responses responses) {
    Boolean own = ofRoute == null ? null : ofRoute.acceptEncodingRemoved();
    return own == null ? responses.acceptEncodingRemoved() : own;
  }

  private static boolean compressible(Compression.Direction which, HttpHeaders headers) {
    @Nullable String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    @Nullable String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
    return (length == null || Long.parseLong(length) >= which.minimum())
        && (type == null || which.types().contains(plain(type)))
        && !headers.contains(HttpHeaderNames.CONTENT_ENCODING)
        && !headers.containsValue(HttpHeaderNames.CACHE_CONTROL, NO_TRANSFORM, true);
  }

  private static String plain(String type) {
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  private static void compressed(HttpHeaders headers) {
    headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
  }

  @Override
  public ByteBuf requestData(ByteBuf data, boolean end) {
    return encode(request, data, end);
  }

  @Override
  public @Nullable ByteBuf requestEnd() {
    return request == null ? null : request.encode(Unpooled.buffer(0), true);
  }

  @Override
  public void response(ResponseHead head, boolean end) {
    Compression.Responses responses = config.responses();
    if (responses == null
        || head.switchesProtocol()
        || responses.excluded().contains(head.status())) {
      return;
    }
    HttpHeaders headers = head.headers();
    boolean tagged = headers.contains(HttpHeaderNames.ETAG);
    if (!compressible(responses.which(), headers) || (tagged && responses.notWithEtag())) {
      return;
    }
    if (!end && AcceptedEncodings.prefer(GZIP, accepted)) {
      compressed(headers);
      if (tagged && !headers.get(HttpHeaderNames.ETAG, "").startsWith(WEAK)) {
        // a strong one stands for other bytes
        headers.remove(HttpHeaderNames.ETAG);
      }
      response = new GzipEncoder(config.gzip());
    }
    // also where it was not: another client may get it compressed
    if (!headers.containsValue(HttpHeaderNames.VARY, ACCEPT_ENCODING, true)) {
      @Nullable String vary = headers.get(HttpHeaderNames.VARY);
      headers.set(
          HttpHeaderNames.VARY, vary == null ? ACCEPT_ENCODING : vary + ", " + ACCEPT_ENCODING);
    }
  }

  @Override
  public ByteBuf responseData(ByteBuf data, boolean end) {
    return encode(response, data, end);
  }

  @Override
  public @Nullable ByteBuf responseEnd(HttpHeaders trailers) {
    return response == null ? null : response.encode(Unpooled.buffer(0), true);
  }

  /** What is empty and not the end stays so: its flush would be bytes. */
  private static ByteBuf encode(@Nullable GzipEncoder encoder, ByteBuf data, boolean end) {
    return encoder == null || (!end && !data.isReadable()) ? data : encoder.encode(data, end);
  }

  @Override
  public void complete() {
    if (request != null) {
      request.close();
    }
    if (response != null) {
      response.close();
    }
  }
}
