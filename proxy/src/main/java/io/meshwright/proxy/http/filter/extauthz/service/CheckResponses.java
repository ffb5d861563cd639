package io.meshwright.proxy.http.filter.extauthz.service;

import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.QueryParameter;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.meshwright.proxy.http.route.QueryChanges;
import io.meshwright.proxy.metadata.MetadataValue;
import io.meshwright.proxy.metadata.wire.Structs;
import io.meshwright.proxy.snapshot.HeaderMutations.IfPresent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads {@code envoy.service.auth.v3.CheckResponse} as Envoy does. */
final class CheckResponses {
  private static final int OK = 0;
  private static final int FORBIDDEN = 403;

  private CheckResponses() {}

  static Ruling ruling(CheckResponse response) {
    return response.getStatus().getCode() == OK
        ? passed(response.getOkResponse(), metadata(response))
        : denied(response.getDeniedResponse(), metadata(response));
  }

  @SuppressWarnings("deprecation") // services still set it in the ok_response
  private static MetadataValue.Fields metadata(CheckResponse response) {
    return Structs.read(
        response.hasDynamicMetadata()
            ? response.getDynamicMetadata()
            : response.getOkResponse().getDynamicMetadata());
  }

  private static Ruling passed(OkHttpResponse ok, MetadataValue.Fields metadata) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (QueryParameter parameter : ok.getQueryParametersToSetList()) {
      parameters.put(parameter.getKey(), parameter.getValue());
    }
    return new Ruling.Passed(
        ok.getHeadersList().stream()
            .map(header -> edit(header, append(header) ? IfPresent.EXTEND : IfPresent.OVERWRITE))
            .toList(),
        ok.getHeadersToRemoveList().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> !name.startsWith(":") && !name.equals("host"))
            .toList(),
        new QueryChanges(ok.getQueryParametersToRemoveList(), parameters),
        ok.getResponseHeadersToAddList().stream()
            .map(header -> edit(header, ifPresent(header)))
            .toList(),
        metadata);
  }

  private static Ruling denied(DeniedHttpResponse denied, MetadataValue.Fields metadata) {
    int status = denied.getStatus().getCodeValue();
    List<HeaderEdit> headers =
        denied.getHeadersList().stream()
            .map(header -> edit(header, append(header) ? IfPresent.APPEND : IfPresent.OVERWRITE))
            .toList();
    return new Ruling.Denied(status == 0 ? FORBIDDEN : status, headers, denied.getBody(), metadata);
  }

  private static HeaderEdit edit(HeaderValueOption option, IfPresent ifPresent) {
    return new HeaderEdit(
        option.getHeader().getKey().toLowerCase(Locale.ROOT),
        option.getHeader().getValue().isEmpty()
            ? option.getHeader().getRawValue().toStringUtf8()
            : option.getHeader().getValue(),
        ifPresent);
  }

  /** Unset is to overwrite here, other than elsewhere. */
  @SuppressWarnings("deprecation") // it is what the protocol is about
  private static boolean append(HeaderValueOption option) {
    return option.getAppend().getValue();
  }

  @SuppressWarnings("deprecation") // services still set append
  private static IfPresent ifPresent(HeaderValueOption option) {
    if (option.hasAppend()) {
      return append(option) ? IfPresent.APPEND : IfPresent.OVERWRITE;
    }
    return switch (option.getAppendAction()) {
      case APPEND_IF_EXISTS_OR_ADD, UNRECOGNIZED -> IfPresent.APPEND;
      case ADD_IF_ABSENT -> IfPresent.KEEP;
      case OVERWRITE_IF_EXISTS_OR_ADD -> IfPresent.OVERWRITE;
      case OVERWRITE_IF_EXISTS -> IfPresent.OVERWRITE_ONLY;
    };
  }
}
