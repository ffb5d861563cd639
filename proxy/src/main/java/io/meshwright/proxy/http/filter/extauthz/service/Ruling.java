package io.meshwright.proxy.http.filter.extauthz.service;

import io.meshwright.proxy.http.route.QueryChanges;
import io.meshwright.proxy.metadata.MetadataValue;
import java.util.List;
import java.util.stream.Stream;

/** What a service says of a request. */
public sealed interface Ruling {
  /** What later filters are told. */
  MetadataValue.Fields metadata();

  /** Whether all headers of it can be sent. */
  boolean valid();

  /**
   * The request passes.
   *
   * @param request headers of the request to the upstream
   * @param removals lower case; headers that the upstream does not see
   * @param response headers of the response to the client
   */
  record Passed(
      List<HeaderEdit> request,
      List<String> removals,
      QueryChanges query,
      List<HeaderEdit> response,
      MetadataValue.Fields metadata)
      implements Ruling {
    public Passed {
      request = List.copyOf(request);
      removals = List.copyOf(removals);
      response = List.copyOf(response);
    }

    @Override
    public boolean valid() {
      return Stream.concat(request.stream(), response.stream()).allMatch(HeaderEdit::valid);
    }
  }

  /** The client gets this answer. */
  record Denied(int status, List<HeaderEdit> headers, String body, MetadataValue.Fields metadata)
      implements Ruling {
    public Denied {
      headers = List.copyOf(headers);
    }

    @Override
    public boolean valid() {
      return headers.stream().allMatch(HeaderEdit::valid);
    }
  }
}
