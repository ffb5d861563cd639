package io.meshwright.proxy.http.filter.jwt;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.metadata.MetadataValue;
import io.meshwright.proxy.metadata.RequestMetadata;
import io.meshwright.proxy.snapshot.JwtAuthentication.ClaimHeader;
import io.meshwright.proxy.snapshot.JwtAuthentication.Forwarding;
import io.meshwright.proxy.snapshot.JwtAuthentication.JwtProvider;
import io.meshwright.proxy.snapshot.JwtAuthentication.Requirement;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Passes on what tokens say: to the application in headers, to later filters as metadata. */
final class Forwarder {
  /** Envoy's namespace, whatever the filter is called. */
  private static final String NAMESPACE = "envoy.filters.http.jwt_authn";

  private static final int BASE64_GROUP = 4;
  private static final double LARGEST_WHOLE = 0x1p63;
  private static final int VALID = -1;

  private Forwarder() {}

  /** Removes what only tokens may set, so that a client cannot. */
  static void sanitize(Requirement requirement, RequestHead request) {
    switch (requirement) {
      case Requirement.Nothing() -> {}
      case Requirement.Of(JwtProvider provider, var _) -> sanitize(provider, request);
      case Requirement.AnyOf(var some) -> some.forEach(each -> sanitize(each, request));
      case Requirement.AllOf(var all) -> all.forEach(each -> sanitize(each, request));
      case Requirement.Optionally(var providers, boolean _) ->
          providers.forEach(provider -> sanitize(provider, request));
    }
  }

  private static void sanitize(JwtProvider provider, RequestHead request) {
    if (!provider.forwarding().payloadHeader().isEmpty()) {
      request.headers().remove(provider.forwarding().payloadHeader());
    }
    provider.forwarding().claims().forEach(claim -> request.headers().remove(claim.header()));
  }

  /** Passes on valid tokens; says whether the route is to be chosen again. */
  static boolean forward(
      List<Authenticator.Verified> tokens, RequestHead request, RequestMetadata metadata) {
    Map<String, MetadataValue> told = new LinkedHashMap<>();
    boolean choose = false;
    for (Authenticator.Verified verified : tokens) {
      Forwarding forwarding = verified.provider().forwarding();
      if (!forwarding.keep()) {
        verified.found().remove(request);
      }
      String payload = verified.token().payloadText();
      if (!forwarding.payloadHeader().isEmpty()) {
        request
            .headers()
            .add(forwarding.payloadHeader(), forwarding.padded() ? padded(payload) : payload);
      }
      for (ClaimHeader claim : forwarding.claims()) {
        String value = text(verified.token().claims().at(claim.claim()));
        if (!value.isEmpty()) {
          request.headers().add(claim.header(), value);
        }
      }
      if (!forwarding.headerMetadata().isEmpty()) {
        told.put(forwarding.headerMetadata(), verified.token().header());
      }
      if (!forwarding.payloadMetadata().isEmpty()) {
        told.put(forwarding.payloadMetadata(), verified.token().claims());
      }
      choose |= forwarding.choosesRoute();
    }
    metadata.add(NAMESPACE, new MetadataValue.Fields(told));
    return choose;
  }

  private static String padded(String base64) {
    int over = base64.length() % BASE64_GROUP;
    return over == 0 ? base64 : base64 + "=".repeat(BASE64_GROUP - over);
  }

  /** A claim as a header's value; empty if it is no single value that a header can hold. */
  private static String text(@Nullable MetadataValue value) {
    String text =
        switch (value) {
          case MetadataValue.Text(String claim) -> claim;
          case MetadataValue.Flag(boolean flag) -> Boolean.toString(flag);
          case MetadataValue.Numeric(double number) ->
              number == Math.rint(number) && number >= 0 && number < LARGEST_WHOLE
                  ? Long.toString((long) number)
                  : String.format(Locale.ROOT, "%f", number);
          case null, default -> "";
        };
    return HttpHeaderValidationUtil.validateValidHeaderValue(text) == VALID ? text : "";
  }
}
