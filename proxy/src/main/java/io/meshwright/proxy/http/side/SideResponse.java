package io.meshwright.proxy.http.side;

import io.meshwright.proxy.http.codec.ResponseHead;
import io.netty.handler.codec.http.HttpHeaders;

/** The whole answer to a {@link SideCall}. */
public final class SideResponse {
  private final ResponseHead head;
  private final byte[] body;
  private final HttpHeaders trailers;

  SideResponse(ResponseHead head, byte[] body, HttpHeaders trailers) {
    this.head = head;
    this.body = body;
    this.trailers = trailers;
  }

  public ResponseHead head() {
    return head;
  }

  /** As long as the call was told to keep; the reader's own. */
  public byte[] body() {
    return body;
  }

  /** Empty if there are none. */
  public HttpHeaders trailers() {
    return trailers;
  }
}
