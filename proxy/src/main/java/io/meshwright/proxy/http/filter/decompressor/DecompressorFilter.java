package io.meshwright.proxy.http.filter.decompressor;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.error.ProxyError;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.snapshot.Decompression;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses what a message brings in gzip. A request that is none, or swells too much, is
 * refused; a response is broken off.
 */
final class DecompressorFilter implements Filter {
  private static final String GZIP = "gzip";
  private static final String NO_TRANSFORM = "no-transform";
  private static final int BAD_REQUEST = 400;

  private final HttpExchange exchange;
  private final Decompression config;
  private @Nullable GzipBody request;
  private @Nullable GzipBody response;

  DecompressorFilter(HttpExchange exchange, Decompression config) {
    this.exchange = exchange;
    this.config = config;
  }

  @Override
  public Verdict request(RequestHead head) {
    HttpHeaders headers = head.headers();
    if (config.responses() != null && config.advertised()) {
      advertise(headers);
    }
    if (!exchange.requestEnded() && compressed(config.requests(), headers)) {
      request = new GzipBody(config.mostRatio());
    }
    return Verdict.CONTINUE;
  }

  private static void advertise(HttpHeaders headers) {
    @Nullable String accepted = headers.get(HttpHeaderNames.ACCEPT_ENCODING);
    if (!headers.containsValue(HttpHeaderNames.ACCEPT_ENCODING, GZIP, true)) {
      headers.set(HttpHeaderNames.ACCEPT_ENCODING, accepted == null ? GZIP : accepted + "," + GZIP);
    }
  }

  /** Whether it is to be decompressed; the headers say what it will be then. */
  private static boolean compressed(
      Decompression.@Nullable Direction direction, HttpHeaders headers) {
    if (direction == null
        || !GZIP.equalsIgnoreCase(headers.get(HttpHeaderNames.CONTENT_ENCODING))
        || (!direction.noTransformIgnored()
            && headers.containsValue(HttpHeaderNames.CACHE_CONTROL, NO_TRANSFORM, true))) {
      return false;
    }
    headers.remove(HttpHeaderNames.CONTENT_ENCODING);
    headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    return true;
  }

  @Override
  public ByteBuf requestData(ByteBuf data, boolean end) {
    if (request == null) {
      return data;
    }
    try {
      return request.decode(data, end);
    } catch (DecompressionException _) {
      exchange.answer(LocalReply.of(BAD_REQUEST, "invalid gzip", exchange.request()));
      return Unpooled.EMPTY_BUFFER;
    }
  }

  @Override
  public @Nullable ByteBuf requestEnd() {
    return request == null ? null : requestData(Unpooled.buffer(0), true);
  }

  @Override
  public void response(ResponseHead head, boolean end) {
    if (!end && compressed(config.responses(), head.headers())) {
      response = new GzipBody(config.mostRatio());
    }
  }

  @Override
  public ByteBuf responseData(ByteBuf data, boolean end) {
    if (response == null) {
      return data;
    }
    try {
      return response.decode(data, end);
    } catch (DecompressionException _) {
      exchange.fail(ProxyError.UPSTREAM_PROTOCOL, "");
      return Unpooled.EMPTY_BUFFER;
    }
  }

  @Override
  public @Nullable ByteBuf responseEnd(HttpHeaders trailers) {
    return response == null ? null : responseData(Unpooled.buffer(0), true);
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
