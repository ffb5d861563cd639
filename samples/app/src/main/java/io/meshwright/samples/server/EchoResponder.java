package io.meshwright.samples.server;

import io.meshwright.samples.Json;
import io.meshwright.samples.server.Faults.Fault;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers each request with what the service is; some paths do more: {@code /headers} returns the
 * request's headers, {@code /body} its body, {@code /status/503} that status, {@code /delay?ms=250}
 * answers later (a minute at most), {@code /healthz} says ok.
 *
 * <p>{@code /faults?status=503&count=2} lets the next two requests fail, with {@code delay=100}
 * they take longer, with {@code reset=true} they get no answer; {@code count=0} ends it. A
 * request's own headers {@code x-fault-status}, {@code x-fault-delay} and {@code x-fault-reset} do
 * the same to it.
 *
 * <p>JSON, or text for {@code Accept: text/plain}. Called on threads that may wait. Safe for use by
 * any number of them.
 */
final class EchoResponder {

  private static final Pattern STATUS = Pattern.compile("/status/([2-5]\\d\\d)");
  private static final Pattern MILLIS = Pattern.compile("\\d{1,5}");
  private static final int MOST_DELAY_MILLIS = 60_000;

  private final Identity identity;
  private final Faults faults = new Faults();

  EchoResponder(Identity identity) {
    this.identity = identity;
  }

  Answer answer(Request request) {
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    Map<String, String> query = new TreeMap<>();
    uri.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
    return switch (uri.path()) {
      case "/healthz" -> Answer.text(200, "ok\n");
      case "/faults" -> {
        faults.plan(query);
        yield identify(request, 200);
      }
      default -> {
        Fault asked = Fault.of(request.headers(), "x-fault-");
        Fault fault = asked.equals(Fault.NONE) ? faults.next().orElse(Fault.NONE) : asked;
        pause(fault.delayMillis());
        if (fault.reset()) {
          yield Answer.RESET;
        }
        yield fault.status() > 0
            ? identify(request, fault.status())
            : onPath(request, uri.path(), query);
      }
    };
  }

  private Answer onPath(Request request, String path, Map<String, String> query) {
    Matcher status = STATUS.matcher(path);
    if (status.matches()) {
      return identify(request, Integer.parseInt(status.group(1)));
    }
    return switch (path) {
      case "/body" -> Answer.bytes(200, "application/octet-stream", request.body());
      case "/headers" -> Answer.json(200, Json.object(request.headers()));
      case "/delay" -> delay(request, query.getOrDefault("ms", ""));
      default -> identify(request, 200);
    };
  }

  private Answer delay(Request request, String millis) {
    if (!MILLIS.matcher(millis).matches() || Integer.parseInt(millis) > MOST_DELAY_MILLIS) {
      return Answer.text(400, "say ?ms=N, at most " + MOST_DELAY_MILLIS + "\n");
    }
    pause(Integer.parseInt(millis));
    return identify(request, 200);
  }

  private static void pause(int millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private Answer identify(Request request, int status) {
    Map<String, Object> fields = new LinkedHashMap<>(identity.fields());
    fields.put("method", request.method());
    fields.put("path", request.uri());
    fields.put("protocol", request.protocol());
    fields.put("peer", request.peer());
    if (!request.header("accept").contains("text/plain")) {
      return Answer.json(status, Json.object(fields) + "\n");
    }
    StringBuilder text = new StringBuilder();
    fields.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    return Answer.text(status, text.toString());
  }
}
