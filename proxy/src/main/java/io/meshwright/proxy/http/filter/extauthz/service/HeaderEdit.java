package io.meshwright.proxy.http.filter.extauthz.service;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.route.HeaderChanges;
import io.meshwright.proxy.snapshot.HeaderMutations.IfPresent;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Set;

/**
 * A header that a service wants to be set.
 *
 * @param name lower case
 */
public record HeaderEdit(String name, String value, IfPresent ifPresent) {
  private static final int VALID = -1;

  /** How a message is framed is not for a service to say. */
  private static final Set<String> FRAMING =
      Set.of("content-length", "transfer-encoding", "connection", "upgrade");

  /** Whether it can be sent at all. */
  boolean valid() {
    String plain = name.startsWith(":") ? name.substring(1) : name;
    return HttpHeaderValidationUtil.validateToken(plain) == VALID
        && HttpHeaderValidationUtil.validateValidHeaderValue(value) == VALID;
  }

  private boolean framing() {
    return FRAMING.contains(name);
  }

  /** Edits a request; its authority and path count as headers. */
  public void apply(RequestHead head) {
    switch (name) {
      case "host", ":authority" -> head.authority(value);
      case ":path" -> head.path(value);
      default -> apply(head.headers());
    }
  }

  /** Edits headers. */
  public void apply(HttpHeaders headers) {
    if (!name.startsWith(":") && !framing()) {
      HeaderChanges.set(name, value, ifPresent, headers);
    }
  }

  /** Sets all of these headers, which may have several values, instead of those of their names. */
  public static void replace(List<HeaderEdit> edits, HttpHeaders headers) {
    for (HeaderEdit edit : edits) {
      if (edit.ifPresent == IfPresent.OVERWRITE && !edit.framing()) {
        headers.remove(edit.name);
      }
    }
    for (HeaderEdit edit : edits) {
      if (!edit.name.startsWith(":") && !edit.framing()) {
        headers.add(edit.name, edit.value);
      }
    }
  }
}
