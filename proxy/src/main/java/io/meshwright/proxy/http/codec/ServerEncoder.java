package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Encodes responses, knowing which of them answer a HEAD and so have no body. */
final class ServerEncoder extends HttpResponseEncoder {
  private boolean head;

  /** Says what the next response answers. */
  void answers(String method) {
    head = method.equals("HEAD");
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return head || super.isContentAlwaysEmpty(response);
  }
}
