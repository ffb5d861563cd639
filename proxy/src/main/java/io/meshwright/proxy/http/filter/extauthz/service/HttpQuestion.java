package io.meshwright.proxy.http.filter.extauthz.service;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.snapshot.ExternalAuthorization;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the request by which the service is asked, and chooses among headers. */
final class HttpQuestion {
  private HttpQuestion() {}

  /** The head of the question; {@code bodyBytes} of body follow it. */
  static RequestHead head(
      ExternalAuthorization.Question config, RequestHead request, int bodyBytes) {
    HttpHeaders headers = new DefaultHttpHeaders();
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      boolean always = name.equals("authorization");
      if ((always || any(config.headers(), name)) && !any(config.withheld(), name)) {
        headers.add(name, header.getValue());
      }
    }
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bodyBytes));
    config.additions().forEach(addition -> headers.set(addition.name(), addition.value()));
    return new RequestHead(
        request.method(),
        request.scheme(),
        request.authority(),
        config.pathPrefix() + request.path(),
        headers);
  }

  /** Whether a header's name is meant. */
  static boolean any(List<StringMatcher> matchers, String name) {
    return matchers.stream().anyMatch(matcher -> matcher.matches(name));
  }
}
