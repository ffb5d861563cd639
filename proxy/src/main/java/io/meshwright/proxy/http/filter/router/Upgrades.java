package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.HttpConnectionManager.Upgrade;
import io.meshwright.proxy.snapshot.RouteAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which protocols a request may switch to: as its route says, else as the connection manager does.
 */
final class Upgrades {
  private Upgrades() {}

  /** How a request that asks for it may switch; absent if it may not. */
  static @Nullable Upgrade allowed(
      HttpConnectionManager manager, RouteAction.Forward route, RequestHead request) {
    @Nullable String type = request.connect() ? RequestHead.CONNECT : request.upgrade();
    @Nullable Upgrade said = named(route.upgrades(), type);
    if (said == null) {
      said = named(manager.upgrades(), type);
    }
    return said != null && said.enabled() ? said : null;
  }

  private static @Nullable Upgrade named(List<Upgrade> upgrades, @Nullable String type) {
    for (Upgrade upgrade : upgrades) {
      if (upgrade.type().equalsIgnoreCase(type)) {
        return upgrade;
      }
    }
    return null;
  }
}
