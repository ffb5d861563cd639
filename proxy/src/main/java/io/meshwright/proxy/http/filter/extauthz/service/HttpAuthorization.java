package io.meshwright.proxy.http.filter.extauthz.service;

import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.route.QueryChanges;
import io.meshwright.proxy.http.side.SideAnswer;
import io.meshwright.proxy.http.side.SideCall;
import io.meshwright.proxy.http.side.SideResponse;
import io.meshwright.proxy.metadata.MetadataValue;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Answer;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Service;
import io.meshwright.proxy.snapshot.HeaderMutations.IfPresent;
import io.meshwright.proxy.upstream.LoopCluster;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A service of HTTP: its status decides. */
record HttpAuthorization(Service.Http config) implements AuthorizationService {
  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;
  private static final int MAX_ANSWER = 64 * 1024;

  /** A client that is denied gets these in any case. */
  private static final Set<String> ALWAYS_TO_CLIENT = Set.of("www-authenticate", "location");

  @Override
  public SideCall ask(Inquiry inquiry, LoopCluster cluster, RulingListener listener) {
    byte[] body = inquiry.bytes().toByteArray();
    SideCall call =
        SideCall.begin(
            cluster,
            HttpQuestion.head(config.question(), inquiry.exchange().request(), body.length),
            body.length == 0,
            new SideCall.Options(
                inquiry.exchange().connection().destination().address(),
                Map.of(),
                config.question().timeout(),
                MAX_ANSWER),
            new Reader(config.answer(), listener));
    if (body.length > 0) {
      call.send(Unpooled.wrappedBuffer(body), true);
    }
    return call;
  }

  private record Reader(Answer config, RulingListener listener) implements SideAnswer {
    @Override
    public void answered(SideResponse response) {
      int status = response.head().status();
      if (status >= SERVER_ERROR) {
        failed("status " + status);
      } else if (status == OK) {
        listener.ruled(passed(response.head()));
      } else {
        listener.ruled(denied(response));
      }
    }

    @Override
    public void failed(String reason) {
      listener.failed(reason);
    }

    private Ruling passed(ResponseHead head) {
      List<HeaderEdit> request = new ArrayList<>();
      List<HeaderEdit> appended = new ArrayList<>();
      List<HeaderEdit> response = new ArrayList<>();
      Map<String, MetadataValue> metadata = new LinkedHashMap<>();
      for (Map.Entry<String, String> header : head.headers()) {
        String name = header.getKey().toLowerCase(Locale.ROOT);
        if (HttpQuestion.any(config.toUpstream(), name)) {
          request.add(new HeaderEdit(name, header.getValue(), IfPresent.OVERWRITE));
        }
        if (HttpQuestion.any(config.appendedToUpstream(), name)) {
          appended.add(new HeaderEdit(name, header.getValue(), IfPresent.EXTEND));
        }
        if (HttpQuestion.any(config.toClientOnSuccess(), name)) {
          response.add(new HeaderEdit(name, header.getValue(), IfPresent.APPEND));
        }
        if (HttpQuestion.any(config.toMetadata(), name)) {
          metadata.put(name, new MetadataValue.Text(header.getValue()));
        }
      }
      request.addAll(appended);
      return new Ruling.Passed(
          request, List.of(), QueryChanges.NONE, response, new MetadataValue.Fields(metadata));
    }

    private Ruling denied(SideResponse response) {
      List<HeaderEdit> headers = new ArrayList<>();
      for (Map.Entry<String, String> header : response.head().headers()) {
        String name = header.getKey().toLowerCase(Locale.ROOT);
        if (config.toClient().isEmpty()
            || ALWAYS_TO_CLIENT.contains(name)
            || HttpQuestion.any(config.toClient(), name)) {
          headers.add(new HeaderEdit(name, header.getValue(), IfPresent.OVERWRITE));
        }
      }
      return new Ruling.Denied(
          response.head().status(),
          headers,
          new String(response.body(), StandardCharsets.UTF_8),
          MetadataValue.Fields.EMPTY);
    }
  }
}
