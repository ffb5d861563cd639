package io.meshwright.proxy.http.filter.grpcweb;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Turns a gRPC-Web request into one of gRPC, and the response back: its trailers become the last
 * frame of the body, and in text mode all is in Base64 (gRPC Web, "Protocol differences vs gRPC
 * over HTTP2"). Other requests pass as they are.
 */
final class GrpcWebFilter implements Filter {
  private static final String GRPC = "application/grpc";
  private static final String BINARY = "application/grpc-web";
  private static final String TEXT = "application/grpc-web-text";
  private static final String PROTO = "+proto";

  /** What Envoy sends for clients that say nothing. */
  private static final String ACCEPT_ENCODING = "identity,deflate,gzip";

  private static final int BAD_REQUEST = 400;

  private final HttpExchange exchange;
  private boolean translated;
  private @Nullable TextDecoder text;
  private boolean answerInText;

  GrpcWebFilter(HttpExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public Verdict request(RequestHead head) {
    HttpHeaders headers = head.headers();
    boolean asText = is(TEXT, headers.get(HttpHeaderNames.CONTENT_TYPE));
    translated = asText || is(BINARY, headers.get(HttpHeaderNames.CONTENT_TYPE));
    if (translated) {
      text = asText ? new TextDecoder() : null;
      answerInText = is(TEXT, headers.get(HttpHeaderNames.ACCEPT));
      headers.set(HttpHeaderNames.CONTENT_TYPE, GRPC);
      headers.remove(HttpHeaderNames.CONTENT_LENGTH);
      headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
      if (!headers.contains("grpc-accept-encoding")) {
        headers.set("grpc-accept-encoding", ACCEPT_ENCODING);
      }
    }
    return Verdict.CONTINUE;
  }

  private static boolean is(String type, @Nullable String value) {
    return value != null && (value.equals(type) || value.equals(type + PROTO));
  }

  @Override
  public ByteBuf requestData(ByteBuf data, boolean end) {
    TextDecoder decoder = text;
    if (decoder == null) {
      return data;
    }
    try {
      ByteBuf decoded = decoder.decode(data);
      if (end && decoder.unfinished()) {
        refuse();
      }
      return decoded;
    } catch (IllegalArgumentException _) {
      refuse();
      return Unpooled.EMPTY_BUFFER;
    } finally {
      data.release();
    }
  }

  @Override
  public @Nullable ByteBuf requestEnd() {
    if (text != null && text.unfinished()) {
      refuse();
    }
    return null;
  }

  private void refuse() {
    exchange.answer(
        LocalReply.of(
            BAD_REQUEST, "Bad gRPC-web request, invalid base64 data.", exchange.request()));
  }

  @Override
  public void response(ResponseHead head, boolean end) {
    @Nullable String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (!translated || type == null || !type.startsWith(GRPC)) {
      // not of a gRPC server: as it is, it says more than in a frame
      translated = false;
      return;
    }
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, (answerInText ? TEXT : BINARY) + PROTO);
    head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
  }

  @Override
  public ByteBuf responseData(ByteBuf data, boolean end) {
    return translated && answerInText ? WebFrames.text(data) : data;
  }

  @Override
  public @Nullable ByteBuf responseEnd(HttpHeaders trailers) {
    if (!translated) {
      return null;
    }
    exchange.record().trailers(trailers.copy());
    ByteBuf frame = WebFrames.ofTrailers(trailers);
    trailers.clear();
    return answerInText ? WebFrames.text(frame) : frame;
  }
}
