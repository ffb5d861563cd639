package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;

/**
 * Decodes responses, knowing which of them have no body whatever they say: those to a HEAD, and
 * those that agree to a CONNECT.
 */
final class OneResponseDecoder extends HttpResponseDecoder {
  private static final int SWITCHING_PROTOCOLS = 101;

  private boolean head;
  private boolean connect;

  OneResponseDecoder() {
    super(OneRequestDecoder.config(Http1Limits.RESPONSE));
  }

  /** Says what the next response answers. */
  void expect(String method) {
    head = method.equals("HEAD");
    connect = method.equals(RequestHead.CONNECT);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    if (message instanceof HttpResponse response) {
      int status = response.status().code();
      if (status == SWITCHING_PROTOCOLS || (connect && ResponseHead.agrees(status))) {
        return true;
      }
    }
    return head || super.isContentAlwaysEmpty(message);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("content-length and transfer-encoding");
  }
}
