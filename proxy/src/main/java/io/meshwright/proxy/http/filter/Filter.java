package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;

/**
 * One filter's part in one exchange. Requests pass the filters in order, responses in reverse
 * order. Called on the exchange's event loop.
 */
public interface Filter {
  /** Sees and may change the request, or answers it by {@link HttpExchange#fail} and stops it. */
  default Verdict request(RequestHead head) {
    return Verdict.CONTINUE;
  }

  /** Sees and may change the response, whoever made it. */
  default void response(ResponseHead head) {}

  /** The exchange is over, however it ended. Called once. */
  default void complete() {}

  /** What becomes of a request. */
  enum Verdict {
    CONTINUE,
    /** The filter answered it. */
    ANSWERED
  }
}
