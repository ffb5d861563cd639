package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What a request must be like in every version of HTTP (reliability-security §2.1, HH rows). */
final class RequestRules {
  private static final int BAD_REQUEST = 400;
  private static final int EXPECTATION_FAILED = 417;
  private static final int MAX_HOST = 255;

  /** RFC 9110 section 5.6.2. */
  static final AsciiSet TOKEN = AsciiSet.visibleExcept("\"(),/:;<=>?@[\\]{}");

  private static final AsciiSet AUTHORITY = AsciiSet.visibleExcept("/\\@?#%\"<>^`{|},;");

  private RequestRules() {}

  static void checkMethod(String method) throws MessageRefusedException {
    if (method.isEmpty() || !TOKEN.containsAll(method)) {
      throw new MessageRefusedException(BAD_REQUEST, "method");
    }
  }

  static void checkExpect(HttpHeaders headers) throws MessageRefusedException {
    @Nullable String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect)) {
      throw new MessageRefusedException(EXPECTATION_FAILED, "expect");
    }
  }

  static void checkAuthority(String authority) throws MessageRefusedException {
    if (authority.length() > MAX_HOST || !AUTHORITY.containsAll(authority)) {
      throw new MessageRefusedException(BAD_REQUEST, "host");
    }
  }

  static void checkTarget(String target) throws MessageRefusedException {
    boolean bad = target.isEmpty();
    for (int i = 0; i < target.length() && !bad; i++) {
      char c = target.charAt(i);
      bad = c <= ' ' || c == 0x7f || c == '#';
    }
    if (bad) {
      throw new MessageRefusedException(BAD_REQUEST, "target");
    }
  }
}
