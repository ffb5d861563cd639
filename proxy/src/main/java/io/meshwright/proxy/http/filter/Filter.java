package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One filter's part in one exchange. Requests pass the filters in order, responses in reverse
 * order. Called on the exchange's event loop.
 *
 * <p>Bodies: a filter that is given a piece owns it, and gives back what goes on instead, which may
 * be the same. Back-pressure passes by the filters; one that keeps pieces keeps a bounded amount.
 */
public interface Filter {
  /** Sees and may change the request, answers it by {@link HttpExchange#fail}, or lets it wait. */
  default Verdict request(RequestHead head) {
    return Verdict.CONTINUE;
  }

  /**
   * Hears of the body while it collects one: each time that more came.
   *
   * @param body what came so far, as it came; for looking at only
   * @param complete whether that is all
   */
  default Verdict collected(HeldBody body, boolean complete) {
    return Verdict.CONTINUE;
  }

  /** Sees and may change a piece of the request's body, on its way to the upstream. */
  default ByteBuf requestData(ByteBuf data, boolean end) {
    return data;
  }

  /**
   * The request's body ends without another piece.
   *
   * @return what else belongs to it; absent if nothing does
   */
  default @Nullable ByteBuf requestEnd() {
    return null;
  }

  /** Sees and may change the response, whoever made it; {@code end} if it has no body. */
  default void response(ResponseHead head, boolean end) {}

  /** Sees and may change a piece of the response's body, on its way to the client. */
  default ByteBuf responseData(ByteBuf data, boolean end) {
    return data;
  }

  /**
   * The response's body ends with trailers, which may be changed.
   *
   * @return what else belongs to the body; absent if nothing does
   */
  default @Nullable ByteBuf responseEnd(HttpHeaders trailers) {
    return null;
  }

  /** The exchange is over, however it ended. Called once. */
  default void complete() {}

  /** What becomes of a request. */
  enum Verdict {
    CONTINUE,
    /** The filter answered it. */
    ANSWERED,
    /** It stays here until {@link HttpExchange#resume}; the client is read no further meanwhile. */
    WAIT,
    /** It stays here while its body is collected; see {@link Filter#collected}. */
    COLLECT
  }
}
