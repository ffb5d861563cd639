package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the connection manager adds to every response after the filters. */
final class ResponseFinish {
  private static final long MILLIS = 1000;
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static volatile Now now = new Now(0, "");

  private ResponseFinish() {}

  /** The text of the current second, so that it is made once a second only. */
  private record Now(long second, String text) {}

  static void apply(HttpConnectionManager manager, RequestHead request, ResponseHead response) {
    HttpHeaders headers = response.headers();
    switch (manager.serverHeader()) {
      case OVERWRITE -> headers.set(HttpHeaderNames.SERVER, manager.serverName());
      case APPEND_IF_ABSENT -> {
        if (!headers.contains(HttpHeaderNames.SERVER)) {
          headers.set(HttpHeaderNames.SERVER, manager.serverName());
        }
      }
      case PASS_THROUGH -> {
        // as the upstream sent it
      }
    }
    if (manager.requestIds().inResponse()) {
      @Nullable String id = request.headers().get("x-request-id");
      if (id != null) {
        headers.set("x-request-id", id);
      }
    }
    if (!headers.contains(HttpHeaderNames.DATE) && !response.switchesProtocol()) {
      headers.set(HttpHeaderNames.DATE, date());
    }
  }

  private static String date() {
    long second = System.currentTimeMillis() / MILLIS;
    Now current = now;
    if (current.second() != second) {
      current = new Now(second, HTTP_DATE.format(Instant.ofEpochSecond(second)));
      now = current;
    }
    return current.text();
  }
}
