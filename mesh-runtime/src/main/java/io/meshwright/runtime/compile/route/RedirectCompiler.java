package io.meshwright.runtime.compile.route;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction.RedirectResponseCode;
import io.meshwright.runtime.model.traffic.HttpAction;
import io.meshwright.runtime.model.traffic.HttpAction.RedirectPort;
import java.util.Base64;

/** Writes answers that need no destination (istio-features VS15, VS16). */
final class RedirectCompiler {
  private RedirectCompiler() {}

  static RedirectAction compile(HttpAction.Redirect redirect, int listenerPort) {
    RedirectAction.Builder action =
        RedirectAction.newBuilder()
            .setResponseCode(
                switch (redirect.code()) {
                  case 302 -> RedirectResponseCode.FOUND;
                  case 303 -> RedirectResponseCode.SEE_OTHER;
                  case 307 -> RedirectResponseCode.TEMPORARY_REDIRECT;
                  case 308 -> RedirectResponseCode.PERMANENT_REDIRECT;
                  default -> RedirectResponseCode.MOVED_PERMANENTLY;
                });
    if (redirect.uri() != null) {
      action.setPathRedirect(redirect.uri());
    } else if (redirect.prefixRewrite() != null) {
      action.setPrefixRewrite(redirect.prefixRewrite());
    }
    if (redirect.authority() != null) {
      action.setHostRedirect(redirect.authority());
    }
    if (redirect.scheme() != null) {
      action.setSchemeRedirect(redirect.scheme());
    }
    switch (redirect.port()) {
      case RedirectPort.Fixed(int number) -> {
        if (!standard(redirect.scheme(), number)) {
          action.setPortRedirect(number);
        }
      }
      case RedirectPort.OfRequest() -> {
        if (!standard(redirect.scheme(), listenerPort)) {
          action.setPortRedirect(listenerPort);
        }
      }
      case RedirectPort.ProtocolDefault() -> {}
    }
    return action.build();
  }

  static DirectResponseAction compile(HttpAction.DirectResponse response) {
    DirectResponseAction.Builder action =
        DirectResponseAction.newBuilder().setStatus(response.status());
    if (!response.bodyBase64().isEmpty()) {
      action.setBody(
          DataSource.newBuilder()
              .setInlineBytes(
                  ByteString.copyFrom(Base64.getDecoder().decode(response.bodyBase64()))));
    }
    return action.build();
  }

  private static boolean standard(@org.jspecify.annotations.Nullable String scheme, int port) {
    return "http".equals(scheme) && port == 80 || "https".equals(scheme) && port == 443;
  }
}
