package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.RequestListener;

/** The end of a chain: takes the request and sees to a response. */
public interface TerminalFilter extends RequestListener {
  /** The request passed all filters; what follows it comes as a {@link RequestListener}. */
  void begin(RequestHead head, boolean end);

  /** Makes one for each exchange. */
  @FunctionalInterface
  interface Factory {
    TerminalFilter open(HttpExchange exchange);
  }
}
