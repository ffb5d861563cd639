package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes down what it is asked, and denies it when the request has ended. */
final class FuzzedRequests implements RequestHandler {
  private static final int FORBIDDEN = 403;

  private final List<String> seen = new ArrayList<>();

  /** Requests with their bodies, and refusals. */
  List<String> seen() {
    return seen;
  }

  @Override
  public RequestListener request(RequestHead head, boolean end, ServerStream stream) {
    String text =
        "%s %s %s %s"
            .formatted(head.method(), head.authority(), head.path(), entries(head.headers()));
    Request request = new Request(text, stream);
    if (end) {
      request.end("");
    }
    return request;
  }

  private static List<Map.Entry<String, String>> entries(HttpHeaders headers) {
    return headers.entries();
  }

  @Override
  public boolean draining() {
    return false;
  }

  @Override
  public void refused(int status, String reason) {
    seen.add("refused with " + status);
  }

  private final class Request implements RequestListener {
    private final StringBuilder text;
    private final ServerStream stream;

    Request(String text, ServerStream stream) {
      this.text = new StringBuilder(text);
      this.stream = stream;
    }

    @Override
    public void data(ByteBuf data, boolean end) {
      text.append(data.toString(StandardCharsets.ISO_8859_1));
      data.release();
      if (end) {
        end("");
      }
    }

    @Override
    public void trailers(HttpHeaders trailers) {
      end(trailers.entries().toString());
    }

    @Override
    public void reset() {}

    @Override
    public void writabilityChanged() {}

    void end(String more) {
      seen.add(text.append(" ends ").append(more).toString());
      HttpHeaders headers = new DefaultHttpHeaders().set("content-length", "0");
      stream.head(new ResponseHead(FORBIDDEN, headers), true);
    }
  }
}
