package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Decodes responses, knowing which of them answer a HEAD and so have no body whatever they say. */
final class OneResponseDecoder extends HttpResponseDecoder {
  private static final int SWITCHING_PROTOCOLS = 101;

  private boolean head;

  OneResponseDecoder() {
    super(OneRequestDecoder.config(Http1Limits.RESPONSE));
  }

  /** Says what the next response answers. */
  void expect(String method) {
    head = method.equals("HEAD");
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    if (message instanceof HttpResponse response
        && response.status().code() == SWITCHING_PROTOCOLS) {
      return true;
    }
    return head || super.isContentAlwaysEmpty(message);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("content-length and transfer-encoding");
  }
}
